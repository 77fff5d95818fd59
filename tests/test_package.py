"""The package as users get it: built, installed elsewhere, run from another folder."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def build(kind: str, folder: Path, source: Path = ROOT) -> Path:
    """Build a wheel or sdist with the build backend itself, as pip does."""
    program = f"import hatchling.build as b; print(b.build_{kind}({str(folder)!r}))"
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=source, capture_output=True, text=True, check=True
    )
    return folder / ran.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the checkout."""
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def run_installed(python: Path, home: Path) -> str:
    """Run the installed program from a folder that has nothing to do with it."""
    home.mkdir(exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    ran = subprocess.run(
        [str(python), "-m", "playmore_cli", "replay", "p1", "define-f"],
        cwd=home,
        env=environment | {"PLAYMORE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def install(package: Path, folder: Path, *options: str) -> Path:
    """Install *package* into a new environment that borrows this one's dependencies; return its Python."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    # the dependencies are heavy and the same: the new environment sees this one's, behind its own
    site = next((folder / "lib").glob("python*")) / "site-packages"
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (site / "borrowed.pth").write_text("\n".join(borrowed))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps",
         "--no-build-isolation", "--ignore-installed", *options, str(package)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return python


def test_wheel_holds_lessons_and_data(wheel: Path) -> None:
    """
    Lessons, schema and data are inside the package; tests, dot files and caches are not.
    """
    names = zipfile.ZipFile(wheel).namelist()

    assert "playmore_cli/lessons/p1_micrograd.yaml" in names
    assert "playmore_cli/lessons/lesson.schema.json" in names
    assert {"playmore_cli/data/names.txt", "playmore_cli/data/verse.txt"} <= set(names)
    tops = {name.split("/")[0] for name in names}
    assert tops <= {"playmore_cli", wheel.name.split("-py3")[0] + ".dist-info"}
    assert not [name for name in names if "/." in name or "__pycache__" in name]


@pytest.mark.whole
def test_wheel_runs_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """
    Installed from the wheel, a step of p1 is played from another folder.
    """
    python = install(wheel, tmp_path / "env")

    assert "20.0" in run_installed(python, tmp_path / "home")


@pytest.mark.whole
def test_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """
    A wheel built from the sdist holds what the one from the checkout holds.
    """
    import tarfile

    sdist = build("sdist", tmp_path)
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = build("wheel", tmp_path, tmp_path / sdist.name.removesuffix(".tar.gz"))

    contents = [
        {
            info.filename: info.CRC
            for info in zipfile.ZipFile(path).infolist()
            if "RECORD" not in info.filename
        }
        for path in (wheel, again)
    ]
    assert contents[0] == contents[1]


@pytest.mark.whole
def test_editable_install_runs_elsewhere(tmp_path: Path) -> None:
    """
    An editable installation finds the lessons beside the package.
    """
    python = install(ROOT, tmp_path / "env", "--editable")

    assert "20.0" in run_installed(python, tmp_path / "home")
