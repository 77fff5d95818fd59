"""Lessons and terminals for the tests that play."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal import Terminal

LESSON = """\
format: 1
id: tiny
title: Tiny lesson
lecture:
  title: A tiny lecture
  by: nobody
  video: abc
  length: "00:10:00"
about: A lesson for tests.
chapters:
  - at: "00:00:00"
    title: first chapter
    steps:
      - id: hello
        at: "00:00:00"
        say: Welcome to the tiny lesson.
      - id: define-x
        at: "00:01:00"
        say: Here comes x.
        code: |
          x = 20
          x + 1
        then: Now x is {{ x }}.
        lecture:
          - {what: x, value: x, is: 20}
      - id: guess
        at: "00:02:00"
        say: Twice that.
        code: |
          y = 2 * x
        predict:
          ask: What is y?
          answer: y
          why: It is twice x.
  - at: "00:03:00"
    title: second chapter
    steps:
      - id: pieces
        at: "00:03:00"
        say:
          - Think first.
          - Then look at {{ y + 1 }}.
        code: |
          def f(a):
              return a + y
          f(1)
      - id: broken
        at: "00:04:00"
        say: This fails on purpose.
        code: |
          f('one')
        expect: {error: TypeError}
      - id: grown
        at: "00:05:00"
        say: f grows.
        code: |
          def f(a):
              return a * 2 + y
          f(1)
      - id: long-output
        at: "00:06:00"
        say: Many lines.
        code: |
          for i in range(100):
              print('line', i)
      - id: long-step
        at: "00:07:00"
        say: A long loop.
        code: |
          import time
          rounds = 5
          for i in range(rounds):
              loss = 1 / (i + 1)
              time.sleep(0.01)
        pace:
          rounds: {quick: 3, full: 5}
      - id: the-end
        at: "00:09:00"
        say: That was all.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for progress and caches of one test."""
    return tmp_path / "home"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A lesson of nine steps with one of everything."""
    path = tmp_path / "tiny_lesson.yaml"
    path.write_text(LESSON)
    return path


Play = Callable[..., Terminal]


@pytest.fixture
def play(home: Path, tiny: Path) -> Iterator[Play]:
    """Start the tiny lesson in a terminal; arguments are those of `Terminal` after the command's own."""
    opened: list[Terminal] = []

    def start(*arguments: str, command: str = "start", **options: object) -> Terminal:
        terminal = Terminal([command, str(tiny), *arguments], home, **options)  # type: ignore[arg-type]
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.__exit__()
