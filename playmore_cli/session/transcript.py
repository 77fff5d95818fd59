"""What has come out of each step, built up one output at a time."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream

_Event = TypeVar("_Event")


@dataclass(frozen=True)
class Transcript:
    """The outputs of the steps run so far, by step id; a step that runs again begins anew."""

    outputs: dict[str, tuple[Output, ...]] = field(default_factory=dict)

    def begun(self, step_id: str) -> "Transcript":
        """Return the transcript with the outputs of *step_id* forgotten."""
        return replace(self, outputs=self.outputs | {step_id: ()})

    def added(self, step_id: str, output: Output) -> "Transcript":
        """Return the transcript with one more output of *step_id*; neighbouring streams are joined."""
        before = self.outputs.get(step_id, ())
        return replace(self, outputs=self.outputs | {step_id: join(before, output)})


def join(outputs: tuple[Output, ...], output: Output) -> tuple[Output, ...]:
    """Return *outputs* with *output* behind, joined to the last where both are of the same stream."""
    last = outputs[-1] if outputs else None
    if isinstance(output, Stream) and isinstance(last, Stream) and last.name == output.name:
        return (*outputs[:-1], Stream(last.name, last.text + output.text))
    return (*outputs, output)


class Seen:
    """
    What a step has said already, so that saying it again from the beginning goes on where it broke off.

    Steps say the same every time: characters of each stream and whole outputs are counted, not compared.
    """

    def __init__(self) -> None:
        self._shown: dict[str, int] = {}
        self._again: dict[str, int] = {}

    def begin_again(self) -> None:
        """Say that the step begins anew."""
        self._again = {}

    def add(self, event: _Event) -> _Event | Stream | None:
        """Return what of *event* is new, ``None`` where nothing is."""
        if not isinstance(event, Stream | Result | Graph | Plot | Failure):
            return event
        kind = event.name if isinstance(event, Stream) else ""
        size = len(event.text) if isinstance(event, Stream) else 1
        shown, said = self._shown.get(kind, 0), self._again.get(kind, 0) + size
        self._again[kind] = said
        if said <= shown:
            return None
        self._shown[kind] = said
        return Stream(event.name, event.text[shown - said :]) if isinstance(event, Stream) else event
