"""A lecture's ending on the versions that the learner wrote: run up to a step, versions that fail there taken out."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from playmore_cli.exercises.judging import Comparison, compare
from playmore_cli.exercises.placing import Placement, place_attempts
from playmore_cli.lesson.model import Lesson
from playmore_cli.outputs import Failure, Output, Progress
from playmore_cli.player.desk import Desk
from playmore_cli.stage import came_out
from playmore_cli.store.learner import Edits


@dataclass(frozen=True)
class FinaleShown:
    """What a step gave: its outputs, its failure if it was none of the lecture's, and its figures."""

    outputs: tuple[Output, ...]
    failure: Failure | None
    figures: tuple[Comparison, ...]


@dataclass(frozen=True)
class BrokenIdea:
    """An idea of the learner's that failed in the lesson: at which step, and what was raised."""

    idea: str
    step: str
    failure: Failure


@dataclass(frozen=True)
class Ending:
    """
    Which of the learner's versions are at work in a lesson, and which failed there.

    *attempts* are the versions by step id, *placement* what runs where because of them, up to the step with the
    0-based index *last*.
    """

    attempts: Mapping[str, str]
    placement: Placement
    last: int
    broken: tuple[BrokenIdea, ...] = ()


def run_on_lectures(desk: Desk, index: int) -> FinaleShown | None:
    """Run up to and at a step on the lecture's versions; ``None`` where the learner stopped it."""
    return None if _rebuilt(desk, index) is None else _run(desk, index)


def _rebuilt(desk: Desk, index: int) -> tuple[tuple[str, Failure], ...] | None:
    """Rebuild the state before a step; return what failed on the way, ``None`` where it was not reached."""
    began = time.monotonic()
    with desk.reader.hushed(), desk.interrupts_reach_the_worker():
        desk.stage.ready()
        rebuilt = desk.stage.bring_to(
            index, lambda place: desk.view.progress(Progress(place, index, time.monotonic() - began))
        )
    desk.view.end_output()
    if rebuilt.stopped is not None:
        desk.view.tell(f"stopped at {rebuilt.stopped}: {rebuilt.reason}", "warning")
        return None
    return rebuilt.failed


def run_on_versions(desk: Desk, ending: Ending, index: int) -> tuple[Ending, FinaleShown | None]:
    """
    Run up to and at a step on the learner's versions, and take out those that fail, one after the other.

    Return what is at work then, and what the step gave; ``None`` where the learner stopped it.
    """
    lesson = desk.stage.lesson
    while True:
        desk.stage.edits.clear()
        desk.stage.edits.update({step: Edits(code) for step, code in ending.placement.codes.items()})
        failed = _rebuilt(desk, index)
        if failed is None:
            return ending, None
        shown = None if failed else _run(desk, index)
        if shown is not None and shown.failure is None:
            return ending, shown
        if shown is not None and shown.failure is not None:
            failed = ((lesson.steps[index].id, shown.failure),)
        step_id, failure = failed[0]
        idea = blamed(lesson, ending.placement, step_id, failure)
        if idea is None:
            return ending, shown
        left = {one: source for one, source in ending.attempts.items() if one != idea}
        placement = place_attempts(lesson, left, desk.stage.pace, ending.last)
        ending = Ending(left, placement, ending.last, (*ending.broken, BrokenIdea(idea, step_id, failure)))
        desk.view.tell(f"your {idea} failed at {step_id}; again with the lecture's in its place", "warning")
        desk.stage.stray()


def blamed(lesson: Lesson, placement: Placement, step_id: str, failure: Failure) -> str | None:
    """
    Return the idea whose version most likely made a step fail; ``None`` where none is at work there.

    It is the one that the innermost call into a learner's code belongs to, else the last one before the step.
    """
    by_step: dict[str, list[str]] = {}
    for idea, steps in placement.used.items():
        for step in steps:
            by_step.setdefault(step, []).append(idea)
    for frame in reversed(failure.frames):
        ideas = by_step.get(frame.source.removeprefix(f"{lesson.id}:"))
        if frame.own and ideas:
            return max(ideas, key=lesson.index_of)
    place = lesson.index_of(step_id)
    before = [idea for idea, steps in placement.used.items() if steps and lesson.index_of(idea) <= place]
    return max(before, key=lesson.index_of, default=None)


def _run(desk: Desk, index: int) -> FinaleShown:
    """Run a step at the state before it, which stands."""
    step = desk.stage.lesson.steps[index]
    desk.extras.look()
    ran = desk.run_unseen(index)
    failure = None if came_out(step, ran, is_own=True).is_as_told else ran.failure
    values = desk.values([figure.value for figure in step.lecture])
    figures = (
        compare(figure, value, desk.stage.pace, desk.extras.lecture_data)
        for figure, value in zip(step.lecture, values, strict=True)
    )
    return FinaleShown(ran.outputs, failure, tuple(figures))
