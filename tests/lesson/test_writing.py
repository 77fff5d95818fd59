"""Lessons written as files: what is read back is what was written."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playmore_cli import paths
from playmore_cli.lesson.loader import load_lesson, read_lesson
from playmore_cli.lesson.model import (
    Card,
    Chapter,
    Expect,
    Figure,
    Lecture,
    Lesson,
    Mistake,
    Prediction,
    Recreate,
    Step,
    Timecode,
)
from playmore_cli.lesson.writing import write_lesson

EVERYTHING = Path(__file__).parent / "data" / "valid" / "everything.yaml"


def reread(lesson: Lesson) -> Lesson:
    """Return the lesson that its own text gives."""
    text = write_lesson(lesson)
    again, problems = read_lesson(text, "lesson.yaml")
    assert again is not None, f"{problems}\n{text}"
    return again


@pytest.mark.parametrize("path", [*sorted(paths.lessons_folder().glob("p*.yaml")), EVERYTHING], ids=str)
def test_lessons_are_written_as_they_are(path: Path) -> None:
    """
    Every lesson there is, written and read again, is the same lesson.
    """
    lesson = load_lesson(path)

    assert reread(lesson) == lesson


def test_the_form() -> None:
    """
    Keys stand in the order of the lessons, text below ``|``, timecodes in quotes, figures on one line.
    """
    step = Step(
        id="one",
        at=Timecode(511),
        say="Say: this.",
        code="x = 20_000",
        then="So.",
        lecture=(Figure("x", "x", 20_000, within=0.00005),),
        expect=Expect("TypeError", "a 'b'"),
        pace={"x": {"quick": 1, "full": 20_000}},
    )
    lesson = Lesson(
        format=1,
        id="a",
        title="1984",
        lecture=Lecture("no", "B: c", "", Timecode(600)),
        about="Words.",
        chapters=(Chapter(Timecode(0), "first", (step,)),),
    )

    assert write_lesson(lesson, "schema") == (
        """\
# schema
format: 1
id: a
title: "1984"
lecture:
  title: "no"
  by: "B: c"
  video: ""
  length: "00:10:00"
about: |
  Words.
chapters:
  - at: "00:00:00"
    title: first
    steps:
      - id: one
        at: "00:08:31"
        say: |
          Say: this.
        code: |
          x = 20_000
        pace:
          x: {quick: 1, full: 20_000}
        expect: {error: TypeError, match: a 'b'}
        lecture:
          - {what: x, value: x, is: 20_000, within: 0.00005}
        then: |
          So.
"""
    )


def words(least: int = 1) -> st.SearchStrategy[str]:
    """Return texts of every kind that a lesson file may hold."""
    awkward = st.text(" \t\n:#-?'\"|>[]{},&*!%@`\\~=abc01é≈", min_size=least, max_size=30)
    odd = st.sampled_from(
        ["no", "~", "1:20", "0x10", "1e3", "- a", "a\n\n  b\n", " a", "a\n \nb", "...", "---", "?"]
    )
    return st.one_of(awkward, odd).filter(lambda text: text != "" or least == 0)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Return a step that need not make sense, but has the shape of one."""
    maybe = st.none() | words()
    numbers = st.integers(-(10**17), 10**17) | st.floats()
    return Step(
        id="a",
        at=Timecode(draw(st.integers(0, 35_999)) + draw(st.sampled_from([0, 0.5, 0.25]))),
        say=draw(words() | st.lists(words(), min_size=1, max_size=3).map(tuple)),
        then=draw(maybe),
        draws=draw(maybe),
        predict=draw(
            st.none() | st.builds(Prediction, words(), st.just("1"), st.just(("1", "a, b")), words())
        ),
        lecture=draw(
            st.lists(st.builds(Figure, words(), st.just("x"), numbers | words()), max_size=2).map(tuple)
        ),
        cards=draw(st.lists(st.builds(Card, words(), words()), max_size=2).map(tuple)),
        recreate=draw(
            st.none()
            | st.builds(
                Recreate,
                words(),
                st.just("assert 1"),
                words(),
                st.lists(words(), max_size=2).map(tuple),
                st.just((Mistake("x", "a: b"),)),
                st.just("x = 1"),
            )
        ),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps(), words())
def test_any_text_survives(step: Step, about: str) -> None:
    """
    Whatever a text holds that YAML could take for something else, it is read back as it was.
    """
    plain = str.maketrans({"{": "(", "}": ")"})  # two braces would open a live value, which must make sense
    say = (
        step.say.translate(plain)
        if isinstance(step.say, str)
        else tuple(one.translate(plain) for one in step.say)
    )
    kept = {
        "say": say if any(map(str.strip, say)) else "x",
        "then": step.then and step.then.translate(plain),
        "predict": step.predict
        and Prediction("a", "1", step.predict.choices, step.predict.why.translate(plain)),
    }
    whole = Step(**{field: getattr(step, field) for field in step.__struct_fields__} | kept)
    chapter = Chapter(Timecode(0), about, (whole,))
    lesson = Lesson(
        format=1,
        id="a",
        title=about,
        lecture=Lecture(about, about, about, Timecode(36_000)),
        about=about,
        chapters=(chapter,),
    )

    again = reread(lesson)

    assert write_lesson(again) == write_lesson(lesson)
    assert again.about == about and again.steps[0].say == whole.say and again.steps[0].then == whole.then
    assert again.steps[0].cards == whole.cards and again.steps[0].recreate == whole.recreate
