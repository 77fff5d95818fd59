"""
What running a step comes to: all its events folded into one frozen outcome, and whether that is what the lesson says.

This is the only loop over the events of a run; player, checker, recorder and the commands read outcomes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from playmore_cli.lesson.model import Step
from playmore_cli.outputs import Changes, Failure, Graph, Output, Plot, Progress, Result, Stream
from playmore_cli.runner.client import Runner, describe_death
from playmore_cli.runner.protocol import Asked, Died, Done, Event, Judged, TryAttempt
from playmore_cli.session.transcript import Seen, join

Hear = Callable[[Output | Progress], None]
"""Takes what a run says as it comes."""

Ask = Callable[[str, str | None], str | None]
"""Puts a question of the code's to somebody; ``None`` is the end of input."""


def unheard(said: Output | Progress) -> None:
    """Let what a run says pass: it is in the outcome too."""


@dataclass(frozen=True)
class Ran:
    """
    What a run said and how it ended: after *seconds* of its own, *interrupted*, or by the worker's *death* in words.

    *failure* is the last thing it raised, *progress* the last that was told of it; *dropped* counts characters beyond
    the cap, and *dropped_lines* the lines that end in them. *answers* are what was given to its questions, in order,
    ``None`` for the end of input; *unanswered* the questions for which nobody was there. *lacking* says that it needs
    what a snapshot had left out, *partial* that names are still left out.
    """

    outputs: tuple[Output, ...] = ()
    changes: Changes = field(default_factory=Changes)
    failure: Failure | None = None
    progress: Progress | None = None
    seconds: float = 0.0
    interrupted: bool = False
    death: str = ""
    dropped: int = 0
    dropped_lines: int = 0
    answers: tuple[str | None, ...] = ()
    unanswered: tuple[str, ...] = ()
    lacking: bool = False
    partial: bool = False

    @property
    def ended(self) -> bool:
        """Whether the code came to its own end, by a failure too."""
        return not (self.interrupted or self.death or self.lacking)

    def with_output(self, output: Output) -> "Ran":
        """Return the outcome with one more output; neighbouring streams are joined."""
        failure = output if isinstance(output, Failure) else self.failure
        return replace(self, outputs=join(self.outputs, output), failure=failure)


class Questions:
    """
    The questions of one run: answered as before as far as *given* goes, then by *ask*, or by the end of input.

    A run that begins again is given the answers it has had. *offered* are earlier answers, from which whoever is asked
    may go on.
    """

    def __init__(
        self, given: Sequence[str | None], ask: Ask | None, offered: Sequence[str | None] = ()
    ) -> None:
        self._answers, self._ask, self._offered = list(given), ask, offered
        self._given = len(given)
        self._place = 0
        self.unanswered: list[str] = []

    @property
    def answers(self) -> tuple[str | None, ...]:
        """What was given so far."""
        return tuple(self._answers[: self._place])

    def begin_again(self) -> None:
        """Say that the run begins anew."""
        self._place = 0
        self.unanswered.clear()

    @property
    def is_given(self) -> bool:
        """Whether the next question was answered in an earlier run."""
        return self._place < self._given

    def answer(self, prompt: str) -> str | None:
        """Return the answer to the next question."""
        if self._place == len(self._answers) and self._ask is not None:
            before = self._offered[self._place] if self._place < len(self._offered) else None
            self._answers.append(self._ask(prompt, before))
        if self._place < len(self._answers):
            self._place += 1
            return self._answers[self._place - 1]
        self.unanswered.append(prompt)
        return None


def follow(
    runner: Runner,
    events: Iterable[Event],
    questions: Questions,
    hear: Hear = unheard,
    seen: Seen | None = None,
    so_far: Ran | None = None,
) -> Ran:
    """
    Follow a run to its end and return what came of it.

    Args:
        runner: where answers are given.
        events: of `Runner.run`.
        questions: answers what the code asks.
        hear: is told each output and how far the run is.
        seen: what was said of it already and is not said again.
        so_far: the outcome that this one goes on from, when the run began again.
    """
    ran, seen = replace(so_far or Ran(), failure=None, lacking=False), seen or Seen()
    for event in events:
        match event:
            case Stream() | Result() | Graph() | Plot() | Failure():
                if isinstance(event, Failure):
                    ran = replace(ran, failure=event)
                if (unseen := seen.add(event)) is not None:
                    ran = ran.with_output(unseen)
                    hear(unseen)
            case Progress():
                ran = replace(ran, progress=event)
                hear(event)
            case Asked(prompt=prompt):
                count, is_given = len(questions.unanswered), questions.is_given
                runner.answer(text := questions.answer(prompt))
                told: Stream | None = None
                if len(questions.unanswered) > count:
                    told = Stream("stderr", f"nobody answers {prompt!r}: the end of input\n")
                elif is_given and text is None:
                    told = Stream("stderr", f"{prompt!r} meets the end of input, as before\n")
                elif is_given:
                    told = Stream("stdout", f"{prompt}{text}\n")
                if told is not None and (unseen := seen.add(told)) is not None:
                    ran = ran.with_output(unseen)
                    hear(unseen)
            case Done():
                ran = replace(
                    ran,
                    changes=event.changes,
                    seconds=event.seconds,
                    interrupted=event.interrupted,
                    dropped=event.dropped,
                    dropped_lines=event.dropped_lines,
                    lacking=event.lacking,
                    partial=event.partial,
                )
            case Died():
                ran = replace(ran, death=describe_death(event))
            case _:
                pass
    return replace(ran, answers=questions.answers, unanswered=tuple(questions.unanswered))


def judge_in_copy(
    runner: Runner, attempt: TryAttempt, hear: Hear = unheard, ask: Ask | None = None
) -> Judged:
    """
    Return how an attempt is judged in a copy of the namespace.

    Args:
        runner: holds the namespace.
        attempt: what is judged.
        hear: is told what it says.
        ask: answers its questions; ``None`` where nobody does.
    """
    questions = Questions((), ask)
    for event in runner.attempt(attempt):
        match event:
            case Judged():
                return event
            case Stream() | Result() | Graph() | Plot() | Failure() | Progress():
                hear(event)
            case Asked(prompt=prompt):
                runner.answer(questions.answer(prompt))
            case _:
                pass
    raise AssertionError("an attempt ends with a judgement")


# -- whether it came out as the lesson says --------------------------------------------------------------------------


class Came(Enum):
    """The ways in which a run comes out."""

    AS_TOLD = "as told"
    """Nothing failed, and nothing was meant to."""
    FAILED_AS_TOLD = "failed as told"
    """It failed as the lecture does here."""
    RAN_THROUGH = "ran through"
    """The lecture meets a failure here, and this run did not."""
    FAILED = "failed"
    """It raised what the lesson does not say."""
    INTERRUPTED = "interrupted"
    DIED = "died"


@dataclass(frozen=True)
class CameOut:
    """In which way a run came out, and *why* that is not what the lesson says; nothing where it is."""

    how: Came
    why: str = ""

    @property
    def is_as_told(self) -> bool:
        """Whether the step came out as the lesson says."""
        return self.how in (Came.AS_TOLD, Came.FAILED_AS_TOLD)


def came_out(step: Step, ran: Ran, *, is_own: bool = False) -> CameOut:
    """
    Return how a step's run came out.

    Args:
        step: what the lesson says.
        ran: what its run came to.
        is_own: whether a learner's version ran, which may do without the lecture's failure.
    """
    failure, expected = ran.failure, step.expect
    if ran.death:
        return CameOut(Came.DIED, ran.death)
    if ran.interrupted:
        return CameOut(Came.INTERRUPTED, "it was interrupted")
    if failure is None:
        if expected is None or is_own:
            return CameOut(Came.AS_TOLD)
        return CameOut(Came.RAN_THROUGH, f"expected {expected.error}, but the code ran through")
    if expected is None:
        return CameOut(Came.FAILED, f"unexpected {failure.name}: {failure.message}")
    if failure.name != expected.error:
        return CameOut(Came.FAILED, f"expected {expected.error}, found {failure.name}: {failure.message}")
    if expected.match is not None and not re.search(expected.match, failure.message):
        return CameOut(Came.FAILED, f"{failure.name} does not match {expected.match!r}: {failure.message}")
    return CameOut(Came.FAILED_AS_TOLD)
