"""Keys, lines and code typed at a terminal, with prompt_toolkit."""

import codeop
import re
import textwrap
from asyncio import get_running_loop
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completion, ThreadedCompleter
from prompt_toolkit.completion import Completer as PromptCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style
from pygments.lexers.python import PythonLexer

from playmore_cli.errors import UsageError
from playmore_cli.prompt.choices import choice_line
from playmore_cli.prompt.editor import edit_outside
from playmore_cli.prompt.keyboard import Keyboard
from playmore_cli.prompt.keys import BESIDE, GO_TO, Key, key_line, why_not
from playmore_cli.prompt.picking import PickList, PickRow
from playmore_cli.prompt.reader import NO_DRAFT, Beside, Completer, Draft
from playmore_cli.session.commands import Command, Find, GoTo, Quit
from playmore_cli.session.session import Session

_EDIT_HELP = " Esc Enter runs · Ctrl-C leaves it as it was · Tab completes "
_TASK_HELP = " Esc Enter checks it · Ctrl-C: hints, solution, back · Tab completes "
_TRY_HELP = " Enter runs · empty Enter or Ctrl-C returns to the lesson · Tab completes "

LOOK_EVERY = 0.25
"""Seconds after which what stands beside the lesson is looked at again while a key is waited for."""

REMARK = 3.0
"""Seconds for which it is said why a key does nothing."""

WORD_WAIT = 0.6
"""Seconds after which a letter is an answer by itself, where it may also be the beginning of a word."""

ENTER_WAIT = 0.3
"""Seconds after which any other letter is: an Enter that follows out of habit must not go to the next question."""


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
    ) -> None:
        self._in_words = in_words
        self._keyboard = keyboard
        self._editor = editor
        self._before = _lines_tried(history) if history else ()
        self._style = Style.from_dict(dict(looks)) if looks is not None else None
        self._depth = None if colours else ColorDepth.DEPTH_1_BIT

    def command(
        self, session: Session, keys: Sequence[Key], look: Callable[[], Beside] | None = None
    ) -> Command:
        """Wait for a key that makes sense now; ``g`` asks where to first."""
        while True:
            key = self._press(keys, look=look, why=lambda pressed: why_not(pressed, session))
            if key is None:
                return Quit()
            if key.command is not None:
                return key.command
            assert key.key == GO_TO.key
            place = self.line("go to (24:58, 12, a step's id or words): ")
            if not place or not place.strip():
                continue
            try:
                return GoTo(session.lesson.find(place))
            except UsageError as error:
                if any(sign.isalpha() for sign in place):
                    return Find(place.strip(), self._in_words(error))
                # Said where the learner looks: above the key line, which comes again.
                # It quotes what was typed.
                said = "".join(one for one in self._in_words(error) if one.isprintable())
                print(f" {said}", flush=True)

    def _press(
        self,
        keys: Sequence[Key],
        write: Callable[[Sequence[Key], int], str] = key_line,
        look: Callable[[], Beside] | None = None,
        why: Callable[[str], str] | None = None,
    ) -> Key | None:
        """
        Show the key line until one of its keys is pressed, then take it away; ``None`` for Ctrl-C, Ctrl-D.

        What *look* tells is looked at again and again and stands above the key line: nothing that was pressed is
        lost, and nothing above it moves but by a line. *why* tells why any other key does nothing; that stands there
        too, until the next one or for `REMARK` seconds.
        """
        remark = ""
        bindings = KeyBindings()
        names = {
            name: key for key in keys for name in (("enter",) if key.key == "⏎" else (key.key,)) + key.others
        }
        for name in names:
            bindings.add(name)(lambda event, name=name: event.app.exit(result=names[name]))
        for name in ("c-c", "c-d"):
            bindings.add(name)(lambda event: event.app.exit(result=None))

        @bindings.add("c-z")
        def _(event: KeyPressEvent) -> None:
            event.app.suspend_to_background()

        @bindings.add(Keys.Any)
        def _(event: KeyPressEvent) -> None:
            nonlocal remark
            # Only what is a sign can be named; a paste or an answer of the terminal is none.
            if why is None or len(event.data) != 1 or not event.data.isprintable():
                return
            remark = said = why(event.data)

            def forget() -> None:
                nonlocal remark
                if remark is said and not event.app.is_done:
                    remark = ""
                    event.app.invalidate()

            get_running_loop().call_later(REMARK, forget)

        @bindings.add(Keys.SIGINT)
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result=None)

        def text() -> FormattedText:
            width = get_app().output.get_size().columns - 2
            beside = look() if look is not None else Beside(has_video=True)
            line = beside.fitted(width)
            offered = [key for key in keys if beside.has_video or key not in BESIDE]
            above = [("class:beside", f" {line}\n")] if line else []
            if remark:
                above.append(("class:warning", f" {remark}"[:width] + "\n"))
            return FormattedText([*above, *_bright_keys(" " + write(offered, width), offered)])

        app: Application[Key | None] = Application(
            layout=Layout(Window(FormattedTextControl(text, show_cursor=False), dont_extend_height=True)),
            key_bindings=bindings,
            erase_when_done=True,
            color_depth=self._depth,
            style=self._style,
            include_default_pygments_style=self._style is None,
            refresh_interval=LOOK_EVERY if look is not None else None,
            input=self._keyboard.input,
            output=self._keyboard.output,
        )
        app.ttimeoutlen = 0.05
        try:
            return app.run()
        except EOFError:  # the terminal has gone
            return None

    def line(self, question: str, draft: Draft = NO_DRAFT) -> str | None:
        """Return a line typed behind *question*; ``None`` on Ctrl-C or Ctrl-D."""
        session = self._one_line(draft)
        try:
            return session.prompt(self._at_words(question), default=draft.text)
        except (KeyboardInterrupt, EOFError):
            return None

    def guess(self, question: str, letters: str, beginnings: str, draft: Draft = NO_DRAFT) -> str | None:
        """
        Return what is typed behind *question*; one of *letters* needs no Enter.

        Where an answer in words may begin with the letter it is waited for a moment whether one is being typed.
        """
        session = self._one_line(draft)

        def changed(buffer: Buffer) -> None:
            text = buffer.text.strip().lower()
            if len(text) == 1 and text in letters:
                delay = WORD_WAIT if text in beginnings else ENTER_WAIT
                get_running_loop().call_later(delay, take, buffer, buffer.text)

        def take(buffer: Buffer, text: str) -> None:
            if buffer.text == text and get_app().is_running and not get_app().is_done:
                buffer.validate_and_handle()

        session.default_buffer.on_text_changed += changed
        try:
            return session.prompt(self._at_words(question), default=draft.text)
        except (KeyboardInterrupt, EOFError):
            return None

    def _at_words(self, question: str) -> str:
        return at_words(question, self._keyboard.output.get_size().columns)

    def _one_line(self, draft: Draft) -> PromptSession[str]:
        session: PromptSession[str] = PromptSession(
            color_depth=self._depth,
            style=self._style,
            key_bindings=_pasting_keys(),
            enable_suspend=True,
            history=InMemoryHistory(draft.earlier),
            input=self._keyboard.input,
            output=self._keyboard.output,
        )
        _save_what_is_typed(session.default_buffer, draft)
        return session

    def choose(self, keys: Sequence[Key]) -> Key | None:
        """Wait for one of *keys*; Ctrl-C and Ctrl-D choose none."""
        return self._press(keys, choice_line)

    def edit(
        self, source: str, complete: Completer, task: str | None = None, draft: Draft = NO_DRAFT
    ) -> str | None:
        """Open *source* in a multi-line editor, for a *task* in the learner's own where there is one."""
        if task is not None and self._editor:
            try:
                self._keyboard.release()
                return edit_outside(self._editor, source, task, lambda text: draft.save(text, 1))
            except OSError as error:
                print(f" {self._editor} cannot be started ({error.strerror}); here is our editor", flush=True)
        help_line = _EDIT_HELP if task is None else _TASK_HELP
        return self._code("", replace(draft, text=source), complete, run_on_enter=False, help_line=help_line)

    def source(self, complete: Completer, draft: Draft = NO_DRAFT) -> str | None:
        """Return a statement typed at a prompt; it may span lines."""
        draft = replace(draft, earlier=(*self._before, *draft.earlier))
        text = self._code("∙ ", draft, complete, run_on_enter=True, help_line=_TRY_HELP)
        return text if text and text.strip() else None

    def page(self, text: str) -> bool:
        """Show *text* in a pager of our own: arrows, space, ``/`` to find, ``q``."""
        from playmore_cli.prompt.pager import show_pages

        show_pages(text, self._depth, self._keyboard, self._style)
        return True

    def pick(self, title: str, picks: PickList, one: str) -> PickRow | None:
        """Show a list over the whole screen: arrows move, letters narrow it, Enter picks, Esc leaves."""
        from playmore_cli.prompt.picker import pick_row

        return pick_row(title, picks, self._keyboard, one=one, depth=self._depth, style=self._style)

    def hushed(self) -> AbstractContextManager[None]:
        """Return a context for running steps: what is typed meanwhile neither shows nor counts; Ctrl-C interrupts."""
        return self._keyboard.hushed()

    def _code(
        self, prompt: str, draft: Draft, complete: Completer, *, run_on_enter: bool, help_line: str
    ) -> str | None:
        session: PromptSession[str] = PromptSession(
            lexer=PygmentsLexer(PythonLexer),
            multiline=True,
            completer=ThreadedCompleter(_RemoteCompleter(complete)),
            complete_while_typing=False,
            history=InMemoryHistory(draft.earlier),
            key_bindings=_editing_keys(run_on_enter),
            prompt_continuation=lambda width, number, wrapped: " " * width,
            bottom_toolbar=help_line,
            enable_open_in_editor=True,
            color_depth=self._depth,
            style=self._style,
            include_default_pygments_style=self._style is None,
            enable_suspend=True,
            input=self._keyboard.input,
            output=self._keyboard.output,
        )
        _save_what_is_typed(session.default_buffer, draft)
        try:
            return session.prompt(prompt, default=draft.text)
        except (KeyboardInterrupt, EOFError):
            return None


def at_words(question: str, columns: int) -> str:
    r"""
    Return a question for a screen of *columns*, broken between words where it is longer.

    >>> at_words(" k keeps what you tried, Enter goes back: ", 24)
    ' k keeps what you\n tried, Enter goes\n back: '
    """
    if len(question) < columns:
        return question
    ending = question[len(question.rstrip()) :]
    rows = textwrap.wrap(question.strip(), max(columns - 4, 8), break_long_words=False)
    return "\n".join(f" {row}" for row in rows) + ending


def _bright_keys(line: str, keys: Sequence[Key]) -> list[tuple[str, str]]:
    """Return the line of keys in pieces, each key apart from its label."""
    names, shown = {key.key for key in keys}, []
    is_first = True
    for word in re.split(r"( )", line):
        is_key = word in names and is_first
        shown.append(("class:key" if is_key else "class:keys", word))
        # Behind a dot comes a key, and behind a key alone may come another one; a word of a label is none.
        is_first = (word in ("", " ", "·") and (is_first or word == "·")) or (is_key and word in names)
    return shown


def _lines_tried(file: Path) -> tuple[str, ...]:
    """Return the lines in a file of prompt_toolkit's, the earliest first."""
    return tuple(reversed(list(FileHistory(str(file)).load_history_strings())))


def _save_what_is_typed(buffer: Buffer, draft: Draft) -> None:
    """Save every state of the texts in a prompt: the new one, and those that Up leads to and that are changed."""

    def changed(buffer: Buffer) -> None:
        if buffer.text not in draft.earlier:
            # Texts come in on the left while the history is read; the newest is always the last.
            draft.save(buffer.text, len(buffer._working_lines) - buffer.working_index)

    buffer.on_text_changed += changed


class _RemoteCompleter(PromptCompleter):
    """Asks the worker, where the namespace is."""

    def __init__(self, complete: Completer) -> None:
        self._complete = complete

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        names, width = self._complete(document.text_before_cursor)
        for name in names:
            yield Completion(name, start_position=-width, display=name.rsplit(".", 1)[-1])


def _pasting_keys() -> KeyBindings:
    """Return what becomes of pasted text: tabs are spaces, as everywhere in code."""
    bindings = KeyBindings()

    @bindings.add(Keys.BracketedPaste)
    def _(event: KeyPressEvent) -> None:
        text = event.data.replace("\r\n", "\n").replace("\r", "\n")
        event.current_buffer.insert_text(text.expandtabs(4))

    return bindings


def _editing_keys(run_on_enter: bool) -> KeyBindings:
    bindings = _pasting_keys()

    @bindings.add("enter")
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        at_end = buffer.document.is_cursor_at_the_end
        if run_on_enter and at_end and is_complete(buffer.text):
            buffer.validate_and_handle()
            return
        line = buffer.document.current_line_before_cursor
        indent = line[: len(line) - len(line.lstrip())]
        buffer.insert_text("\n" + indent + ("    " if line.rstrip().endswith(":") else ""))

    @bindings.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    at_indent = Condition(lambda: not get_app().current_buffer.document.current_line_before_cursor.strip())

    @bindings.add("tab", filter=at_indent)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("    ")

    return bindings


def is_complete(text: str) -> bool:
    r"""
    Return whether Enter runs *text*: it is a whole statement, and its last line is not indented.

    >>> is_complete("x = 1"), is_complete("for i in xs:"), is_complete("for i in xs:\n    print(i)")
    (True, False, False)
    """
    lines = text.split("\n")
    if lines[-1].startswith((" ", "\t")) and lines[-1].strip():
        return False
    try:
        return codeop.compile_command(text + ("\n" if "\n" in text else ""), "<try>", "exec") is not None
    except (SyntaxError, ValueError, OverflowError):
        return True  # wrong, but whole: running it shows what is wrong
