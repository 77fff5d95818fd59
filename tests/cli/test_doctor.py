"""playmore doctor: what works, and a report that names nobody."""

import getpass
import json
import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playmore_cli.cli.doctor import RECORDED_WITH, TRIED_WITH, advice_on
from playmore_cli.cli.report import report
from playmore_cli.environment import Environment

Command = Callable[..., Any]


def test_the_report_names_nobody(tmp_path: Path) -> None:
    """
    The report of a real process holds versions, terminal and sizes, but no user, no machine, no home and no path.
    """
    home = tmp_path / "homes" / "annabella"
    home.mkdir(parents=True)
    (home / "state").mkdir()
    (home / "state" / "progress.db").write_text("damaged")
    variables = os.environ | {
        "HOME": str(home), "PLAYMORE_HOME": str(home), "USER": "annabella", "LOGNAME": "annabella",
        "PLAYMORE_DATA_DIR": str(home), "PLAYMORE_THEME": "dark",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-m", "playmore_cli", "doctor", "--report"],
        env=variables, cwd=home, capture_output=True, text=True, check=False,
    )  # fmt: skip

    rows = dict(line.split(": ", 1) for line in ran.stdout.splitlines() if not line.startswith("failing"))
    assert {"playmore", "python", "system", "terminal", "torch", "rich", "progress", "snapshots"} <= set(rows)
    assert rows["torch"].strip().startswith("2.") and "theme dark (environment)" in rows["settings"]
    assert "data_dir is set (environment)" in rows["settings"]
    assert "failing: progress:" in ran.stdout and ran.returncode == 1
    for secret in ("annabella", str(tmp_path), str(Path.cwd()), platform.node(), "/"):
        assert secret not in ran.stdout


def test_nothing_slips_through(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Also what a failing check found is told without user, machine, home and paths.
    """
    monkeypatch.setenv("HOME", "/home/zoe-marie")
    monkeypatch.setattr(platform, "node", lambda: "tower.example.org")
    environment = Environment(sys.stdin, sys.stdout, sys.stderr, {"USER": "zoe"})
    found = "zoe at tower.example.org (tower): /home/zoe-marie/x, /usr/lib/python3/y.py, zoe-marie; zoetrope"

    ((_, said),) = [row for row in report(environment, [("worker", found)]) if row[0].startswith("failing")]

    assert said == "<USER> at <HOST> (<HOST>): <HOME>, <PATH>, <USER>; zoetrope"


def test_wrong_settings_are_found(playmore: Command, home: Path) -> None:
    """
    The doctor goes on where settings are wrong, and says which; as JSON the report has the same names.
    """
    home.mkdir()
    (home / "config.toml").write_text('theme = "blue"\n')

    ran = playmore("doctor")

    assert ran.status == 1 and "!!  settings" in ran.out and "theme is 'blue'" in ran.out
    assert "ok  torch" in ran.out
    document = json.loads(playmore("doctor", "--report", "--json").out)
    assert document["settings"].endswith("1 wrong") and "theme is 'blue'" in document["failing: settings"]
    assert getpass.getuser() not in json.dumps(document)


def test_the_torch_of_the_figures() -> None:
    """
    The version that doctor compares with is the one that the tests run with.
    """
    constraints = Path(__file__).parents[2] / "constraints.txt"

    assert f"torch=={RECORDED_WITH}\n" in constraints.read_text(encoding="utf-8")


def test_torches_beside_that_one() -> None:
    """
    What was tried is what the installation takes; a torch beside it is named, another patch has other last digits.
    """
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    major, minor = TRIED_WITH[-1].split(".")

    assert f"torch>={TRIED_WITH[0]},<{major}.{int(minor) + 1}" in project["project"]["dependencies"]
    assert not advice_on(f"{RECORDED_WITH}+cpu")
    assert "last digits may differ" in advice_on("2.14.1")
    assert "tried with torch 2.13 and 2.14" in advice_on("2.2.0") and "tried" in advice_on("3.0")
