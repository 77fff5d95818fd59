"""Lines and code typed at a terminal: prompts that save what is typed, complete names and know earlier texts."""

import codeop
import textwrap
from asyncio import get_running_loop
from collections.abc import Iterable, Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completion, ThreadedCompleter
from prompt_toolkit.completion import Completer as PromptCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.python import PythonLexer

from playmore_cli.prompt.reader import Completer, Draft
from playmore_cli.prompt.surface import Surface

WORD_WAIT = 0.6
"""Seconds after which a letter is an answer by itself, where it may also be the beginning of a word."""

ENTER_WAIT = 0.3
"""Seconds after which any other letter is: an Enter that follows out of habit must not go to the next question."""


def line(surface: Surface, question: str, draft: Draft, *, erase: bool = False) -> str | None:
    """Return a line typed after *question*, which may *erase* itself; ``None`` on Ctrl-C or Ctrl-D."""
    session = _one_line(surface, draft)
    session.app.erase_when_done = erase
    try:
        return session.prompt(lambda: at_words(question, surface.columns), default=draft.text)
    except (KeyboardInterrupt, EOFError):
        return None


def guess(surface: Surface, question: str, letters: str, beginnings: str, draft: Draft) -> str | None:
    """
    Return what is typed behind *question*; one of *letters* needs no Enter.

    Where an answer in words may begin with the letter it is waited for a moment whether one is being typed.
    """
    session = _one_line(surface, draft)

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
        return session.prompt(lambda: at_words(question, surface.columns), default=draft.text)
    except (KeyboardInterrupt, EOFError):
        return None


def _one_line(surface: Surface, draft: Draft) -> PromptSession[str]:
    session: PromptSession[str] = PromptSession(
        key_bindings=_pasting_keys(),
        enable_suspend=True,
        history=InMemoryHistory(draft.earlier),
        **surface.ends,
    )
    _save_what_is_typed(session.default_buffer, draft)
    return session


def code(
    surface: Surface,
    prompt: str,
    draft: Draft,
    complete: Completer,
    *,
    run_on_enter: bool,
    hints: Sequence[str],
) -> str | None:
    """
    Return code typed after *prompt*, over as many lines as it takes; ``None`` on Ctrl-C or Ctrl-D.

    Without a prompt its lines are numbered, and those marked that were changed here. Of the *hints*, the longest
    first, the line below shows one that fits.
    """
    margin = _Margin(draft.text)
    session: PromptSession[str] = PromptSession(
        lexer=PygmentsLexer(PythonLexer),
        multiline=True,
        completer=ThreadedCompleter(_RemoteCompleter(complete)),
        complete_while_typing=False,
        history=InMemoryHistory(draft.earlier),
        key_bindings=_editing_keys(run_on_enter),
        prompt_continuation=(lambda width, number, wrapped: " " * width) if prompt else margin.of,
        bottom_toolbar=lambda: f" {fitting(hints, surface.columns - 1)}",
        enable_open_in_editor=True,
        include_default_pygments_style=surface.style is None,
        enable_suspend=True,
        **surface.ends,
    )
    _save_what_is_typed(session.default_buffer, draft)
    try:
        return session.prompt(prompt or (lambda: margin.of(0, 0, 0)), default=draft.text)
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


def fitting(hints: Sequence[str], columns: int) -> str:
    """
    Return the first of some hints that fits, the last one where none does.

    >>> fitting(("Enter runs · Tab completes", "Enter runs"), 20)
    'Enter runs'
    """
    return next((hint for hint in hints if len(hint) <= columns), hints[-1])


def lines_tried(file: Path) -> tuple[str, ...]:
    """Return the lines in a file of prompt_toolkit's, the earliest first."""
    return tuple(reversed(list(FileHistory(str(file)).load_history_strings())))


class _Margin:
    """Numbers before the lines of an editor, and a mark at those that *before* does not have."""

    def __init__(self, before: str) -> None:
        self._before = frozenset(before.split("\n"))

    def of(self, width: int, number: int, wrapped: int) -> StyleAndTextTuples:
        """Return what stands before the 0-based line *number*, or before a row that it goes on in."""
        lines = get_app().current_buffer.document.lines
        if wrapped or number >= len(lines):
            return [("class:muted", "      ")]
        is_new = lines[number] not in self._before
        return [("class:muted", f"{number + 1:>3} "), ("class:warning", "~ " if is_new else "  ")]


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
