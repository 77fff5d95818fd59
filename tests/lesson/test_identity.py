"""Which lesson a file is: by where it lies and its id; moved files are known again, copies are not mistaken."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from one_chapter import one_chapter

from playmore_cli.lesson.identity import (
    KnownLesson,
    changed_since,
    find_claims,
    key_of,
    likely_successor,
    moved_from,
    step_digests,
)
from playmore_cli.lesson.loader import parse_lesson
from playmore_cli.lesson.model import Lesson

HERE, THERE = Path("/a/pr_one.yaml"), Path("/b/pr_two.yaml")


def lesson(*steps: str, more: str = "") -> Lesson:
    """A lesson with these steps, each saying its own id."""
    rows = "".join(f'      - {{id: {step}, at: "00:00:00", say: About {step}.{more}}}\n' for step in steps)
    return parse_lesson(one_chapter(rows, name="pr").encode(), HERE)


def known(one: Lesson, path: Path = HERE, *, is_there: bool = True, key: str = "pr") -> KnownLesson:
    return KnownLesson(key, path, step_digests(one), is_there)


@pytest.mark.parametrize(
    ("taken", "expected"), [((), "pr"), (("pr",), "pr@a")], ids=["free", "playmore's own"]
)
def test_a_first_file(taken: tuple[str, ...], expected: str) -> None:
    """
    A file whose id nothing else has is kept under it; one with the id of a lesson of playmore's own beside that.
    """
    assert key_of(lesson("x"), HERE, (), taken) == expected


def test_another_file_with_the_same_id() -> None:
    """
    Another file with that id, and other steps or the same, is another lesson; each keeps its own name.
    """
    first, second = lesson("x", "y"), lesson("u", "v")

    key = key_of(second, THERE, (known(first),), ())

    assert key == "pr@b"
    both = (known(first), known(second, THERE, key=key))
    assert (key_of(first, HERE, both, ()), key_of(second, THERE, both, ())) == ("pr", "pr@b")
    assert key_of(first, Path("/b/pr_three.yaml"), both, ()) == "pr@b-2"


@pytest.mark.parametrize(
    ("steps", "expected"), [(("x", "y", "new"), "pr"), (("u", "v"), "pr@b")], ids=["the same", "another"]
)
def test_a_moved_file(steps: tuple[str, ...], expected: str) -> None:
    """
    Where the file is gone that was played, one with most of its steps is that lesson; one without them is not.
    """
    assert key_of(lesson(*steps), THERE, (known(lesson("x", "y"), is_there=False),), ()) == expected


def test_a_name_is_no_proof() -> None:
    """
    A file with the name and id of one that is gone, and other steps, is another lesson.
    """
    gone = known(lesson("x", "y"), is_there=False)

    assert key_of(lesson("u", "v"), Path("/b") / HERE.name, (gone,), ()) == "pr@b"


def test_a_copy_may_be_it() -> None:
    """
    Of a file that is there still a copy may be that lesson, and is kept apart until the learner says so; other steps,
    and a file that was played, may be nothing else.
    """
    one, other = lesson("x", "y"), known(lesson("x", "y"))

    claims = find_claims(replace(one, id="pr@b"), THERE, (other,))

    assert claims == (other,) and moved_from(claims) is None
    assert key_of(one, THERE, (other,), ()) == "pr@b"
    assert find_claims(lesson("u", "v"), THERE, (other,)) == ()
    assert find_claims(one, HERE, (other,)) == ()


def test_two_that_are_gone() -> None:
    """
    A file that may be either of two that are gone is neither by itself; the likelier one is named first.
    """
    first = known(lesson("x", "y", "old"), is_there=False)
    second = known(lesson("x", "y", "z"), Path("/c/pr.yaml"), is_there=False, key="pr@c")
    now = lesson("x", "y", "z")

    claims = find_claims(now, THERE, (first, second))

    assert [one.key for one in claims] == ["pr@c", "pr"] and moved_from(claims) is None
    assert key_of(now, THERE, (first, second), ()) == "pr@b"
    assert moved_from(claims[:1]) == second


def test_what_changed() -> None:
    """
    A changed, a new and a gone step are named; a step that says its former id counts as changed at most.
    """
    before = step_digests(lesson("x", "y", "old"))
    now = parse_lesson(
        one_chapter(
            """\
      - {id: x, at: "00:00:00", say: About x.}
      - {id: y, at: "00:00:00", say: Otherwise.}
      - {id: z, at: "00:00:00", say: About old., formerly: [old]}
      - {id: more, at: "00:00:00", say: More.}
""",
            name="pr",
        ).encode(),
        HERE,
    )

    line = changed_since(before, now)

    assert line == "since you were here this lesson has changed; changed: y; new: more"
    assert changed_since(before, lesson("x", "y", "old")) == "" and changed_since({}, now) == ""
    assert "gone: old" in changed_since(before, lesson("x", "y"))


def test_the_successor() -> None:
    """
    A step of the same text, or else of a like name, or else in the same place, has taken the place of one that is gone.
    """
    before = step_digests(lesson("x", "old-name", "z"))
    text = "".join(
        f'      - {{id: {step}, at: "00:00:00", say: About {says}.}}\n'
        for step, says in (("x", "x"), ("other", "old-name"), ("z", "z"))
    )
    renamed = parse_lesson(one_chapter(text, name="pr").encode(), HERE)

    assert likely_successor("old-name", before, renamed, ()) == "other"
    assert likely_successor("old-name", before, lesson("x", "older-name", "z", more="!"), ()) == "older-name"
    assert likely_successor("old-name", before, lesson("x", "qqq", "z", more="!"), ()) == "qqq"
    assert likely_successor("old-name", before, lesson("x", "z"), ()) is None
