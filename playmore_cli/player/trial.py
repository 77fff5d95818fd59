"""Code of the learner's own is tried in a copy of the variables, and what is wrong with it is named."""

from playmore_cli.exercises.diagnosis import Diagnosis
from playmore_cli.lesson.model import Step, Timecode
from playmore_cli.player.desk import Desk
from playmore_cli.runner.protocol import TryAttempt
from playmore_cli.stage.trials import diagnosis_of


def judge(desk: Desk, attempt: TryAttempt, at: Timecode) -> Diagnosis | None:
    """
    Judge an attempt in a copy of the variables as they stand, and show what it prints.

    Args:
        desk: where it is judged.
        attempt: what is judged.
        at: where in the lecture the code belongs.

    Returns:
        What is wrong with the code; ``None`` where it passes.
    """
    return diagnosis_of(desk.attempt(attempt, Step(id="yours", at=at)))
