"""A person at a terminal; what prompts need is imported when the first one comes, after the first screen."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from playmore_cli.errors import UsageError
from playmore_cli.prompt.choices import choice_line
from playmore_cli.prompt.editor import edit_outside
from playmore_cli.prompt.keyboard import Keyboard
from playmore_cli.prompt.keys import GO_TO, Key, why_not
from playmore_cli.prompt.picking import PickList, PickRow
from playmore_cli.prompt.reader import NO_DRAFT, Beside, Completer, Draft
from playmore_cli.prompt.surface import Surface
from playmore_cli.session.commands import Command, Find, GoTo, Quit
from playmore_cli.session.session import Session

_EDIT_HINTS = (
    "Esc Enter runs · Ctrl-C leaves it as it was · Tab completes",
    "Esc Enter runs · Ctrl-C leaves it",
)
_TASK_HINTS = (
    "Esc Enter checks it · Ctrl-C: hints, solution, back · Tab completes",
    "Esc Enter checks it · Ctrl-C: hints",
)
_TRY_HINTS = (
    "Enter runs · empty Enter or Ctrl-C returns to the lesson · Tab completes",
    "Enter runs · empty Enter goes back",
)


_T = TypeVar("_T")


class TerminalReader:
    """
    A person at a terminal: single keys without Enter, an editor for code.

    Args:
        keyboard: the terminal.
        history: file of lines that an earlier version kept; ``None`` where there is none.
        colours: whether colours may be used.
        editor: the command of the learner's own editor, for code that is written anew; ours where empty.
        looks: what everything looks like, by its class, in prompt_toolkit's words.
        in_words: what to say of a place that does not exist.
        fit: called after each prompt, since the window may have another size by then.
        before: called before each prompt, which stands a row below what was printed; with True where a prompt of the
            same kind may stand right above it.
        stays: called after a prompt that stays on the screen with what was typed.
        foreshow: draws a line of keys, before there is what waits for one.
    """

    is_person = True
    picks = True

    def __init__(
        self,
        keyboard: Keyboard,
        history: Path | None,
        *,
        colours: bool,
        editor: str = "",
        looks: Mapping[str, str] | None = None,
        in_words: Callable[[UsageError], str] = str,
        fit: Callable[[], None] = lambda: None,
        before: Callable[[bool], None] = lambda tight: None,
        stays: Callable[[], None] = lambda: None,
        foreshow: Callable[[Sequence[Key]], None] = lambda keys: None,
    ) -> None:
        self._fit, self._before, self._stays = fit, before, stays
        self._foreshow = foreshow
        self._in_words = in_words
        self._keyboard = keyboard
        self._editor = editor
        self._history = history
        self._surface = Surface(keyboard, colours, looks)

    def command(
        self, session: Session, keys: Sequence[Key], look: Callable[[], Beside] | None = None
    ) -> Command:
        """Wait for a key that makes sense now; ``g`` asks where to first."""
        self._before(False)
        remark = ""
        while True:
            # From the moment at which the keys can be read they count, also before prompt_toolkit listens.
            with self._keyboard.unread():
                # Importing it takes a fifth of a second, in which the keys can be read.
                if look is None and "prompt_toolkit" not in sys.modules:
                    self._foreshow(keys)
                from playmore_cli.prompt.pressing import press

                key = press(
                    self._surface,
                    keys,
                    look=look,
                    why=lambda pressed: why_not(pressed, session),
                    remark=remark,
                )
            self._fit()
            if key is None:
                return Quit()
            if key.command is not None:
                return key.command
            assert key.key == GO_TO.key
            from playmore_cli.prompt.composing import line

            place = line(self._surface, "go to (24:58, 12, a step's id or words): ", NO_DRAFT, erase=True)
            remark = ""
            if not place or not place.strip():
                continue
            try:
                return GoTo(session.lesson.find(place))
            except UsageError as error:
                if any(sign.isalpha() for sign in place):
                    return Find(place.strip(), self._in_words(error))
                # Said where the learner looks: above the key line, which comes again.
                # It quotes what was typed.
                remark = "".join(one for one in self._in_words(error) if one.isprintable())

    def line(self, question: str, draft: Draft = NO_DRAFT) -> str | None:
        """Return a line typed behind *question*; ``None`` on Ctrl-C or Ctrl-D."""
        self._before(False)
        from playmore_cli.prompt.composing import line

        return self._over(line(self._surface, question, draft), stays=True)

    def _over(self, given: _T, *, stays: bool = False) -> _T:
        """Return what a prompt gave, which is over and, if it *stays*, still on the screen."""
        self._fit()
        if stays:
            self._stays()
        return given

    def guess(self, question: str, letters: str, beginnings: str, draft: Draft = NO_DRAFT) -> str | None:
        """
        Return what is typed behind *question*; one of *letters* needs no Enter.

        Where an answer in words may begin with the letter it is waited for a moment whether one is being typed.
        """
        self._before(False)
        from playmore_cli.prompt.composing import guess

        return self._over(guess(self._surface, question, letters, beginnings, draft), stays=True)

    def choose(self, keys: Sequence[Key]) -> Key | None:
        """Wait for one of *keys*; Ctrl-C and Ctrl-D choose none."""
        self._before(False)
        from playmore_cli.prompt.pressing import press

        return self._over(press(self._surface, keys, choice_line))

    def edit(
        self, source: str, complete: Completer, task: str | None = None, draft: Draft = NO_DRAFT
    ) -> str | None:
        """Open *source* in a multi-line editor, for a *task* in the learner's own where there is one."""
        self._before(False)
        if task is not None and self._editor:
            try:
                self._keyboard.release()
                return edit_outside(self._editor, source, task, lambda text: draft.save(text, 1))
            except OSError as error:
                print(f" {self._editor} cannot be started ({error.strerror}); here is our editor", flush=True)
        from playmore_cli.prompt.composing import code

        hints = _EDIT_HINTS if task is None else _TASK_HINTS
        draft = replace(draft, text=source)
        given = code(self._surface, "", draft, complete, run_on_enter=False, hints=hints)
        return self._over(given, stays=True)

    def source(self, complete: Completer, draft: Draft = NO_DRAFT) -> str | None:
        """Return a statement typed at a prompt; it may span lines."""
        self._before(True)
        from playmore_cli.prompt.composing import code

        draft = replace(draft, earlier=(*self._lines_tried, *draft.earlier))
        text = code(self._surface, "∙ ", draft, complete, run_on_enter=True, hints=_TRY_HINTS)
        return self._over(text if text and text.strip() else None, stays=True)

    @cached_property
    def _lines_tried(self) -> tuple[str, ...]:
        from playmore_cli.prompt.composing import lines_tried

        return lines_tried(self._history) if self._history else ()

    def page(self, text: str) -> bool:
        """Show *text* in a pager of our own: arrows, space, ``/`` to find, ``q``."""
        from playmore_cli.prompt.pager import show_pages

        show_pages(text, self._surface)
        return self._over(True)

    def pick(self, title: str, picks: PickList, one: str) -> PickRow | None:
        """Show a list over the whole screen: arrows move, letters narrow it, Enter picks, Esc leaves."""
        from playmore_cli.prompt.picker import pick_row

        return self._over(pick_row(title, picks, self._surface, one=one))

    def hushed(self) -> AbstractContextManager[None]:
        """Return a context for running steps: what is typed meanwhile neither shows nor counts; Ctrl-C interrupts."""
        return self._keyboard.hushed()
