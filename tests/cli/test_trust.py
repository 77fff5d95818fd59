"""Lessons that did not come with playmore: asked about before their code runs, by path, folder and package."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter
from terminal import ENTER, Terminal

from playmore_cli.paths import lessons_folder
from playmore_cli.runner.guarding import below
from playmore_cli.sitting.access import catalog

Command = Callable[..., Any]

LESSON = """\
format: 1
id: guest
title: "Guest​ lesson‎󠁁"
lecture: {title: Three, by: nobody, video: abc, length: "00:10:00"}
about: For tests.
chapters:
  - at: "00:00:00"
    title: "the only⁠ chapter"
    steps:
      - {id: talk, at: "00:00:00", say: Some talk.}
      - id: run
        at: "00:01:00"
        say: It runs.
        code: |
          import os
          os.system('touch was-here')
          print('it', 'ran')
"""
UNTRUSTED = {"PLAYMORE_TRUSTED_FOLDERS": ""}


@pytest.fixture
def guest(tmp_path: Path) -> Path:
    """A stranger's lesson that starts a process and has invisible characters in its texts."""
    path = tmp_path / "course" / "guest_lesson.yaml"
    path.parent.mkdir()
    path.write_text(LESSON)
    return path


# -- not at a terminal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [["start"], ["replay", "run"], ["check", "--run"], ["check", "--resume"], ["recreate", "run"],
     ["recreate", "--milestone"], ["export", "--to", "md", "-o", "-", "--with-outputs"]],
    ids=" ".join,
)  # fmt: skip
def test_nobody_can_be_asked(playmore: Command, guest: Path, command: list[str]) -> None:
    """
    In a script nothing of a stranger's lesson runs: wrong usage, saying what it reaches for and how to let it run.
    """
    ran = playmore(command[0], str(guest), *command[1:], stdin="y\n", set_to=UNTRUSTED)

    assert ran.status == 2 and "ran" not in ran.out
    assert "imports os" in ran.err and "processes" in ran.err
    assert "--trust" in ran.err and "trusted_folders" in ran.err


def test_trust_for_scripts(playmore: Command, guest: Path) -> None:
    """
    --trust lets the code run; it is remembered, also where only words change, until the code changes.
    """
    trusted = playmore("replay", str(guest), "run", "--trust", set_to=UNTRUSTED)
    assert trusted.status == 0 and "it ran" in trusted.out

    guest.write_text(LESSON.replace("It runs.", "It still runs."))
    assert playmore("replay", str(guest), "run", set_to=UNTRUSTED).status == 0

    guest.write_text(LESSON.replace("touch", "rm"))
    assert playmore("replay", str(guest), "run", set_to=UNTRUSTED).status == 2


def test_trusted_folders(playmore: Command, guest: Path) -> None:
    """
    What lies in a folder that the learner named runs without a question; what lies beside it does not.
    """
    for folder, status in [(guest.parent, 0), (guest.parent / "deeper", 2), (guest.parent.parent, 0)]:
        ran = playmore("replay", str(guest), "run", set_to={"PLAYMORE_TRUSTED_FOLDERS": str(folder)})
        assert ran.status == status


def test_looking_needs_no_trust(playmore: Command, guest: Path) -> None:
    """
    Outlines run nothing and ask nothing, and what nobody would see is taken out of the texts.
    """
    ran = playmore("outline", str(guest), "--steps", set_to=UNTRUSTED)

    assert ran.status == 0 and "Guest lesson" in ran.out and "the only chapter" in ran.out
    assert ran.out.replace("\n", "").isprintable()


@pytest.mark.parametrize("codes", ["\\e]0;owned\\a", "\\e[2J", "\\x9b2J", "\\u202e"])
def test_texts_that_command_a_terminal(playmore: Command, guest: Path, codes: str) -> None:
    """
    Texts with control characters make no lesson; saying so sends none of them to the terminal.
    """
    guest.write_text(LESSON.replace("For tests.", f'"For{codes} tests."'))

    for arguments in (["start", str(guest), "--trust"], ["outline", str(guest)], ["list", str(guest.parent)]):
        ran = playmore(*arguments)
        said = (ran.out + ran.err).replace("\n", "")
        assert said.isprintable() and ("remove its escape" in said or "1 problem" in said)


def test_file_names_that_command_a_terminal(playmore: Command, guest: Path) -> None:
    """
    What is said of a file with control characters in its name sends none of them to the terminal.
    """
    bad = guest.rename(guest.parent / "x\x1b]0;owned\x07.yaml")

    for arguments in (["start", str(bad)], ["start", str(guest.parent)], ["list", str(guest.parent)]):
        ran = playmore(*arguments, set_to=UNTRUSTED)
        assert (ran.out + ran.err).replace("\n", "").isprintable() and (ran.out + ran.err)


def test_playmores_own_code(playmore: Command, tmp_path: Path) -> None:
    """
    A copy of a lesson that ships has code that came with playmore; with one more line it has not.
    """
    copy = tmp_path / "mine.yaml"
    text = next(lessons_folder().glob("p1_*.yaml")).read_text()
    copy.write_text(text)
    assert playmore("replay", str(copy), "define-f", set_to=UNTRUSTED).status == 0

    copy.write_text(text.replace("return 3*x**2 - 4*x + 5", "return 3*x**2 - 4*x + 6", 1))
    assert playmore("replay", str(copy), "define-f", set_to=UNTRUSTED).status == 2


def test_coming_back_by_the_id(playmore: Command, guest: Path) -> None:
    """
    A lesson that was played by its path is found by its id afterwards, as the last words of a sitting say.
    """
    left = playmore("start", str(guest), "--step", "run", "--trust", stdin="", set_to=UNTRUSTED)
    assert "Come back with:\n  playmore resume guest" in left.out

    assert "Step 2 of 2" in playmore("resume", stdin="", set_to=UNTRUSTED).out
    assert "Step 2 of 2" in playmore("resume", "guest", stdin="", set_to=UNTRUSTED).out
    guest.unlink()
    gone = playmore("resume", "guest", set_to=UNTRUSTED)
    assert gone.status == 2 and "there is no lesson 'guest'" in gone.err


def test_a_trust_file_that_cannot_be_written(playmore: Command, guest: Path, home: Path) -> None:
    """
    Where the decision cannot be kept that is said, and the lesson runs.
    """
    (home / "state" / "lessons.json").mkdir(parents=True)

    ran = playmore("replay", str(guest), "run", "--trust", set_to=UNTRUSTED)

    assert ran.status == 0 and "it ran" in ran.out and "the question comes again" in ran.err


# -- at a terminal -----------------------------------------------------------------------------------------------------


def test_the_question(guest: Path, tmp_path: Path) -> None:
    """
    At a terminal the reading is shown first, and nothing runs ahead; Enter runs nothing, y runs it, and it is not asked
    again.
    """
    home = tmp_path / "home"
    arguments = ["start", str(guest), "--step", "run"]
    with Terminal(arguments, home, variables=UNTRUSTED | {"PLAYMORE_AHEAD": "on"}) as terminal:
        screen = terminal.wait_for("Run it?")
        assert below(terminal.pid) == []
        shown = " ".join(screen.split())
        assert "did not come with playmore" in shown and "no proof" in shown
        assert "os.system('touch was-here') (at run)" in shown
        assert "network            none seen" in screen
        terminal.press(ENTER)
        assert terminal.end() == 1 and "nothing was run" in terminal.text()
        assert "\u200b" not in terminal.raw.decode()

    with Terminal(arguments, home, variables=UNTRUSTED) as terminal:
        terminal.wait_for("Run it?")
        terminal.press("y" + ENTER)
        terminal.step(2)
        terminal.press(ENTER)
        terminal.wait_for("it ran")
        assert "\u200b" not in terminal.raw.decode()

    with Terminal(arguments, home, variables=UNTRUSTED) as terminal:
        assert "did not come with playmore" not in terminal.step(2)


@pytest.mark.parametrize("columns", [40, 200])
def test_the_question_at_other_widths(guest: Path, tmp_path: Path, columns: int) -> None:
    """
    The question is whole and readable in narrow and in wide terminals.
    """
    with Terminal(["start", str(guest)], tmp_path / "home", columns=columns, variables=UNTRUSTED) as terminal:
        terminal.wait_for("Run it?")
        shown = " ".join(terminal.text().split())
        assert "os.system('touch was-here') (at run)" in shown and "anything else leaves." in shown


def test_a_folder_is_listed(playmore: Command, guest: Path, tmp_path: Path) -> None:
    """
    The lessons of a folder are listed by what to write for each; a folder without any, or no folder, is said to be so.
    """
    (guest.parent / "broken.yaml").write_text("a: [")

    ran = playmore("list", str(guest.parent))
    assert ran.status == 0 and ran.out.startswith(f"from {guest.parent}\n")
    assert (
        f"next: playmore start {guest.parent}/guest" in ran.out
        and "course/broken.yaml has 1 problem" in ran.err
    )

    (tmp_path / "empty").mkdir()
    for folder, words in [("empty", "holds no lesson files"), ("nowhere", "cannot be listed: No such file")]:
        wrong = playmore("list", str(tmp_path / folder))
        assert wrong.status == 2 and words in wrong.err


# -- packages ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which a wheel was unpacked, as pip does, built with the build backend from a small project."""
    project = tmp_path_factory.mktemp("project")
    (project / "guest_course" / "lessons").mkdir(parents=True)
    (project / "guest_course" / "__init__.py").write_text("raise RuntimeError('listing imports nothing')\n")
    (project / "guest_course" / "lessons" / "guest_lesson.yaml").write_text(LESSON)
    (project / "guest_course" / "lessons" / "broken.yaml").write_text("format: 1\nid: broken\n")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "guest-course"\nversion = "0.3"\n'
        '[project.entry-points."playmore.lessons"]\nlessons = "guest_course.lessons"\n'
    )
    program = "import hatchling.build as b; print(b.build_wheel('dist'))"
    (project / "dist").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=True
    )
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(project / "dist" / ran.stdout.split()[-1]) as wheel:
        wheel.extractall(site)
    return site


@pytest.fixture
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package where Python looks; the catalogue begins anew before and after."""
    monkeypatch.syspath_prepend(str(site))
    catalog.cache_clear()
    yield site
    catalog.cache_clear()


def test_a_package_is_listed(playmore: Command, installed: Path) -> None:
    """
    Lessons of a package stand under its name; a broken file of it is one quiet line and breaks nothing.
    """
    ran = playmore("list", set_to=UNTRUSTED)

    assert ran.status == 0 and "from guest-course 0.3" in ran.out
    assert (
        "guest-course:guest  Guest lesson" in ran.out and (ran.out + ran.err).replace("\n", "").isprintable()
    )
    assert "lessons/broken.yaml has" in ran.err and "playmore check guest-course:broken names them" in ran.err


def test_a_packages_lesson_is_asked_about(playmore: Command, installed: Path) -> None:
    """
    That a package was installed lets none of its lesson code run; trusted, it plays with a place of its own.
    """
    refused = playmore("start", "guest", "--auto", set_to=UNTRUSTED)
    assert refused.status == 2 and "guest-course:guest, of the package guest-course 0.3," in refused.err

    played = playmore("start", "guest", "--auto", "--trust", set_to=UNTRUSTED)
    assert played.status == 0 and "it ran" in played.out
    assert playmore("resume", "guest-course:guest", set_to=UNTRUSTED).status == 0


def test_a_package_in_a_process_of_its_own(site: Path, home: Path) -> None:
    """
    A real process that finds the package on its path lists its lessons, the second time from memory.
    """
    environment = os.environ | {
        "PLAYMORE_HOME": str(home),
        "PYTHONPATH": os.pathsep.join([str(site), *sys.path]),
    }
    for _ in range(2):
        ran = subprocess.run(
            [sys.executable, "-m", "playmore_cli", "list"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "guest-course:guest  Guest lesson" in ran.stdout and "p7" in ran.stdout


# -- modules beside a lesson -------------------------------------------------------------------------------------------

BESIDE = one_chapter(
    """\
      - id: ask
        at: "00:01:00"
        say: It asks its helper.
        code: |
          import random, helper
          print('the helper says', helper.answer, hasattr(random, 'planted'))
""",
    name="beside",
    title="Beside",
)


@pytest.fixture
def helped(tmp_path: Path) -> Path:
    """A lesson with a helper beside it, which has a helper of its own; and a module called as one of Python's."""
    path = tmp_path / "course" / "beside.yaml"
    path.parent.mkdir()
    path.write_text(BESIDE)
    (path.parent / "helper.py").write_text("from deeper.down import answer\n")
    (path.parent / "deeper").mkdir()
    (path.parent / "deeper" / "__init__.py").write_text("")
    (path.parent / "deeper" / "down.py").write_text("import os\nos.getenv('HOME')\nanswer = 42\n")
    (path.parent / "random.py").write_text("planted = True\n")
    (path.parent / "unasked.py").write_text("raise RuntimeError('nobody imports this')\n")
    return path


@pytest.mark.parametrize(
    "command",
    [["replay", "ask"], ["start", "--auto"], ["check", "--run"], ["check", "--resume"],
     ["export", "--to", "md", "-o", "-", "--with-outputs"], ["preview", "--once"]],
    ids=" ".join,
)  # fmt: skip
def test_modules_beside_a_lesson(playmore: Command, helped: Path, command: list[str]) -> None:
    """
    Once trusted, the code of a lesson finds what lies beside it, and never in place of the standard library.
    """
    ran = playmore(command[0], str(helped), *command[1:], "--trust", set_to=UNTRUSTED)

    assert ran.status == 0, ran.out + ran.err
    assert command[0] == "check" or "the helper says 42 False" in ran.out
    assert not list(helped.parent.rglob("__pycache__"))


def test_modules_are_asked_about(playmore: Command, helped: Path) -> None:
    """
    What is imported from beside a lesson is read with it, and asked about again where it has changed; what was stored
    with the old one is not used.
    """
    refused = playmore("replay", str(helped), "ask", set_to=UNTRUSTED)
    assert refused.status == 2 and "imports deeper, helper, os, random" in refused.err
    assert "files" in refused.err
    assert playmore("replay", str(helped), "ask", "--trust", set_to=UNTRUSTED).status == 0
    assert playmore("replay", str(helped), "ask", set_to=UNTRUSTED).status == 0

    (helped.parent / "deeper" / "down.py").write_text("answer = 43\n")

    assert playmore("replay", str(helped), "ask", set_to=UNTRUSTED).status == 2
    assert "the helper says 43" in playmore("replay", str(helped), "ask", "--trust", set_to=UNTRUSTED).out
