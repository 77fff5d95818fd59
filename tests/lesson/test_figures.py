"""Figures written into a lesson's text: what changes, and that nothing else does."""

import pytest
from one_chapter import one_chapter

from playmore_cli.lesson.figures import FoundFigure, record_figures
from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.model import Figure
from playmore_cli.outputs import Value

TEXT = "# a comment before all\n" + one_chapter(
    """\
      - id: one
        at: "00:01:00"
        code: x = 1
        lecture:   # a comment that stays
          - {what: third, value: x, is: "?"}  # another
          - what: list
            value: x
            is: "?"   # still here
            within: 0.01
          - {what: the lecture's, value: x, is: 0.4}
          - {what: old, value: x, is: [1, 2, 4], recorded: true}
          - what: below
            value: x
            recorded: true
            is:
              - 1
              - 2
""",
    name="rec",
    title="Recorded",
)

THIRD = Value("0.3333333333333333", 1 / 3)


def changed(recorded_text: str) -> list[tuple[str, str]]:
    """Return the lines that differ, before and after."""
    pairs = zip(TEXT.split("\n"), recorded_text.split("\n"), strict=True)
    return [(before.strip(), after.strip()) for before, after in pairs if before != after]


def test_a_figure_between_braces() -> None:
    """
    The placeholder becomes the value, with how far it may be off and where it comes from; the rest of the line stays.
    """
    recorded = record_figures(TEXT, {("one", 0): FoundFigure(THIRD)})

    assert changed(recorded.text) == [
        (
            '- {what: third, value: x, is: "?"}  # another',
            "- {what: third, value: x, is: 0.33333, within: 0.00001, recorded: true}  # another",
        )
    ]
    assert (recorded.written[0].line, recorded.refused) == (15, ())


def test_a_figure_on_lines_of_its_own() -> None:
    """
    What is added stands on lines below; a bound that the author gave says how many digits are written.
    """
    recorded = record_figures(
        TEXT, {("one", 1): FoundFigure(Value("[0.1, 0.6667]", None, (0.1, 2 / 3)), pace="quick")}
    )

    assert (
        "            is: [0.1, 0.667]   # still here\n            pace: quick\n            recorded: true\n"
        in recorded.text
    )
    assert recorded.text.count("\n") == TEXT.count("\n") + 2
    assert "+" not in recorded.written[0].before and "recorded: true" in recorded.written[0].after


def test_a_recorded_list_is_written_anew() -> None:
    """
    A list between brackets is replaced as a whole, also by one of another length.
    """
    recorded = record_figures(TEXT, {("one", 3): FoundFigure(Value("[1, 2]", None, (1.0, 2.0)))})

    assert changed(recorded.text) == [
        (
            "- {what: old, value: x, is: [1, 2, 4], recorded: true}",
            "- {what: old, value: x, is: [1, 2], recorded: true}",
        )
    ]


@pytest.mark.parametrize(
    ("number", "value", "why"),
    [
        (0, Value(error="NameError: x"), "cannot be taken: NameError"),
        (0, Value("nan", float("nan")), "not finite"),
        (0, Value("a\nb"), "no number and no short line"),
        (0, Value("[…]", None, (1.5,) * 30), "has 30 numbers"),
        (4, Value("[1, 3]", None, (1.0, 3.0)), "put it between [ and ]"),
        (2, THIRD, "cannot be edited in place"),
    ],
)
def test_what_is_refused(number: int, value: Value, why: str) -> None:
    """
    What cannot be recorded is told, and the text stays; a figure of the lecture is never written, whoever asks.
    """
    recorded = record_figures(TEXT, {("one", number): FoundFigure(value)})

    assert recorded.text == TEXT and recorded.written == ()
    assert why in recorded.refused[0].why


def test_all_at_once_reads_back() -> None:
    """
    Several figures in one go give a valid lesson with just these figures.
    """
    found = {
        ("one", 0): FoundFigure(THIRD),
        ("one", 1): FoundFigure(Value("3", 3.0)),
        ("one", 3): FoundFigure(Value("no: b")),
    }

    recorded = record_figures(TEXT, found)
    lesson, problems = read_lesson(recorded.text, "rec.yaml")

    assert problems == () and lesson is not None
    assert lesson.steps[0].lecture[:4] == (
        Figure("third", "x", 0.33333, 0.00001, recorded=True),
        Figure("list", "x", 3, 0.01, recorded=True),
        Figure("the lecture's", "x", 0.4),
        Figure("old", "x", "no: b", recorded=True),
    )
