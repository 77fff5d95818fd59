"""What is to be read is never taller than the screen before a key is pressed."""

import io

import pytest
from rich.console import Console

from playmore_cli.lesson.evolution import CodeChanges, find_changes
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.older_code import find_older
from playmore_cli.outputs import Stream
from playmore_cli.player.remarks import marks_remark, older_line, pace_remark
from playmore_cli.sitting.access import catalog, find_lesson
from playmore_cli.view.screen import Heading, Screen
from playmore_cli.view.theme import NONE


class Played:
    """The steps of a lesson shown on a screen without colours, nothing run: how many rows each key brought."""

    def __init__(self, columns: int, rows: int) -> None:
        self._out = io.StringIO()
        console = Console(file=self._out, width=columns, height=rows, color_system=None)
        self.screen = Screen(console, NONE)
        self.screen.holds = True
        self.tallest = 0

    def step(self, lesson: Lesson, place: int) -> str:
        """Show a step to its end; return all that was printed."""
        step = lesson.steps[place]
        self._out.seek(0)
        self._out.truncate()
        chapter = lesson.chapter_of(step).title
        self.screen.heading(
            Heading(lesson.id, lesson.title, chapter, step.at, True, place + 1, len(lesson.steps), 1)
        )
        before = 0
        for count, piece in enumerate(step.pieces):
            if count:
                before = self._turned(before)
            self.screen.narration(piece)
            before = self._read_on(before)
        if step.code is not None:
            changes = find_changes(lesson, place, "quick")
            older = older_line(find_older(lesson, place), by_key=True)
            self.screen.code(step.code, changes, _remark(lesson, place, changes), older)
        before = self._turned(self._read_on(before))
        if step.predict is not None:
            self.screen.question(step.predict.ask, step.predict.choices)
            self._turned(self._read_on(before))
        return self._out.getvalue()

    def _read_on(self, before: int) -> int:
        while self.screen.pending:
            before = self._turned(before)
            self.screen.more()
        return before

    def _turned(self, before: int) -> int:
        printed = self._out.getvalue().count("\n")
        self.tallest = max(self.tallest, printed - before)
        self.screen.turn()
        return printed


def _remark(lesson: Lesson, place: int, changes: CodeChanges | None) -> str:
    """Return what stands below the code: since when marked lines are new, and the pace."""
    step = lesson.steps[place]
    before = next((one for one in reversed(range(place)) if lesson.steps[one].code), None)
    remarks = (
        marks_remark(changes, before),
        pace_remark(step, "quick", {}) if step.pace else "",
    )
    return " · ".join(one for one in remarks if one)


def _fit(lesson: Lesson, columns: int, rows: int) -> None:
    played = Played(columns, rows)
    for place in range(len(lesson.steps)):
        played.step(lesson, place)
        assert played.tallest < rows, f"{lesson.id}/{lesson.steps[place].id} needs {played.tallest} rows"


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20)])
def test_no_step_needs_more_rows_than_the_screen(columns: int, rows: int) -> None:
    """
    Every key brings at most a screenful of narration, code, remarks or question; the row of keys below has room.
    """
    _fit(find_lesson("p2"), columns, rows)


@pytest.mark.whole
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 20), (120, 40)])
def test_no_step_of_any_lesson_needs_more_rows(columns: int, rows: int) -> None:
    """
    So it is in all lessons, at all sizes of the design.
    """
    for lesson in catalog().lessons():
        _fit(lesson, columns, rows)


def test_changed_lines_stand_below_title_and_narration() -> None:
    """
    A class of 86 lines opens at what is new in it, with all of the step on one screen.
    """
    lesson = find_lesson("p1")
    played = Played(80, 24)
    shown = played.step(lesson, lesson.index_of("value-pow"))

    assert shown.count("\n") < 24 and played.screen.hides_code and not played.screen.pending
    assert "What the power needs" in shown or "power with its hook" in shown
    assert "+     def __pow__" in shown and "lines as before" in shown and "def __init__" not in shown


def test_code_of_long_before_takes_one_row() -> None:
    """
    The line that stands for functions of long before leaves title and what is new in a long loop on the screen.
    """
    lesson = find_lesson("p7")
    played = Played(80, 24)
    shown = played.step(lesson, lesson.index_of("run-one-head"))

    assert shown.count("\n") < 24 and played.screen.hides_code and not played.screen.pending
    (row,) = [line for line in shown.split("\n") if "f shows them" in line]
    assert row.strip() == "… get_batch and estimate_loss, as in steps 59 and 63 · f shows them"
    assert "Run the script" in shown and "+ results['one head']" in shown


def test_what_comes_next_is_below_what_is_held_back() -> None:
    """
    Output that comes while rows are held back lets them all come first.
    """
    out = io.StringIO()
    screen = Screen(Console(file=out, width=80, height=10, color_system=None), NONE)
    screen.holds = True
    screen.narration("word " * 400)
    assert screen.pending
    screen.output(Stream("stdout", "printed\n"))
    screen.end_output()

    assert not screen.pending and out.getvalue().rstrip().endswith("printed")


@pytest.mark.parametrize("rows", [6, 10, 24])
def test_choices_stand_below_a_question_that_is_held_back(rows: int) -> None:
    """
    Of a question that is taller than what is left of the screen the end is held back, and its choices with it.
    """
    out = io.StringIO()
    screen = Screen(Console(file=out, width=40, height=rows, color_system=None), NONE)
    screen.holds = True
    screen.question("word " * 60, ("the first choice, which is longer than a row is wide", "the second"))
    while screen.pending:
        screen.more()

    shown = [row.strip() for row in out.getvalue().splitlines() if row.strip()]
    assert shown[-3:] == ["a the first choice, which is longer", "than a row is wide", "b the second"]
