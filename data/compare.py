"""
Sets the figures of names.txt beside those of another list of names.

    python data/compare.py PATH     beside the list at PATH
    python data/compare.py          beside names.txt in PLAYMORE_DATA_DIR, or alone where that is not set

The other list is only read; nothing of it goes anywhere but to the screen.
"""

import math
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LETTERS = ".abcdefghijklmnopqrstuvwxyz"
"""A full stop begins and ends every name, as in the lecture."""


@dataclass(frozen=True)
class Figures:
    """What a list of names looks like from afar; shares are percentages of names or of pairs."""

    names: int
    letters: int
    duplicates: int
    loss: float
    kinds: int
    pairs: Counter[str]
    lengths: Counter[int]
    first: Counter[str]
    last: Counter[str]


def measure(names: list[str]) -> Figures:
    """
    Return the figures of *names*.

    *loss* is the lecture's: the mean negative log likelihood of all pairs of neighbouring letters, under a model
    that has counted the same pairs, with 1 added to each count.
    """
    pairs = Counter(word[at : at + 2] for word in map(".{}.".format, names) for at in range(len(word) - 1))
    rows = {one: sum(pairs[one + other] + 1 for other in LETTERS) for one in LETTERS}
    total = sum(pairs.values())
    loss = -sum(count * math.log((pairs[pair] + 1) / rows[pair[0]]) for pair, count in pairs.items()) / total
    return Figures(
        names=len(names),
        letters=sum(map(len, names)),
        duplicates=len(names) - len(set(names)),
        loss=loss,
        kinds=len(pairs),
        pairs=pairs,
        lengths=Counter(map(len, names)),
        first=Counter(name[0] for name in names),
        last=Counter(name[-1] for name in names),
    )


def table(figures: list[Figures]) -> str:
    """Return the figures as text, a column for each list, the first list's order of letters and pairs."""
    lines = []

    def line(what: str, *values: str) -> None:
        lines.append(f"{what:<12}" + "".join(f"{value:>12}" for value in values))

    line("names", *(f"{one.names:,}" for one in figures))
    line("letters", *(f"{one.letters:,}" for one in figures))
    line("duplicates", *(f"{one.duplicates:,}" for one in figures))
    line("mean length", *(f"{one.letters / one.names:.2f}" for one in figures))
    line("loss", *(f"{one.loss:.4f}" for one in figures))
    line("pairs", *(f"{sum(one.pairs.values()):,}" for one in figures))
    line("kinds", *(f"{one.kinds:,}" for one in figures))
    for title, count in (("length", "lengths"), ("first", "first"), ("last", "last"), ("pair", "pairs")):
        lines.append("")
        counts: list[Counter[Any]] = [getattr(one, count) for one in figures]
        keys = sorted(counts[0]) if count == "lengths" else [key for key, _ in counts[0].most_common(26)]
        for key in keys:
            line(f"{title} {key}", *(f"{100 * one[key] / one.total():.2f} %" for one in counts))
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    own = Path(__file__).resolve().parent / "names.txt"
    folder = os.environ.get("PLAYMORE_DATA_DIR")
    others = [Path(word) for word in sys.argv[1:]] or ([Path(folder) / "names.txt"] if folder else [])
    print(table([measure(path.read_text().split()) for path in (own, *others)]))


if __name__ == "__main__":
    main()
