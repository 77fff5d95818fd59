"""Answers of the terminal are told from keys, however they are cut and mixed."""

import os
import pty
import termios
import threading
from collections.abc import Iterator
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiting import LIMIT

from playmore_cli.prompt.answers import QUESTION, Answers, is_whole
from playmore_cli.prompt.keyboard import Keyboard

ANSWERS = (
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b_Gi=31;ENOTSUPPORTED:no graphics here\x1b\\",
    "\x1b[6;20;9t",
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "\x1b]11;rgb:fafa/fafa/fafa\x07",
    "\x1b[?62;4;22c",
    "\x1b[?1;2c",
)
KEYS = (
    "g",
    "e",
    ":",
    "\r",
    "\x1b[A",
    "\x1b[6~",
    "\x1b[3~",
    "\x1bOP",
    "\x1b\r",
    "x = [1]",
    "λ",
    "\x1b[200~a\x1b[201~",
)


def cut(text: str, places: list[int]) -> Iterator[str]:
    """Yield *text* in pieces."""
    ends = sorted({place % (len(text) + 1) for place in places} | {len(text)})
    for begin, end in zip([0, *ends], ends, strict=False):
        yield text[begin:end]


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 50)), max_size=8),
    st.lists(st.integers(0, 300), max_size=12),
)
def test_any_mixture_in_any_pieces(parts: list[tuple[bool, int]], places: list[int]) -> None:
    """
    What is typed comes out whole and in order, and nothing else does.
    """
    said = [ANSWERS[n % len(ANSWERS)] if is_answer else KEYS[n % len(KEYS)] for is_answer, n in parts]
    answers = Answers()
    got = "".join(answers.keys_in(piece) for piece in cut("".join(said), places))

    assert got + answers.key_waiting() == "".join(
        KEYS[n % len(KEYS)] for is_answer, n in parts if not is_answer
    )
    assert answers.heard == "".join(ANSWERS[n % len(ANSWERS)] for is_answer, n in parts if is_answer)


@pytest.mark.parametrize("answer", ANSWERS)
def test_cut_behind_the_escape(answer: str) -> None:
    """
    Where the wait for more ends right behind the first byte, that is the escape key, and the rest is still no typing.
    """
    answers = Answers()

    assert answers.keys_in(answer[0]) + answers.key_waiting() == "\x1b"
    assert answers.keys_in(answer[1:]) + answers.key_waiting() == ""


def test_escape_is_a_key() -> None:
    """
    Escape alone, and escape before another key, are keys.
    """
    answers = Answers()

    assert answers.keys_in("\x1b") == "" and answers.key_waiting() == "\x1b"
    assert answers.keys_in("q") == "q"


@pytest.fixture
def ends() -> Iterator[tuple[int, TextIO]]:
    """A terminal: the file number of its own side, and the program's side."""
    own, program = pty.openpty()
    with os.fdopen(program, encoding="utf-8") as file:
        yield own, file
    os.close(own)


@pytest.mark.parametrize(
    "answer", ["\x1b_Gi=31;OK\x1b\\\x1b]11;rgb:fafa/fafa/fafa\x1b\\\x1b[?62;4c", "\x1b[?62;4c"]
)
def test_asking(ends: tuple[int, TextIO], answer: str) -> None:
    """
    The wait ends with the attributes, which every terminal tells last; what was typed meanwhile is kept.
    """
    own, program = ends
    asked: list[bytes] = []

    def reply() -> None:
        while QUESTION.encode() not in b"".join(asked):
            asked.append(os.read(own, 200))
        os.write(own, b"n" + answer.encode())

    screen = threading.Thread(target=reply, daemon=True)
    screen.start()
    keyboard = Keyboard(program, program)
    keyboard.ask(QUESTION)
    screen.join(LIMIT)
    assert (keyboard.answer, keyboard.typed_early) == (answer, "n") and is_whole(answer)


def test_a_silent_terminal(ends: tuple[int, TextIO]) -> None:
    """
    A terminal that never answers is not waited for for ever, and gets its modes back in the end.
    """
    _, program = ends
    before = termios.tcgetattr(program)
    keyboard = Keyboard(program, program)
    keyboard.ask(QUESTION)

    assert keyboard.answer == ""
    keyboard.leave()
    assert termios.tcgetattr(program) == before


def test_nothing_is_written_into_a_pipe() -> None:
    """
    Where one side is no terminal, nothing is asked.
    """
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stdin, os.fdopen(writing, "w", encoding="utf-8") as stdout:
        keyboard = Keyboard(stdin, stdout)
        keyboard.ask(QUESTION)
        assert keyboard.answer == ""
        stdout.close()
        assert stdin.read() == ""
