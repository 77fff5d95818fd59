"""Settings: what goes before what, and what cannot be used."""

import io
from pathlib import Path

import pytest

from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.settings import KNOWN, Settings, as_plain, as_text, find_setting, read_value, settle


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of a home of its own; it does not exist yet."""
    monkeypatch.setenv("PLAYMORE_HOME", str(tmp_path))
    return tmp_path / "config.toml"


def settings_with(**variables: str) -> Settings:
    """Return what holds with these environment variables and the file of the home."""
    return Environment(io.StringIO(), io.StringIO(), io.StringIO(), variables).settings


def test_nothing_is_set(config: Path) -> None:
    """
    Without a file and without variables every setting has its default.
    """
    assert settings_with() == Settings()


def test_the_file(config: Path) -> None:
    """
    Each kind of value is read from the file.
    """
    config.write_text(
        'theme = "light"\nplain = true\nthreads = 4\nsnapshots = "off"\npace = "full"\ndata_dir = "~/data"\n'
        'data_mirror = ["https://a.example"]\ntrusted_folders = ["/a", "~/b"]\n'
    )

    found = settings_with()

    assert (found.theme, found.plain, found.threads, found.snapshots, found.pace) == (
        "light", True, 4, False, "full",
    )  # fmt: skip
    assert found.data_dir == Path.home() / "data"
    assert found.data_mirror == ("https://a.example",)
    assert found.trusted_folders == (Path("/a"), Path.home() / "b")


def test_the_environment_goes_first(config: Path) -> None:
    """
    A variable goes before the file, an empty one counts as none, and lists are separated as shells do it.
    """
    config.write_text('theme = "light"\nthreads = 4\n')

    found = settings_with(
        PLAYMORE_THEME="DARK",
        PLAYMORE_THREADS="",
        PLAYMORE_SNAPSHOTS="off",
        PLAYMORE_DATA_MIRROR="https://a.example http://127.0.0.1:80",
        PLAYMORE_TRUSTED_FOLDERS="/a:/b",
    )

    assert (found.theme, found.threads, found.snapshots) == ("dark", 4, False)
    assert found.data_mirror == ("https://a.example", "http://127.0.0.1:80")
    assert found.trusted_folders == (Path("/a"), Path("/b"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('theme = "blue"', "theme is 'blue'; set it to auto, dark, light, ansi or none, or remove it"),
        ("theme = 3", "theme is 3; set it to auto"),
        ("plain = 1", "plain is 1; set it to on or off"),
        ('threads = "many"', "threads is 'many'; set it to 1 to 1000"),
        ("threads = 0", "threads is 0"),
        ("threads = true", "threads is true"),
        ("threads = 1.5", "threads is 1.5"),
        ("new_cards = -1", "new_cards is -1; set it to 0 to 1000"),
        ('editor = " "', "editor is ' '; set it to a command"),
        ('data_mirror = "ftp://a"', "data_mirror is 'ftp://a'; set it to https addresses"),
        ("data_mirror = [1]", "data_mirror is [1]"),
        ('data_dir = "~nobody-of-this-name"', "data_dir is '~nobody-of-this-name'; set it to a folder"),
        ("trusted_folders = 1", "trusted_folders is 1"),
        ('tehme = "dark"', "there is no setting 'tehme'; did you mean 'theme'?"),
        ("[plot]\nwidth = 3", "there is no setting 'plot'; there are theme, graphics"),
    ],
)
def test_what_cannot_be_used(config: Path, line: str, message: str) -> None:
    """
    A bad value or an unknown name is said with file, line, what was found and what is allowed.
    """
    config.write_text(f"# mine\n\n{line}\n")

    with pytest.raises(UsageError) as caught:
        settings_with()

    assert str(caught.value).startswith(f"{config}:3: {message}")


def test_all_problems_at_once(config: Path) -> None:
    """
    Problems of the file and of the environment come together.
    """
    config.write_text('theme = "blue"\nthreads = 0\n')

    with pytest.raises(UsageError) as caught:
        settings_with(PLAYMORE_PACE="slow")

    first, second, third = str(caught.value).split("\n")
    assert f"{config}:1:" in first and f"{config}:2:" in third
    assert second == "PLAYMORE_PACE is 'slow'; set it to quick or full, or remove it"


@pytest.mark.parametrize(
    "content", [b"theme = ", b"\xff\xfe", b"a = [" + b"[" * 5000], ids=["cut", "bytes", "deep"]
)
def test_a_file_that_is_no_toml(config: Path, content: bytes) -> None:
    """
    A file that cannot be read as TOML is one sentence with its path.
    """
    config.write_bytes(content)

    with pytest.raises(UsageError, match="this is not TOML"):
        settings_with()


def test_a_folder_in_the_files_place(config: Path) -> None:
    """
    Where the file cannot be read that is said.
    """
    config.mkdir()

    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        settings_with()


def test_every_field_is_a_setting_that_is_told() -> None:
    """
    The record and the table of settings have the same names, and each default is one that may be written.
    """
    assert [known.name for known in KNOWN] == list(Settings.__dataclass_fields__)
    for known in KNOWN:
        if known.default not in (None, (), ""):
            assert read_value(known, as_plain(known.default), known.name) == known.default
            assert read_value(known, as_text(known.default), known.name) == known.default
            assert settle({known.name: as_plain(known.default)}, {}).problems == ()


def test_names_of_settings() -> None:
    """
    A setting is found under its name in the file, with hyphens, and under that of its variable.
    """
    assert {find_setting(name).name for name in ("data_dir", "Data-Dir", "PLAYMORE_DATA_DIR")} == {"data_dir"}
    with pytest.raises(UsageError, match="did you mean 'theme'"):
        find_setting("them")


def test_themes_are_those_that_are_drawn() -> None:
    """
    The themes that may be set are those that the view knows.
    """
    from playmore_cli.view.theme import THEMES

    assert find_setting("theme").choices == ("auto", *THEMES)


def test_graphics_are_those_that_are_written() -> None:
    """
    The protocols that may be set are those that the view writes.
    """
    from playmore_cli.view.graphics import Protocol

    assert set(find_setting("graphics").choices) == {
        "auto",
        "off",
        *(protocol.value for protocol in Protocol),
    }


@pytest.mark.parametrize(
    ("given", "ceiling"),
    [
        ("half", None),
        ("off", 0),
        ("8GB", 8 * 10**9),
        ("1.5 gb", 1_500_000_000),
        ("500MB", 5 * 10**8),
        ("1TB", 10**12),
    ],
)
def test_memory(given: str, ceiling: int | None) -> None:
    """
    How much memory code may take is half of what is there, anything, or a size.
    """
    assert settle({"memory": given}, {}).settings.ceiling == ceiling


@pytest.mark.parametrize("given", ["", "8", "8 bananas", "499MB", "-1GB", "1e9GB", 8, True])
def test_memory_that_is_none(given: object) -> None:
    """
    What is no size, or less than torch needs to load, is refused.
    """
    (problem,) = settle({"memory": given}, {}).problems

    assert "set it to half, off, or a size" in problem.message
