"""No word before its time, over the lessons of a course."""

from pathlib import Path

from one_chapter import one_chapter

from playmore_cli.lesson.course import check_terms
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.lesson.model import Lesson

STEPS = """\
      - {id: one, at: "00:00:00", say: "We take the slope."}
      - {id: two, at: "00:01:00", say: "The slope is steep.", code: "f.slope()  # a rise"}
"""


def lesson_in(folder: Path, name: str, head: str, steps: str = STEPS) -> tuple[Path, Lesson]:
    """Write a lesson into *folder*; return its file and what it holds."""
    path = folder / f"{name}.yaml"
    path.write_text(one_chapter(steps, name=name).replace("chapters:\n", f"{head}chapters:\n", 1))
    return path, load_lesson(path)


def messages(path: Path, lesson: Lesson, *beside: Lesson) -> list[str]:
    """Return what is wrong with the words of a lesson."""
    return [one.message for one in check_terms(path, lesson, beside)]


def test_a_word_before_its_step(tmp_path: Path) -> None:
    """
    The first use of a word before the step that introduces it is told, with its place in the file.
    """
    path, lesson = lesson_in(tmp_path, "a1", "terms: {slope: {is: how steep it is, step: two}}\n")

    (problem,) = check_terms(path, lesson, ())

    assert problem.message == "'slope' is used here, before the step 'two' introduces it"
    assert problem.source_line[problem.column - 1 :].startswith("slope")


def test_words_in_time(tmp_path: Path) -> None:
    """
    At its step and after it a word is known; one with an everyday meaning may stand anywhere.
    """
    head = "terms: {slope: {is: how steep it is, step: one}, steep: {is: a lot, step: one, everyday: true}}\n"
    path, lesson = lesson_in(tmp_path, "a1", head)

    assert messages(path, lesson) == []


def test_a_step_that_does_not_use_its_word(tmp_path: Path) -> None:
    """
    The step that is to introduce a term must use it.
    """
    path, lesson = lesson_in(tmp_path, "a1", "terms: {rise: {is: how far up, step: one}}\n")

    assert messages(path, lesson) == ["the step 'one' does not use 'rise', which it is to introduce"]


def test_a_word_of_a_later_lesson(tmp_path: Path) -> None:
    """
    A term of a lesson that builds on this one is not known here; of a stranger's nothing is said.
    """
    path, lesson = lesson_in(tmp_path, "a1", "")
    head = "needs: [a1]\nterms: {slope: {is: how steep it is, step: one}}\n"
    _, later = lesson_in(tmp_path, "a2", head)
    _, stranger = lesson_in(tmp_path, "b1", head.replace("needs: [a1]\n", ""))

    assert messages(path, lesson, stranger) == []
    assert messages(path, lesson, later) == [
        "'slope' is used here, and a2 introduces it, at 'one', which comes after this lesson"
    ]


def test_what_is_needed_is_known(tmp_path: Path) -> None:
    """
    The terms of a lesson that is needed, and of those it needs itself, are known from the first step on.
    """
    _, first = lesson_in(tmp_path, "a1", "terms: {slope: {is: how steep it is, step: one}}\n")
    _, second = lesson_in(tmp_path, "a2", "needs: [a1]\n")
    path, third = lesson_in(tmp_path, "a3", "needs: [a2]\nterms: {slope: {is: the same, step: two}}\n")

    assert messages(path, third, first, second) == []
    assert messages(path, third, first) == [
        "there is no lesson 'a2'",
        "'slope' is used here, before the step 'two' introduces it",
    ]
