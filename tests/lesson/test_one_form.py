"""The one form of lesson files."""

from pathlib import Path

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.one_form import in_one_form
from playmore_cli.lesson.writing import write_lesson

CATALOG = Catalog()
LONG = "a text that does not fit on any line since it goes on and on " * 3

LESSON = f"""\
# a comment above all
id: words
format: 1
title: Words
lecture: {{video: abc, title: Words, by: nobody, length: "00:10:00"}}
about: For tests.
chapters:
  - title: the only chapter
    at: "00:00:00"
    steps:
      - say: |
          One.

          Two: {{{{ x }}}}
        id: first
        # why it runs
        # so late
        code: |
          x = 1
        at: "00:00:00"
        holds:
          - {{says: "{LONG.strip()}", that: x == 1}}

      - {{id: second, at: "00:00:01", say: "{LONG.strip()}"}}
"""

FORMED = """\
# a comment above all
format: 1
id: words
title: Words
lecture: {title: Words, by: nobody, video: abc, length: "00:10:00"}
about: For tests.
chapters:
  - at: "00:00:00"
    title: the only chapter
    steps:
      - id: first
        at: "00:00:00"
        say: |
          One.

          Two: {{ x }}
        # why it runs
        # so late
        code: |
          x = 1
        holds:
          - that: x == 1
            says: >-
              a text that does not fit on any line since it goes on and on a text that does not fit on any
              line since it goes on and on a text that does not fit on any line since it goes on and on

      - id: second
        at: "00:00:01"
        say: >-
          a text that does not fit on any line since it goes on and on a text that does not fit on any line
          since it goes on and on a text that does not fit on any line since it goes on and on
"""


def test_order_and_lines() -> None:
    """
    Keys are put in order with the comments above them, records and texts that are too long are broken.
    """
    assert in_one_form(LESSON) == FORMED


def test_the_same_lesson() -> None:
    """
    The lesson stays the same, and what is in the one form stays as it is.
    """
    assert read_lesson(FORMED, "words") == read_lesson(LESSON, "words")
    assert read_lesson(FORMED, "words")[0] is not None
    assert in_one_form(FORMED) == FORMED


def test_what_is_written() -> None:
    """
    What imports make of a lesson is in the one form.
    """
    written = write_lesson(CATALOG.find("p2"))

    assert in_one_form(written) == written


def test_what_would_be_another_lesson() -> None:
    """
    Where putting keys in order would leave no lesson, as where a text is named below its use, it is refused.
    """
    tangled = LESSON.replace(
        "        id: first",
        "        cards: [{ask: &why Why?, answer: x}]\n        then: *why\n        id: first",
    )
    assert read_lesson(tangled, "words")[0] is not None

    with pytest.raises(UsageError, match="one form"):
        in_one_form(tangled)


@pytest.mark.parametrize("name", CATALOG.ids())
def test_the_lessons_are_in_it(name: str) -> None:
    """
    Every lesson that ships is in the one form: playmore check --format brings it there.
    """
    text = Path(CATALOG.locate(name).path).read_text(encoding="utf-8")

    assert in_one_form(text) == text
