"""``playmore check --run --update``: figures of a run written into the lesson file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from playmore_cli.checker import Fault
from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError
from playmore_cli.exercises.judging import Comparison, Verdict
from playmore_cli.lesson.figures import FoundFigure, Place, Recorded, record_figures
from playmore_cli.lesson.files import decode, read_content
from playmore_cli.lesson.model import Lesson, PaceName, Step
from playmore_cli.sitting.rewriting import rewrite
from playmore_cli.sitting.speech import say


class FigureCollector:
    """
    Collects the figures of a run that are to be recorded, and writes them.

    Args:
        lesson: what runs.
        path: its file.
        pace: at which pace it runs.
    """

    def __init__(self, lesson: Lesson, path: Path, pace: PaceName) -> None:
        self._lesson, self._path, self._pace = lesson, path, pace
        self._before = read_content(path)
        self._found: dict[Place, FoundFigure] = {}
        self._counted: dict[str, int] = {}
        self._paced = next((index for index, step in enumerate(lesson.steps) if step.pace), len(lesson.steps))
        self.lecture_data: frozenset[str] = frozenset()

    def take(self, step: Step, comparison: Comparison) -> None:
        """Take in a figure of a step, in the order of the step's list."""
        number = self._counted.get(step.id, 0)
        self._counted[step.id] = number + 1
        figure = comparison.figure
        wanted = comparison.verdict is Verdict.OPEN or (
            comparison.verdict is Verdict.DIFFERS and figure.recorded
        )
        if not wanted or comparison.value is None or figure.pace not in (None, self._pace):
            return
        # Where a step before has another constant at the other pace, the figure may be another one there.
        is_paced = self._lesson.index_of(step.id) >= self._paced
        self._found[step.id, number] = FoundFigure(
            comparison.value,
            self._pace if is_paced else None,
            self._lesson.data_sets[0] if self._lesson.data_sets else None,
        )

    def update(
        self, environment: Environment, faults: Sequence[Fault], document: dict[str, Any], *, talk: bool
    ) -> tuple[Fault, ...]:
        """
        Write what was collected into the file, tell what became of it, and return the faults that are left.

        Raises:
            PlaymoreError: the file was saved meanwhile, or cannot be written.
        """
        document["recorded"] = []
        if not self._found:
            if talk:
                say(environment, f"{self._lesson.id}: no figure is to be recorded")
            return tuple(faults)
        foreign = sorted(set(self._lesson.data_sets) - self.lecture_data)
        if foreign:
            why = (
                f"figures are recorded with the lecture's own {foreign[0]} only; playmore data fetch gets it"
            )
            return tuple(
                replace(fault, why=f"{fault.why} ({why})") if fault.is_recordable else fault
                for fault in faults
            )
        content = read_content(self._path)
        if content != self._before:
            raise PlaymoreError(f"{self._path} was saved while it ran; run it again to record its figures")
        recorded = record_figures(decode(content, self._path), self._found)
        if recorded.written:
            rewrite(self._path, content, recorded.text)
        self._tell(environment, recorded, document, talk=talk)
        why_not = {(one.step, one.what): one.why for one in recorded.refused}
        left = [fault for fault in faults if not fault.is_recordable]
        left += [Fault(step, f"{what} was not recorded: {why}") for (step, what), why in why_not.items()]
        return tuple(left)

    def _tell(
        self, environment: Environment, recorded: Recorded, document: dict[str, Any], *, talk: bool
    ) -> None:
        for one in recorded.written:
            document["recorded"].append(
                {
                    "step": one.step,
                    "what": one.what,
                    "line": one.line,
                    "before": one.before,
                    "after": one.after,
                }
            )
            if talk:
                say(environment, f"{self._path}:{one.line}: {one.step}, {one.what}")
                for sign, lines in (("-", one.before), ("+", one.after)):
                    for line in lines.split("\n"):
                        say(environment, f"  {sign} {line.strip()}")
        if talk and recorded.written:
            count = len(recorded.written)
            say(environment, f"{self._lesson.id}: {count} figure{'s' if count > 1 else ''} recorded")
