"""What has come out of each step, built up one output at a time."""

from dataclasses import dataclass, field, replace

from playmore_cli.outputs import Output, Stream


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
