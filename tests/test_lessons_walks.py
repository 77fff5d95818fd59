"""Whoever goes about in a lesson in any order has, at every place, the state of a silent straight run."""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from test_lessons_looking import looks_after, looks_before

from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson, PaceName
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.snapshots.refusals import InexactError
from playmore_cli.session.plan import Need
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports
from playmore_cli.stage.trials import exercise_trial
from playmore_cli.store.learner import Edits

CATALOG = Catalog()
OWN = "\nimport random; random.random(); mine = [1]"
STRETCH = 3
"""Steps that are played in a row."""


@contextmanager
def sitting(lesson: Lesson, root: Path, *, forks: bool = True, pace: PaceName = "quick") -> Iterator[Stage]:
    """Bring a lesson on a worker of its own, on the data at hand, with the snapshots below *root*."""
    folder = Path(tempfile.mkdtemp(dir=root))
    place_all(lesson, folder, Environment.of_process())
    settings = WorkerSettings(
        folder, lesson.seed, heavy_imports(lesson), snapshots=root / "snapshots", forks=forks
    )
    with Runner(settings) as runner:
        yield Stage(lesson, runner, pace)


def digest_at(stage: Stage, place: int) -> str:
    """Return the digest of the state before a step, whole if what stands is not; empty if it cannot be stored."""
    for need in (Need.NEXT, Need.NAMES):
        stage.bring_to(place, need=need)
        try:
            return stage.runner.digest()
        except InexactError:
            continue
    return ""


@cache
def straight(name: str, furthest: int) -> list[str]:
    """Return the digests of the states before the first steps of a lesson, and behind them, of a silent run."""
    with (
        tempfile.TemporaryDirectory() as root,
        sitting(CATALOG.find(name), Path(root)) as stage,
    ):
        return [digest_at(stage, place) for place in range(furthest + 1)]


class Walker:
    """A learner who does one thing after another by chance; *done* tells what."""

    def __init__(self, stage: Stage, chance: random.Random, furthest: int) -> None:
        self.stage, self.chance, self.furthest = stage, chance, furthest
        self.moves: list[Callable[[int], None]] = [
            self.play, self.play, self.look, self.attempt, self.edit, self.keep_an_edit_and_put_it_back,
            self.fail, self.experiment, self.die, self.be_killed,
        ]  # fmt: skip
        self.done: list[str] = []

    def go(self, count: int) -> bool:
        """Make so many moves; return whether each left a state that a straight run has at that place."""
        name = self.stage.lesson.id
        for _ in range(count):
            index, move = self.chance.randrange(self.furthest), self.chance.choice(self.moves)
            self.stage.bring_to(index)
            move(index)
            place = min(index + self.chance.randrange(-2, 3), self.furthest)
            self.done.append(f"{move.__name__} at {index}, then to {(place := max(place, 0))}")
            if digest_at(self.stage, place) != straight(name, self.furthest)[place]:
                return False
        return True

    def play(self, index: int) -> None:
        """Play some steps with Enter and see all that there is to see."""
        for place in range(index, min(index + STRETCH, self.furthest)):
            self.stage.bring_to(place)
            self.look(place)
            if self.stage.lesson.steps[place].code is not None:
                self.stage.run(place)
                self.stage.values([(one, "") for one in looks_after(self.stage.lesson.steps[place])])

    def look(self, index: int) -> None:
        """See what stands before a step, and complete a name."""
        self.stage.values([(one, "") for one in looks_before(self.stage.lesson.steps[index])])
        self.stage.runner.complete("le")

    def attempt(self, index: int) -> None:
        """Try the nearest exercise behind a place, with the right code and with code that fails."""
        steps = self.stage.lesson.steps[: self.furthest]
        there = [place for place, step in enumerate(steps) if step.recreate is not None and place >= index]
        for place in there[:1]:
            step = steps[place]
            assert step.recreate is not None
            self.stage.bring_to(place)
            right = step.recreate.solution or step.code or ""
            for own in (right + OWN, "1 / 0"):
                self.stage.attempt(exercise_trial(step.recreate, right, own, "yours"))

    def edit(self, index: int) -> None:
        """Run an own version once and do not keep it."""
        self.stage.run(index, (self.stage.source(index) or "") + OWN)
        self.stage.stray()

    def keep_an_edit_and_put_it_back(self, index: int) -> None:
        """Keep an own version, read on, and take the lesson's again."""
        step = self.stage.lesson.steps[index]
        if step.code is not None:
            self.stage.edits[step.id] = Edits(step.code + OWN)
            self.stage.bring_to(index + 1)
            del self.stage.edits[step.id]

    def fail(self, index: int) -> None:
        """Edit a step so that it raises in the end, and do not keep it."""
        self.stage.run(index, (self.stage.source(index) or "") + OWN + "\n1 / 0")
        self.stage.stray()

    def experiment(self, index: int) -> None:
        """Try lines, and go on without them."""
        self.stage.try_out(OWN, 1)
        self.stage.stray()

    def die(self, index: int) -> None:
        """Try a line that ends the process."""
        self.stage.try_out("import os; os._exit(3)", 1)

    def be_killed(self, index: int) -> None:
        """Have the process ended from outside, and try a line."""
        self.stage.runner.kill()
        self.stage.try_out("1", 1)


def astray(
    name: str, furthest: int, *, forks: bool, seeds: range, sittings: int, moves: int
) -> list[list[str]]:
    """
    Walk about in a lesson, in several sittings a walk, the second at the other pace; return the walks gone astray.

    No step up to *furthest* has a pace, so the states of both are the same.
    """
    lesson = CATALOG.find(name)
    assert not any(step.pace for step in lesson.steps[:furthest])
    found = []
    for seed in seeds:
        chance, done = random.Random(seed), []
        with tempfile.TemporaryDirectory() as root:
            for number in range(sittings):
                with sitting(lesson, Path(root), forks=forks, pace=("quick", "full")[number % 2]) as stage:
                    walker = Walker(stage, chance, furthest)
                    done.append(f"sit down, {stage.pace}")
                    is_straight = walker.go(moves)
                    done += walker.done
                if not is_straight:
                    found.append([f"seed {seed}", *done])
                    break
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "forks", "sittings", "moves"),
    [
        ("p2", True, 2, 4),
        pytest.param("p2", False, 1, 4, marks=pytest.mark.whole),
        pytest.param("p1", True, 2, 5, marks=pytest.mark.whole),
    ],
)
def test_a_walk_is_straight(name: str, forks: bool, sittings: int, moves: int) -> None:
    """
    Playing, looking, trying, editing, failing, dying and resuming, in any order, give the states of a straight run.
    """
    assert astray(name, 20, forks=forks, seeds=range(1), sittings=sittings, moves=moves) == []
