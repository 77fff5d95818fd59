"""What runs at each step of a lesson, how the states between are called, and which names they need."""

import re
from collections.abc import Iterator, Mapping

from playmore_cli.lesson.livevalues import find_live_values
from playmore_cli.lesson.model import Lesson, PaceName, Step
from playmore_cli.lesson.pace import source_at
from playmore_cli.runner.snapshots.reads import uses_of
from playmore_cli.runner.snapshots.state_names import next_key
from playmore_cli.store.learner import Edits

Answers = Mapping[tuple[str, str], tuple[str | None, ...]]
"""What was given to the questions of a source, by step id and source; ``None`` is the end of input."""

_HEAVY = ("numpy", "torch", "matplotlib.pyplot", "sklearn.datasets")
_ON_FIRST_USE = {
    re.compile(r"torch\.optim"): "torch._dynamo",
    re.compile(r"\.backward\([^)]"): "torch.fx.experimental.symbolic_shapes",
}
"""What a library imports by itself when this occurs first; a second's work that no restored state should wait for."""
_IMPORTS = re.compile(r"^\s*(?:from\s+([\w.]+)|import\s+([^#;\n]+))", re.MULTILINE)


def heavy_imports(lesson: Lesson) -> tuple[str, ...]:
    """Return the modules that take long to import and that the lesson's code will ask for."""
    code = "\n".join(step.code for step in lesson.steps if step.code)
    listed = [origin or names for origin, names in _IMPORTS.findall(code)]
    wanted = {one.strip().partition(" ")[0].partition(".")[0] for names in listed for one in names.split(",")}
    heavy = [name for name in _HEAVY if any(one.split(".")[0] == name.split(".")[0] for one in wanted)]
    return (*heavy, *(late for use, late in _ON_FIRST_USE.items() if use.search(code)))


class Script:
    """
    One lesson at one pace with the learner's *edits*, by step id, and *answers*; changes of these are used at once.
    """

    def __init__(self, lesson: Lesson, pace: PaceName, edits: Mapping[str, Edits], answers: Answers) -> None:
        self.lesson, self.pace, self.edits, self.answers = lesson, pace, edits, answers
        self._paced: dict[int, str] = {}
        self._known: tuple[dict[str, Edits], Answers] = {}, {}
        self._keys: list[str] = []
        self._needed: list[frozenset[str] | None] = []

    def source(self, index: int) -> str | None:
        """Return what runs at a step: the learner's version if one is kept, else the lesson's at this pace."""
        step = self.lesson.steps[index]
        kept = self.edits.get(step.id)
        if kept is not None and kept.code is not None:
            return kept.code
        if step.code is None:
            return None
        if index not in self._paced:
            self._paced[index] = source_at(step, self.pace)
        return self._paced[index]

    def name(self, index: int) -> str:
        """Return how tracebacks call a step's code."""
        return f"{self.lesson.id}:{self.lesson.steps[index].id}"

    def experiments(self, index: int) -> tuple[str, ...]:
        """Return what the learner keeps behind a step."""
        return self.edits.get(self.lesson.steps[index].id, Edits()).after

    def sources(self, index: int) -> Iterator[tuple[str, str, bool]]:
        """Yield what runs at a step: source, name in tracebacks, and whether it is an experiment behind the step."""
        source = self.source(index)
        if source is not None:
            yield source, self.name(index), False
        for number, extra in enumerate(self.experiments(index), start=1):
            yield extra, f"{self.name(index)}+{number}", True

    def answers_of(self, index: int, source: str) -> tuple[str | None, ...]:
        """Return what was given to the questions of a source at a step."""
        return self.answers.get((self.lesson.steps[index].id, source), ())

    def key(self, index: int, first: str) -> str:
        """Return the name of the state before a step, when that before the first is called *first*."""
        self._look_at_edits()
        if self._keys[:1] != [first]:
            self._keys = [first]
        while len(self._keys) <= index:
            place = len(self._keys) - 1
            key = self._keys[place]
            for source, name, is_aside in self.sources(place):
                key = next_key(key, "" if is_aside else name, source, self.answers_of(place, source))
            self._keys.append(key)
        return self._keys[index]

    def needed(self, index: int) -> frozenset[str] | None:
        """
        Return the names that something reads from a step on before they are set anew; ``None`` for all there are.

        A question or a check that may read any name is taken to read those it mentions: where it does read another
        that was left out, the state is built again.
        """
        self._look_at_edits()
        if not self._needed:
            later: frozenset[str] | None = frozenset()
            self._needed = [later]
            for place in reversed(range(len(self.lesson.steps))):
                later = self._needed_before(place, later)
                self._needed.insert(0, later)
        return self._needed[index]

    def needed_after(self, index: int) -> frozenset[str] | None:
        """Return the names that something reads after a step has run: of what is said of it, and from the next on."""
        names = self.needed(index + 1)
        if names is None:
            return None
        step = self.lesson.steps[index]
        return names.union(*(uses_of(text).reads for text in _asked_after(step, self.lesson.checks)))

    def earlier(self, index: int) -> Iterator[str]:
        """Yield all that runs before a step."""
        for place in range(index):
            yield from (source for source, _, _ in self.sources(place))

    def _needed_before(self, index: int, later: frozenset[str] | None) -> frozenset[str] | None:
        step = self.lesson.steps[index]
        parts = [(text, False) for text in _asked_before(step, self.lesson.checks)]
        parts += [(source, True) for source, _, _ in self.sources(index)]
        parts += [(text, False) for text in _asked_after(step, self.lesson.checks)]
        for text, lasts in reversed(parts):
            uses = uses_of(text)
            if later is None or (lasts and uses.anything):
                return None
            later = (later - uses.sets if lasts else later) | uses.reads
        return later

    def _look_at_edits(self) -> None:
        """Forget what was made of other edits and answers."""
        if self._known != (self.edits, self.answers):
            self._known, self._keys, self._needed = (
                (dict(self.edits), dict(self.answers)),
                self._keys[:1],
                [],
            )


def _asked_before(step: Step, checks: str) -> Iterator[str]:
    """Yield the code that is evaluated at the state before a step and leaves no trace there."""
    texts = [*step.pieces, step.predict.ask if step.predict else ""]
    yield from (value.expression for text in texts for value in find_live_values(text))
    if step.recreate is not None:
        yield f"{checks}\n{step.recreate.check}"
        yield step.recreate.start
        yield step.recreate.solution or step.code or ""


def _asked_after(step: Step, checks: str) -> Iterator[str]:
    """Yield the code that is evaluated at the state after a step and leaves no trace there."""
    texts = [step.then or "", step.predict.why if step.predict else ""]
    yield from (value.expression for text in texts for value in find_live_values(text))
    yield from (figure.value for figure in step.lecture)
    if step.predict is not None:
        yield step.predict.answer
    for card in step.cards:
        yield card.code or ""
        yield f"{checks}\n{card.check or ''}"
