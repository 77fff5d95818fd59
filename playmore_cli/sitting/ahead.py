"""Whether the steps ahead are run while the learner reads, and what that costs."""

import contextlib
import os
from pathlib import Path

from playmore_cli.environment import Environment
from playmore_cli.player.desk import Desk
from playmore_cli.player.forerunner import Errand, Forerunner
from playmore_cli.sitting.fitting import whole_look
from playmore_cli.stage import Stage

_COST = "while you read, another core runs the next steps (300 MB of memory); playmore config set ahead off ends that"
_TOLD = "told-of-ahead"
"""The file beside the stored states that says that the cost was told."""

_SUPPLIES = Path("/sys/class/power_supply")


def forerunner_for(environment: Environment, desk: Desk) -> Forerunner | None:
    """Return what runs the steps ahead in a sitting, none where nothing may; say once what it costs."""
    if desk.is_auto or desk.extras.is_visit or not desk.stage.stores or why_not(environment):
        return None

    def errand(stage: Stage, cursor: int) -> Errand:
        return Errand(
            stage.lesson,
            stage.pace,
            dict(stage.edits),
            dict(stage.answers),
            cursor,
            whole_look(environment, desk.view),
            dict(environment.variables),
            environment.modules,
            environment.own_files,
        )

    _tell_cost(environment, desk)
    return Forerunner(errand, lambda: not is_on_battery())


def _tell_cost(environment: Environment, desk: Desk) -> None:
    folder = environment.snapshots
    if folder is None or (folder / _TOLD).exists():
        return
    with contextlib.suppress(OSError):  # then it is said again
        (folder / _TOLD).touch(0o600)
    desk.view.tell(_COST)


def why_not(environment: Environment) -> str:
    """Return why nothing is run ahead here, or nothing."""
    if not environment.settings.ahead:
        return "the setting ahead is off"
    if environment.snapshots is None:
        return "the setting snapshots is off"
    if _cores() < 2:
        return "there is one core"
    return "it runs on battery" if is_on_battery() else ""


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_on_battery(supplies: Path = _SUPPLIES) -> bool:
    """Return whether a battery is being used up; False where that cannot be known."""
    return any(
        _read(supply / "type") == "Battery" and _read(supply / "status") == "Discharging"
        for supply in (supplies.iterdir() if supplies.is_dir() else ())
    )


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""
