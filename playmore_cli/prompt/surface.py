"""Where prompts are typed and drawn, and how they look: what all of them have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from playmore_cli.prompt.keyboard import Keyboard

if TYPE_CHECKING:
    from prompt_toolkit.styles import Style


@dataclass(frozen=True)
class Surface:
    """
    A terminal as prompts see it. prompt_toolkit is imported by the first prompt: the first screen stands before it.

    Args:
        keyboard: the terminal.
        has_colours: whether colours may be used.
        looks: what everything looks like, by its class, in prompt_toolkit's words.
    """

    keyboard: Keyboard
    has_colours: bool
    looks: Mapping[str, str] | None = None

    @cached_property
    def style(self) -> "Style | None":
        """The looks as a style; ``None`` where they are prompt_toolkit's own."""
        from prompt_toolkit.styles import Style

        return Style.from_dict(dict(self.looks)) if self.looks is not None else None

    @property
    def ends(self) -> dict[str, Any]:
        """What every application and session of prompt_toolkit is given."""
        from prompt_toolkit.output import ColorDepth

        return {
            "input": self.keyboard.input,
            "output": self.keyboard.output,
            "style": self.style,
            "color_depth": None if self.has_colours else ColorDepth.DEPTH_1_BIT,
        }

    @property
    def columns(self) -> int:
        """The terminal's width now."""
        return self.keyboard.output.get_size().columns
