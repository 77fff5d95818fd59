"""A pager for what does not fit the screen: move with arrows, space and ``b``, find with ``/``, leave with ``q``."""

from contextlib import suppress

from prompt_toolkit.application import Application
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.bindings.scroll import (
    scroll_half_page_down,
    scroll_half_page_up,
    scroll_page_down,
    scroll_page_up,
)
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.widgets import SearchToolbar, TextArea

from playmore_cli.prompt.surface import Surface

_HELP = " ↑ ↓ space b move · / find · n next · q back to the lesson "


def show_pages(text: str, surface: Surface) -> None:
    """Show *text* over the whole screen until the learner leaves it; the screen before comes back."""
    search = SearchToolbar()
    area = TextArea(text, read_only=True, scrollbar=True, wrap_lines=False, search_field=search)
    bindings = KeyBindings()
    for keys, move in (
        ((" ", "pagedown"), scroll_page_down),
        (("b", "pageup"), scroll_page_up),
        (("d",), scroll_half_page_down),
        (("u",), scroll_half_page_up),
    ):
        for key in keys:
            bindings.add(key)(move)

    @bindings.add("q")
    @bindings.add("escape", eager=True)
    @bindings.add("c-c")
    def _(event: KeyPressEvent) -> None:
        event.app.exit()

    @bindings.add("c-z")
    def _(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    footer = Window(FormattedTextControl(_HELP), height=1, style="class:select")
    app: Application[None] = Application(
        layout=Layout(HSplit([area, search, footer])),
        key_bindings=bindings,
        full_screen=True,
        **surface.ends,
    )
    with suppress(EOFError):  # the terminal has gone
        app.run()
