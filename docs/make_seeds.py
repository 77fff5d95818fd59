"""
Write docs/seeds.md: by how much what the lessons claim of a run holds, with three seeds, at quick pace.

Run: PLAYMORE_DATA_DIR=folder-with-the-lectures-data python docs/make_seeds.py [LESSON ...]

Only the sections of the lessons named are made anew; each lesson is run three times on the data that ships, and three
times more on the lectures' own where they are there. The exit status is 1 where a claim is false.
"""

import ast
import math
import os
import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace
from sections import put_section

from playmore_cli.environment import Environment
from playmore_cli.exercises.claims import applies
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Claim, Lesson, Step
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.scratch import scratch_folder
from playmore_cli.sitting.lesson_data import place_all
from playmore_cli.stage import Stage, heavy_imports

FILE = Path(__file__).with_name("seeds.md")
HEAD = """\
# What the lessons claim, with three seeds

Made by `docs/make_seeds.py`: each lesson at quick pace, with its own seeds and with two others (the seed of the lesson,
and those from which it draws weights and minibatches, moved by one and by two). For each claim the table has by how
much it holds with each of them: the smallest difference of what it compares, beyond any bound that the claim itself
names. Claims whose margin no seed changes are only counted. A margin below the spread of the three (their standard
deviation) is marked with `*`, a claim that is false with `!`.
"""
SHIFTS = (0, 1, 2)
DRAWN = re.compile(r"(manual_seed\()(2147483647|42|1337)(\))")
"""Where code seeds what it draws weights and minibatches from; a toy example with a seed of its own stays as it is."""

Margins = dict[tuple[str, int], list[float | None]]
"""By step and number of the claim: a margin for each seed; nan where no sizes were compared, ``None`` where false."""


def with_seed(lesson: Lesson, shift: int) -> Lesson:
    """Return a lesson whose seeds are moved, and of which only code and claims are left."""

    def moved(step: Step) -> Step:
        code = step.code and DRAWN.sub(
            lambda found: f"{found[1]}{int(found[2]) + shift}{found[3]}", step.code
        )
        return replace(step, code=code)

    chapters = tuple(replace(one, steps=tuple(map(moved, one.steps))) for one in lesson.chapters)
    return replace(lesson, seed=lesson.seed + shift, chapters=chapters)


def differences(that: str) -> Iterator[str]:
    """Yield an expression for each comparison of a claim that is positive where it holds."""
    found = ast.parse(that.strip(), mode="eval").body
    for node in found.values if isinstance(found, ast.BoolOp) and isinstance(found.op, ast.And) else [found]:
        if not isinstance(node, ast.Compare):
            continue
        sides = [ast.unparse(one) for one in (node.left, *node.comparators)]
        for left, sign, right in zip(sides, node.ops, sides[1:], strict=False):
            if isinstance(sign, ast.Lt | ast.LtE):
                yield f"float(({right}) - ({left}))"
            elif isinstance(sign, ast.Gt | ast.GtE):
                yield f"float(({left}) - ({right}))"


def margins(lesson: Lesson, environment: Environment) -> Margins:
    """Run a lesson with each seed; return by how much each of its claims holds."""
    found: Margins = {}
    for shift in SHIFTS:
        moved = with_seed(lesson, shift)
        with scratch_folder() as folder:
            data = place_all(moved, folder, environment)
            settings = WorkerSettings(folder, moved.seed, heavy_imports(moved))
            with Runner(settings) as runner:
                stage = Stage(moved, runner, "quick")
                for index, step in enumerate(moved.steps):
                    if step.code is not None:
                        stage.run(index)
                    for number, claim in enumerate(step.holds):
                        if applies(claim, "quick", data):
                            found.setdefault((step.id, number), []).append(margin(stage, claim))
        print(f"{lesson.id}, seed {shift}, the lectures' own: {sorted(data)}", file=sys.stderr, flush=True)
    return found


def margin(stage: Stage, claim: Claim) -> float | None:
    """Return by how much a claim holds: nan where it compares nothing by size, ``None`` where it is false."""
    texts = list(differences(claim.that))
    held, *values = stage.values([(f"bool({claim.that.strip()})", ""), *((text, "") for text in texts)])
    if held.text != "True":
        return None
    return min((one.number for one in values if one.number is not None), default=float("nan"))


def section(lesson: Lesson) -> tuple[str, bool]:
    """Return a lesson's part of the page, and whether all its claims hold."""
    shipped = {name: value for name, value in os.environ.items() if name != "PLAYMORE_DATA_DIR"}
    worlds = [shipped, dict(os.environ)] if lesson.data and "PLAYMORE_DATA_DIR" in os.environ else [shipped]
    runs = [
        margins(lesson, Environment(sys.stdin, sys.stdout, sys.stderr, variables)) for variables in worlds
    ]
    claims = {(step.id, number): claim for step in lesson.steps for number, claim in enumerate(step.holds)}
    rows, alike, good = [], 0, True
    for place, claim in claims.items():
        got = [found.get(place, []) for found in runs]
        good &= all(one is not None for some in got for one in some)
        if all(len({str(one) for one in some}) < 2 and None not in some for some in got):
            alike += 1
            continue
        rows.append(f"| `{place[0]}` | {claim.says or claim.that} | {' | '.join(map(cell, got))} |")
    names = ["the data that ship", "the lectures' own"][: len(runs)]
    said = f"{len(claims)} claims, of which {alike} hold alike with every seed or are of the full pace.\n"
    head = f"| step | what is claimed | {' | '.join(names)} |\n|---|---|{'---|' * len(runs)}"
    return "\n".join([f"## {lesson.id} · {lesson.title}\n", said, head, *rows, ""]), good


def cell(some: list[float | None]) -> str:
    """Return three margins as one cell."""
    known = [one for one in some if one is not None and not math.isnan(one)]
    spread = statistics.stdev(known) if len(known) > 1 else 0.0
    return ", ".join(
        "!" if one is None else "holds" if math.isnan(one) else f"{one:.3g}{'*' if one < spread else ''}"
        for one in some
    )


def main(names: list[str]) -> int:
    """Make the sections of the lessons named, or of all that claim something; return the exit status."""
    catalog = Catalog()
    passed = True
    for name in names or [
        one for one in catalog.ids() if any(step.holds for step in catalog.find(one).steps)
    ]:
        text, good = section(catalog.find(name))
        passed &= good
        put_section(FILE, HEAD, name, text)
        print(f"{name} written", flush=True)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
