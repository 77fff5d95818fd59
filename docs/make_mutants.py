"""
Write docs/mutants.md: how many faulty versions of the solutions the lessons' checks refuse.

Run: python docs/make_mutants.py [LESSON ...]

Only the lessons named are judged anew; one takes 3 to 40 minutes. `playmore check LESSON --mutants` judges the
same; the exit status is 1 where a mutant was accepted that is not marked as equivalent.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from sections import put_section

from playmore_cli.lesson.catalog import Catalog

FILE = Path(__file__).with_name("mutants.md")
HEAD = """\
# Faulty solutions, refused

Mutants of every solution and of every answer in code, each with one small fault (a sign, a constant, an operand, `dim`,
a dropped line …), judged by the check of its exercise or card at the state of its step; made by `docs/make_mutants.py`.
*Equivalent* are those that do the same, marked one by one with the reason in `tests/attempts/`. *Refused* counts among
the others. *Without mutants* are exercises that ask for a result by any way: what reaches it is right.
"""


def section(name: str) -> tuple[str, bool]:
    """Return a lesson's part of the page, and whether no mutant was accepted that is not marked."""
    command = [sys.executable, "-m", "playmore_cli", "check", name, "--mutants", "--json"]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if not run.stdout:
        sys.exit(f"playmore check {name} --mutants ended with {run.returncode}")
    document = json.loads(run.stdout)
    exercises: list[dict[str, Any]] = document["exercises"]
    rows = [row(_place(one), [one]) for one in exercises if one["mutants"]]
    accepted = [f"- {_place(one)}: `{mutant['change']}`" for one in exercises for mutant in one["survivors"]]
    parts = [
        f"## {name} · {Catalog().find(name).title}",
        "| exercise | mutants | equivalent | refused |\n|---|---|---|---|\n"
        + "\n".join([row("**all**", exercises), *rows]),
    ]
    if document["open"]:
        parts.append(
            "Without mutants:\n\n" + "\n".join(f"- `{one['step']}`: {one['why']}" for one in document["open"])
        )
    if accepted:
        parts.append("Accepted:\n\n" + "\n".join(accepted))
    return "\n\n".join(parts) + "\n", run.returncode == 0


def row(title: str, exercises: list[dict[str, Any]]) -> str:
    """Return one line of a table, the share of those refused with it."""
    total, equivalent, refused = (
        sum(one[key] for one in exercises) for key in ("mutants", "equivalent", "refused")
    )
    of = total - equivalent
    share = f" ({refused / of:.1%})" if of else ""
    return f"| {title} | {total} | {equivalent} | {refused} of {of}{share} |"


def _place(exercise: dict[str, Any]) -> str:
    card = f", card {exercise['card'] + 1}" if "card" in exercise else ""
    return f"`{exercise['step']}`{card}"


def main() -> None:
    """Make the sections of the lessons named, of all without a name, and leave the others as they are."""
    ok = True
    for name in sys.argv[1:] or Catalog().ids():
        text, is_well = section(name)
        put_section(FILE, HEAD, name, text)
        ok &= is_well
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
