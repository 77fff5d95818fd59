"""What is found after a run, in words: what it did to the names, and the learner's figures beside the lecture's."""

import re
from collections.abc import Sequence

from playmore_cli.exercises.judging import Comparison, Verdict
from playmore_cli.lesson.rounding import round_like
from playmore_cli.outputs import Changes

_FIELDS = re.compile(r"(\w+)\((\w+=.*)\)")
_FIELD = re.compile(r"(\w+)=('[^']*'|[^,()]+)(?:, |$)")

_WHAT, _YOURS, _GAP = 24, 14, 2
"""Columns that a figure's name and the learner's value take at least where they stand in columns, and between them."""


def changes_text(changes: Changes) -> str:
    """
    Return what a step did to the names, in one line.

    >>> changes_text(Changes({"C": "(27, 2)", "f": "function f"}, {"loss": ("2.84", "2.61")}, ("tmp",)))
    'new C (27, 2) · f() · loss 2.84 → 2.61 · gone tmp'
    """
    words = {"+": "new ", "~": "", "-": "gone "}
    return " · ".join(words[sign] + text for sign, text in change_rows(changes))


def change_rows(changes: Changes) -> tuple[tuple[str, str], ...]:
    """
    Return the names that are new (``+``), that changed (``~``) and that are gone (``-``), a row each.

    >>> change_rows(Changes({"C": "(27, 2)", "f": "function f"}, {"loss": ("2.84", "2.61")}))
    (('+', 'C (27, 2) · f()'), ('~', 'loss 2.84 → 2.61'))
    """
    rows = (
        ("+", [_named(name, text) for name, text in changes.new.items()]),
        ("~", [_changed(name, before, after) for name, (before, after) in changes.changed.items()]),
        ("-", list(changes.gone)),
    )
    return tuple((sign, " · ".join(texts)) for sign, texts in rows if texts)


def _changed(name: str, before: str, after: str) -> str:
    """
    Return how a value changed; of an object only the fields that did.

    >>> _changed("a", "Value(data=2.0, grad=0.0)", "Value(data=2.0, grad=6.0)")
    'a.grad 0.0 → 6.0'
    """
    old, new = _FIELDS.fullmatch(before), _FIELDS.fullmatch(after)
    if old and new and old[1] == new[1]:
        pairs = [(dict(_FIELD.findall(one[2]))) for one in (old, new)]
        differing = [field for field in pairs[1] if field in pairs[0] and pairs[0][field] != pairs[1][field]]
        if differing and pairs[0].keys() == pairs[1].keys():
            return " · ".join(f"{name}.{field} {pairs[0][field]} → {pairs[1][field]}" for field in differing)
    return f"{name} {before} → {after}"


def _named(name: str, text: str) -> str:
    """Return a name with its value; a function or class says by its form what it is."""
    if text in (f"function {name}", "function <lambda>"):
        return f"{name}()"
    return text if text == f"class {name}" else f"{name} {text}".strip()


def _figures(comparison: Comparison) -> tuple[str, str]:
    """Return yours and the other figure as text, with the same digits; with all where they differ and look alike."""
    figure, value = comparison.figure, comparison.value
    theirs = figure.is_ if isinstance(figure.is_, tuple) else (figure.is_,)
    plain = comparison.yours, ", ".join(map(str, theirs))
    numbers = None if value is None else value.numbers if value.number is None else (value.number,)
    if numbers is None or len(numbers) != len(theirs) or comparison.verdict is Verdict.OPEN:
        return plain
    pairs = [
        (round_like(number, one, figure.within), round_like(one, one, figure.within))
        for number, one in zip(numbers, theirs, strict=True)
        if not isinstance(one, str)
    ]
    yours, others = (", ".join(texts) for texts in zip(*pairs, strict=True)) if pairs else plain
    differ = comparison.verdict is Verdict.DIFFERS
    return plain if len(pairs) != len(theirs) or (differ and yours == others) else (yours, others)


def comparison_text(comparison: Comparison) -> str:
    """Return a figure in words: what it is, yours, the lecture's or a recorded one, and why they may differ."""
    what, yours, theirs, remark = _in_columns(comparison)
    told = (f"yours {yours}" if yours else "", theirs, remark)
    return f"{what}: {' · '.join(one for one in told if one)}"


def figure_rows(comparisons: Sequence[Comparison], width: int) -> list[str]:
    """
    Return each figure as a row, in columns where all of them fit *width*: what it is, yours, the lecture's.

    A row that does not fit is left to the caller to break.
    """
    parts = [_in_columns(one) for one in comparisons]
    what = max((_WHAT, *(len(one[0]) for one in parts)))
    yours = max((_YOURS, *(len(one[1]) + _GAP for one in parts)))
    theirs = max((0, *(len(one[2]) for one in parts if one[3])))
    rows = [f"{one[0]:<{what}}  {one[1]:<{yours}}{one[2]:<{theirs}}  {one[3]}".rstrip() for one in parts]
    fits = all(len(row) <= width for row in rows)
    return rows if fits else [comparison_text(one) for one in comparisons]


def _in_columns(comparison: Comparison) -> tuple[str, str, str, str]:
    """Return what a figure is, the learner's value, the lecture's, and a remark where there is one to make."""
    figure = comparison.figure
    whose = "recorded" if figure.recorded else "lecture"
    yours, is_ = _figures(comparison)
    theirs = f"{whose} {is_}"
    match comparison.verdict:
        case Verdict.OTHER_PACE:
            return figure.what, yours, theirs, f"at pace {figure.pace}"
        case Verdict.OTHER_DATA:
            return figure.what, yours, theirs, "with the lecture's data"
        case Verdict.OTHER_BOTH:
            return figure.what, yours, theirs, f"with the lecture's data, at pace {figure.pace}"
        case Verdict.NO_VALUE:
            return figure.what, "", theirs, f"yours could not be read: {yours}"
        case Verdict.DIFFERS:
            return figure.what, yours, theirs, _how_far(comparison)
        case Verdict.OPEN:
            return figure.what, yours, "not recorded yet", ""
    return figure.what, yours, theirs, ""


def _how_far(comparison: Comparison) -> str:
    """Return by how much two numbers differ, as a part of the lecture's; of anything else that they do."""
    value, is_ = comparison.value, comparison.figure.is_
    if value is None or value.number is None or not isinstance(is_, float | int) or not is_:
        return "they differ"
    percent = (value.number - is_) / abs(is_) * 100
    return (
        f"they differ by {percent:+.{0 if abs(percent) >= 10 else 1}f} %"
        if abs(percent) >= 0.1
        else "they differ"
    )
