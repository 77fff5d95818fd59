"""Whoever goes about in a lesson in any order has, at every place, the state of a silent straight run."""

import random
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from disks import disk_if_permitted, fill_up, make_room
from msgspec.structs import replace
from test_lessons_looking import looks_after, looks_before

from playmore_cli.environment import Environment
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Lesson, PaceName, Step
from playmore_cli.lesson.pace import source_at
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


WINDOWS = [("p1", 53, 66), ("p1", 201, 216), ("p2", 8, 22), ("p2", 138, 150), ("p3", 10, 26), ("p3", 56, 68)]
"""Stretches of lessons, from a step to another (0-based): figures that make nodes, exercises, steps with two paces."""
ROUNDS: dict[str, int] = {"quick": 2, "full": 3}
"""Of each training in a walk, by pace."""
ROOM = 64_000
"""Kilobytes of the disk for states."""


def lesson_of_walks(name: str) -> Lesson:
    """Return a lesson whose trainings are short at both paces, and another at each."""
    lesson = CATALOG.find(name)
    return replace(
        lesson,
        chapters=tuple(
            replace(chapter, steps=tuple(_short(step) for step in chapter.steps))
            for chapter in lesson.chapters
        ),
    )


def _short(step: Step) -> Step:
    pace = {
        constant: {**values, **ROUNDS} if constant.endswith("steps") else values
        for constant, values in step.pace.items()
    }
    return replace(step, pace=pace)


@contextmanager
def opened(lesson: Lesson, root: Path, *, forks: bool = True) -> Iterator[Runner]:
    """Bring a worker for a lesson, on the data at hand, with the snapshots below *root*."""
    folder = Path(tempfile.mkdtemp(dir=root))
    place_all(lesson, folder, Environment.of_process())
    settings = WorkerSettings(
        folder, lesson.seed, heavy_imports(lesson), snapshots=root / "snapshots", forks=forks
    )
    with Runner(settings) as runner:
        yield runner


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
def straight(name: str, first: int, last: int, pace: PaceName) -> dict[int, str]:
    """Return the digests of the states before the steps of a stretch, and behind it, of a silent run."""
    lesson = lesson_of_walks(name)
    with tempfile.TemporaryDirectory() as root, opened(lesson, Path(root)) as runner:
        stage = Stage(lesson, runner, pace)
        return {place: digest_at(stage, place) for place in range(first, last + 1)}


class Walker:
    """A learner who does one thing after another by chance in a stretch of a lesson; *done* tells what."""

    def __init__(
        self, stage: Stage, chance: random.Random, stretch: tuple[int, int], disk: Path | None
    ) -> None:
        self.stage, self.chance, self.disk = stage, chance, disk
        self.first, self.last = stretch
        self.moves: list[Callable[[int], None]] = [
            self.play, self.play, self.look, self.attempt, self.edit, self.keep_an_edit_and_put_it_back,
            self.switch_the_pace, self.fail, self.experiment, self.die, self.be_killed,
            *([] if disk is None else [self.meet_a_full_disk]),
        ]  # fmt: skip
        self.done: list[str] = []

    def go(self, count: int) -> bool:
        """Make so many moves; return whether each left a state that a straight run has at that place."""
        wanted = straight(self.stage.lesson.id, self.first, self.last, self.stage.pace)
        for _ in range(count):
            index, move = self.chance.randrange(self.first, self.last), self.chance.choice(self.moves)
            self.stage.bring_to(index)
            move(index)
            place = min(max(index + self.chance.randrange(-2, 3), self.first), self.last)
            self.done.append(f"{move.__name__} at {index}, then to {place}")
            if digest_at(self.stage, place) != wanted[place]:
                return False
        return True

    def play(self, index: int) -> None:
        """Play some steps with Enter, which shows what is recorded, and see all that there is to see."""
        for place in range(index, min(index + STRETCH, self.last)):
            self.stage.bring_to(place)
            self.look(place)
            if self.stage.lesson.steps[place].code is not None:
                if self.stage.recall(place) is None:
                    self.stage.bring_to(place)
                    self.stage.run(place)
                self.stage.values([(one, "") for one in looks_after(self.stage.lesson.steps[place])])

    def look(self, index: int) -> None:
        """See what stands before a step, and complete a name."""
        self.stage.values([(one, "") for one in looks_before(self.stage.lesson.steps[index])])
        self.stage.runner.complete("le")

    def attempt(self, index: int) -> None:
        """Try the nearest exercise behind a place, with the right code and with code that fails."""
        steps = self.stage.lesson.steps[: self.last]
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

    def switch_the_pace(self, index: int) -> None:
        """Let the nearest step with two paces run at the other one, read on, and switch it back."""
        steps = self.stage.lesson.steps
        for place in [place for place in range(index, self.last) if steps[place].pace][:1]:
            other: PaceName = "full" if self.stage.pace == "quick" else "quick"
            self.stage.edits[steps[place].id] = Edits(source_at(steps[place], other))
            self.play(place)
            del self.stage.edits[steps[place].id]

    def meet_a_full_disk(self, index: int) -> None:
        """Play while no state can be stored; there may be room again afterwards."""
        assert self.disk is not None
        fill_up(self.disk)
        self.play(index)
        self.stage.runner.settle()
        if self.chance.random() < 0.5:
            make_room(self.disk)

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
    name: str, stretch: tuple[int, int], *, seeds: Iterable[int], moves: int, forks: bool = True
) -> list[list[str]]:
    """
    Walk about in a stretch of a lesson, in two sittings a walk, the second at the other pace; return those gone astray.

    The walks share one store of states, as the sittings of a learner do.
    """
    lesson, found = lesson_of_walks(name), []
    with tempfile.TemporaryDirectory() as root, disk_if_permitted(Path(root) / "snapshots", ROOM) as is_disk:
        disk = Path(root) / "snapshots" if is_disk else None
        with opened(lesson, Path(root), forks=forks) as runner:
            for seed in seeds:
                chance, done = random.Random(seed), [f"seed {seed}"]
                paces: tuple[PaceName, PaceName] = ("quick", "full")
                for pace in paces:
                    runner.reset()
                    walker = Walker(Stage(lesson, runner, pace), chance, stretch, disk)
                    is_straight = walker.go(moves)
                    done += [f"sit down, {pace}", *walker.done]
                    if not is_straight:
                        found.append(done)
                        break
                if disk is not None:
                    make_room(disk)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("window", "forks"),
    [
        (WINDOWS[2], True),
        pytest.param(WINDOWS[0], True, marks=pytest.mark.whole),
        # These take minutes each, and were not all seen to their end.
        *(pytest.param(window, True, marks=pytest.mark.by_hand) for window in (WINDOWS[1], *WINDOWS[3:])),
        *(pytest.param(window, False, marks=pytest.mark.by_hand) for window in (WINDOWS[1], WINDOWS[3])),
    ],
)
def test_a_walk_is_straight(window: tuple[str, int, int], forks: bool) -> None:
    """
    Playing, looking, trying, editing, failing, switching the pace, dying, a full disk and resuming, in any order, give
    the states of a straight run.
    """
    name, first, last = window
    assert astray(name, (first, last), seeds=range(1), moves=4, forks=forks) == []


@pytest.mark.by_hand
@pytest.mark.parametrize("window", WINDOWS)
def test_many_walks_are_straight(window: tuple[str, int, int]) -> None:
    """
    The same for 200 walks over p1 to p3.
    """
    name, first, last = window
    assert astray(name, (first, last), seeds=range(34), moves=4) == []
