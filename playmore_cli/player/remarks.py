"""What the player says of paces, rebuilt states and differences: pure sentences."""

from collections.abc import Mapping, Sequence

from playmore_cli.lesson.differences import CodeChanges
from playmore_cli.lesson.model import PaceName, Step
from playmore_cli.lesson.older_code import OlderCode
from playmore_cli.outputs import Changes
from playmore_cli.stage import Rebuilt
from playmore_cli.view.progress_bar import duration

_NAMES_SHOWN = 3
"""Names of older code in its one line; of more the first are told, and how many there are beside them."""


def how_rebuilt(rebuilt: Rebuilt) -> str:
    """
    Return how the variables came to be what they are.

    >>> how_rebuilt(Rebuilt(14, ("a", "b"), restored=True))
    'variables restored as they were after step 14, 2 steps run again'
    """
    count = len(rebuilt.ran)
    steps = "" if not count else f"{count} step{'s' if count > 1 else ''} run again"
    if rebuilt.restored:
        return f"variables restored as they were after step {rebuilt.start}{', ' if steps else ''}{steps}"
    start = "the beginning" if rebuilt.start == 0 else f"step {rebuilt.start}"
    return f"variables rebuilt from {start}, {steps or 'nothing to run'}"


def pace_remark(step: Step, pace: PaceName, timings: Mapping[str, float]) -> str:
    """
    Return which constants a step runs with, what the other pace has, and how long each takes.

    A pace that was never run here is estimated from the other one, as its largest constant would have it.

    >>> step = Step(id="s", at=0.0, pace={"rounds": {"quick": 20_000, "full": 200_000}})
    >>> pace_remark(step, "quick", {"quick": 8.0})
    'pace quick: rounds = 20_000, 8 s here · p for full: rounds = 200_000, about 1 min 20 s'
    """
    paces: tuple[PaceName, PaceName] = ("quick", "full") if pace == "quick" else ("full", "quick")
    parts = []
    for one, other in (paces, paces[::-1]):
        constants = ", ".join(f"{name} = {_grouped(values.get(one))}" for name, values in step.pace.items())
        lasts = ""
        if one in timings:
            lasts = f", {duration(timings[one])} here"
        elif other in timings:
            lasts = f", about {duration(timings[other] * pace_ratio(step, one, other))}"
        parts.append(f"{'pace' if one == pace else 'p for'} {one}: {constants}{lasts}")
    return " · ".join(parts)


def pace_ratio(step: Step, one: PaceName, other: PaceName) -> float:
    """Return how many times as long a step takes at one pace as at the other, by the constant that differs most."""
    ratios = [
        float(values[one]) / float(values[other])
        for values in step.pace.values()
        if one in values
        and other in values
        and isinstance(values[one], int | float)
        and isinstance(values[other], int | float)
        and values[other]
    ]
    return max(ratios, key=lambda ratio: max(ratio, 1 / ratio if ratio else 0), default=1.0)


def marks_remark(changes: CodeChanges | None, before: int | None) -> str:
    """
    Return with which steps marked code is compared, unless that is the last step with code, *before*.

    >>> marks_remark(CodeChanges(("~",), {}, {}, since=(71,)), 74), marks_remark(CodeChanges((), {}, {}, (74,)), 74)
    ('marked: what is new since step 72', '')
    """
    if changes is None or changes.since in ((), (before,)):
        return ""
    numbers = [str(index + 1) for index in changes.since]
    return f"marked: what is new since step{'s' if len(numbers) > 1 else ''} {_listed(numbers)}"


def older_line(older: Sequence[OlderCode], *, by_key: bool) -> str:
    """
    Return the line that stands for code which a step uses and that was shown long before, and its key if there is one.

    >>> older_line([OlderCode("draw", 49)], by_key=True)
    '… draw, as in step 50 · f shows it'
    >>> older_line([OlderCode("plot", 126), OlderCode("train", 153)], by_key=True)
    '… plot and train, as in steps 127 and 154 · f shows them'
    >>> older_line([OlderCode(name, 7) for name in "abcde"], by_key=False)
    '… a, b and 3 more, as in step 8'
    """
    if not older:
        return ""
    names = [one.name for one in older]
    if len(names) > _NAMES_SHOWN:
        names = [*names[: _NAMES_SHOWN - 1], f"{len(names) - _NAMES_SHOWN + 1} more"]
    steps = [str(number) for number in sorted({one.index + 1 for one in older})]
    if len(steps) > _NAMES_SHOWN:
        steps = [*steps[: _NAMES_SHOWN - 1], "others"]
    place = f"as in step{'s' * (len(steps) > 1)} {_listed(steps)}"
    shows = f" · f shows {'them' if len(older) > 1 else 'it'}" * by_key
    return f"… {_listed(names)}, {place}{shows}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _grouped(constant: object) -> str:
    return f"{constant:_}" if isinstance(constant, int) and not isinstance(constant, bool) else str(constant)


def difference(lecture: Changes, mine: Changes) -> str:
    """Return how the names after a learner's version differ from those after the lecture's, in one line."""
    theirs, ours = _after(lecture), _after(mine)
    parts = [
        f"{name} {theirs[name]} → {ours[name]}"
        for name in ours
        if name in theirs and theirs[name] != ours[name]
    ]
    parts += [f"only yours {name} {ours[name]}" for name in ours if name not in theirs]
    parts += [f"only the lecture's {name} {theirs[name]}" for name in theirs if name not in ours]
    return " · ".join(parts)


def _after(changes: Changes) -> dict[str, str]:
    return {**changes.new, **{name: after for name, (_, after) in changes.changed.items()}}


def merge(first: Changes, second: Changes) -> Changes:
    """Return two runs' changes as those of one run."""
    new = {name: text for name, text in first.new.items() if name not in second.gone} | second.new
    changed = dict(first.changed)
    for name, (before, after) in second.changed.items():
        if name in new:
            new[name] = after
        else:
            changed[name] = (changed.get(name, (before, ""))[0], after)
    return Changes(new, changed, (*first.gone, *second.gone))
