"""playmore config: every setting shown, changed in the file, comments kept."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from one_chapter import one_chapter

from playmore_cli.settings import KNOWN

Command = Callable[..., Any]


@pytest.fixture
def file(home: Path) -> Path:
    """The settings file, which does not exist yet."""
    return home / "config.toml"


def test_every_setting_is_shown(playmore: Command, file: Path) -> None:
    """
    Each setting has its value, where that comes from and what it does; so has the home, which only a variable names.
    """
    file.parent.mkdir()
    file.write_text('theme = "dark"\n')

    ran = playmore("config", set_to={"PLAYMORE_THREADS": "3"})

    assert ran.status == 0 and str(file) in ran.out
    lines = ran.out.splitlines()
    assert [line.split()[0] for line in lines if line[:1].strip()] == [
        "home",
        *(one.name for one in KNOWN),
        "file",
    ]
    assert "theme            dark  (file)" in lines and "threads          3  (environment)" in lines
    assert "pace             quick  (default)" in lines


def test_settings_as_json(playmore: Command, home: Path) -> None:
    """
    The JSON has name, value, source, default, what is allowed, the variable and what it does.
    """
    rows = json.loads(playmore("config", "--json").out)

    assert [row["name"] for row in rows] == ["home", *(one.name for one in KNOWN)]
    assert all(
        set(row) == {"name", "value", "from", "default", "allowed", "variable", "does"} for row in rows
    )
    assert json.loads(playmore("config", "show", "plain", "--json").out) == [
        {
            "name": "plain",
            "value": False,
            "from": "default",
            "default": False,
            "allowed": "on or off",
            "variable": "PLAYMORE_PLAIN",
            "does": "always plain lines: no boxes, no redrawing, pictures in words",
        }
    ]


def test_set_and_unset(playmore: Command, file: Path) -> None:
    """
    What is set holds from then on and stands in the file as its kind; unset takes it out again.
    """
    for arguments in (
        ["theme", "light"],
        ["plain", "on"],
        ["threads", "2"],
        ["trusted-folders", "/a", "/b c"],
    ):
        assert playmore("config", "set", *arguments).status == 0

    assert file.read_text().endswith(
        'theme = "light"\nplain = true\nthreads = 2\ntrusted_folders = ["/a", "/b c"]\n'
    )
    assert "theme            light  (file)" in playmore("config").out
    assert playmore("config", "unset", "theme").status == 0
    assert "theme            auto  (default)" in playmore("config").out
    assert "is not set in" in playmore("config", "unset", "theme").out


def test_comments_are_kept(playmore: Command, file: Path) -> None:
    """
    Comments, order and spaces that somebody wrote stay as they are.
    """
    file.parent.mkdir()
    file.write_text("# mine\nthreads   = 4  # cores\n\n# at night\ntheme = 'dark'\n")

    playmore("config", "set", "threads", "2")
    playmore("config", "set", "theme", "light")

    assert file.read_text() == '# mine\nthreads   = 2  # cores\n\n# at night\ntheme = "light"\n'


def test_a_link_stays_a_link(playmore: Command, file: Path, tmp_path: Path) -> None:
    """
    Who keeps the file elsewhere, linked, keeps it there, with its permissions.
    """
    file.parent.mkdir()
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    real.chmod(0o600)
    file.symlink_to(real)

    playmore("config", "set", "pace", "full")

    assert (
        file.is_symlink() and real.read_text() == 'pace = "full"\n' and real.stat().st_mode & 0o777 == 0o600
    )


def test_a_variable_that_goes_before_the_file(playmore: Command, home: Path) -> None:
    """
    Who sets what the environment overrules is told so.
    """
    ran = playmore("config", "set", "theme", "light", set_to={"PLAYMORE_THEME": "dark"})

    assert ran.status == 0 and "PLAYMORE_THEME is set to 'dark' and goes before the file" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set", "tehme", "dark"], "did you mean 'theme'"),
        (["set", "theme", "blue"], "theme is 'blue'; set it to auto, dark, light, ansi or none"),
        (["set", "theme"], "playmore config set theme VALUE takes auto"),
        (["set", "theme", "dark", "light"], "theme takes one value"),
        (["set"], "needs the name of a setting"),
        (["unset", "home"], "there is no setting 'home'"),
        (["show", "theme", "dark"], "takes no value"),
        (["sett", "theme", "dark"], "sett"),
    ],
)
def test_wrong_use(playmore: Command, file: Path, arguments: list[str], words: str) -> None:
    """
    Wrong names and values are wrong usage, said in a sentence, and write nothing.
    """
    ran = playmore("config", *arguments)

    assert ran.status == 2 and words in ran.err and not file.exists()


def test_a_file_with_mistakes(playmore: Command, file: Path) -> None:
    """
    Mistakes are named with file and line, the rest is shown, and the mistake can be mended by the same command.
    """
    file.parent.mkdir()
    file.write_text('pace = "slow"\nthreads = 2\n')

    shown = playmore("config")
    assert shown.status == 1 and f"{file}:1: pace is 'slow'; set it to quick or full" in shown.err
    assert "threads          2  (file)" in shown.out
    assert playmore("config", "set", "pace", "full").status == 0
    assert playmore("config").status == 0


def test_a_file_that_is_no_toml(playmore: Command, file: Path) -> None:
    """
    A file that is no TOML is never overwritten.
    """
    file.parent.mkdir()
    file.write_text("theme = ")

    for arguments in ([], ["set", "theme", "dark"], ["unset", "theme"]):
        ran = playmore("config", *arguments)
        assert ran.status == 2 and "this is not TOML" in ran.err
    assert file.read_text() == "theme = " and str(file) in playmore("config", "path").out


def test_a_folder_that_cannot_be_written(playmore: Command, home: Path) -> None:
    """
    Where the file cannot be written that is said.
    """
    home.write_text("in the way")

    ran = playmore("config", "set", "theme", "dark")

    assert ran.status == 1 and "cannot be written" in ran.err


LESSON = one_chapter("""\
      - id: count
        at: "00:00:00"
        say: It counts.
        code: |
          rounds = 5
          rounds
        pace: {rounds: {quick: 3, full: 5}}
""")


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """A lesson of one step that has two paces."""
    (tmp_path / "tiny.yaml").write_text(LESSON)
    return str(tmp_path / "tiny.yaml")


def test_settings_are_used(playmore: Command, tiny: str) -> None:
    """
    A setting holds where the option is not given, and the option goes before it.
    """
    playmore("config", "set", "pace", "full")

    assert json.loads(playmore("replay", tiny, "count", "--json").out)["pace"] == "full"
    assert json.loads(playmore("replay", tiny, "count", "--pace", "quick", "--json").out)["pace"] == "quick"


def test_wrong_settings_stop_only_what_needs_them(playmore: Command, file: Path, tiny: str) -> None:
    """
    With a mistake in the file lessons are still listed; what plays them says the mistake.
    """
    file.parent.mkdir()
    file.write_text('graphics = "ascii"\n')

    assert playmore("list").status == 0 and playmore("outline", "p1").status == 0
    ran = playmore("replay", tiny, "count")
    assert ran.status == 2 and f"{file}:1: graphics is 'ascii'" in ran.err
