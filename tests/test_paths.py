"""Where things lie."""

from pathlib import Path

import pytest

from playmore_cli import paths
from playmore_cli.errors import PlaymoreError

ROOT = Path(__file__).parent.parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package in a folder of its own."""
    package = tmp_path / "site" / "playmore_cli"
    package.mkdir(parents=True)
    return package


def test_a_checkout() -> None:
    """The lessons and the data of this very checkout are found beside the package."""
    assert paths.find_shipped("lessons", ROOT / "playmore_cli") == ROOT / "lessons"
    assert paths.find_shipped("data", ROOT / "playmore_cli") == ROOT / "data"


def test_this_installation() -> None:
    """However playmore is installed here, its lessons and its data are found."""
    assert (paths.lessons_folder() / "p1_micrograd.yaml").is_file()
    assert (paths.data_folder() / "names.txt").is_file()


def test_a_wheel(package: Path) -> None:
    """A wheel carries the folder inside the package, and that one counts."""
    (package / "lessons").mkdir()
    (package.parent / "lessons").mkdir()
    (package.parent / "pyproject.toml").touch()
    assert paths.find_shipped("lessons", package) == package / "lessons"


def test_a_stranger_beside_the_package(package: Path) -> None:
    """A folder of that name in site-packages is somebody else's: there is no pyproject.toml beside it."""
    (package.parent / "data").mkdir()
    with pytest.raises(PlaymoreError, match="the folder data/ was not installed with playmore"):
        paths.find_shipped("data", package)


def test_a_home_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PLAYMORE_HOME holds all that belongs to the user, and nothing is made before it is needed."""
    monkeypatch.setenv("PLAYMORE_HOME", str(tmp_path / "home"))
    assert paths.state_folder() == tmp_path / "home" / "state"
    assert paths.cache_folder() == tmp_path / "home" / "cache"
    assert paths.config_file() == tmp_path / "home" / "config.toml"
    assert not (tmp_path / "home").exists()


def test_a_relative_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative folder counts from where the program starts, and stays there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLAYMORE_HOME", "here")
    assert paths.state_folder() == tmp_path / "here" / "state"


def test_a_home_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tilde means the user's home, as in the shell."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PLAYMORE_HOME", "~/playmore")
    assert paths.cache_folder() == tmp_path / "playmore" / "cache"


def test_a_home_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user that does not exist has no folder; the message names the variable."""
    monkeypatch.setenv("PLAYMORE_HOME", "~nobody-of-this-name/playmore")
    with pytest.raises(PlaymoreError, match="PLAYMORE_HOME"):
        paths.state_folder()


def test_folders_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PLAYMORE_HOME, or with an empty one, the folders are the system's, with our name in them."""
    monkeypatch.setenv("PLAYMORE_HOME", "")
    for path in (paths.state_folder(), paths.cache_folder(), paths.config_file().parent):
        assert path.is_absolute()
        assert "playmore" in path.parts
