"""Lessons that did not come with playmore: folders, installed packages, broken files beside good ones."""

import json
import os
import sys
from pathlib import Path

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.packages import Shelf, find_shelves

MINIMAL = (Path(__file__).parent / "data" / "valid" / "minimal.yaml").read_text(encoding="utf-8")


def write(folder: Path, stem: str, title: str = "Demo") -> Path:
    """Write a small lesson whose id is what stands before the underscore."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.yaml"
    text = MINIMAL.replace("id: demo", f"id: {stem.partition('_')[0]}").replace(
        "title: Demo", f"title: {title}"
    )
    path.write_text(text, encoding="utf-8")
    return path


def install(site: Path, name: str, value: str, version: str = "1.0", entry: str = "lessons") -> Path:
    """Put what pip writes of an installed package into *site*; return its ``.dist-info``."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[playmore.lessons]\n{entry} = {value}\n")
    return info


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for installed packages, where Python looks."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """The folder of playmore's own lessons, with two."""
    write(tmp_path / "ours", "p1_micrograd")
    write(tmp_path / "ours", "p2_bigrams")
    return tmp_path / "ours"


def catalog_of(ours: Path) -> Catalog:
    """Return a catalogue of the folder and the packages, without a cache of the search."""
    return Catalog(ours, None, lambda: find_shelves(None))


# -- folders -------------------------------------------------------------------------------------------------------


def test_a_folder_of_one_lesson(ours: Path, tmp_path: Path) -> None:
    """
    A folder that holds one lesson means that lesson.
    """
    write(tmp_path / "course", "x1_first")

    assert Catalog(ours, None).find(str(tmp_path / "course")).id == "x1"


def test_a_folder_of_several_lessons(ours: Path, tmp_path: Path) -> None:
    """
    A folder of several is not guessed at: what to write for each is listed, and works; broken files are named.
    """
    write(tmp_path / "course", "x2_second", "Later")
    write(tmp_path / "course", "x1_first", "Sooner")
    (tmp_path / "course" / "x3_broken.yaml").write_text("a: [")
    catalog = Catalog(ours, None)

    with pytest.raises(UsageError) as caught:
        catalog.find(str(tmp_path / "course"))

    head, first, second, broken = str(caught.value).split("\n")
    assert head.endswith("holds 3 lessons; name one of them:")
    assert first == f"  {tmp_path}/course/x1  Sooner" and second.endswith("/x2  Later")
    assert "course/x3_broken.yaml has 1 problem;" in broken
    assert catalog.find(first.split()[0]).title == "Sooner"


def test_an_id_that_no_file_name_tells(ours: Path, tmp_path: Path) -> None:
    """
    A lesson of a folder is found by its id also where its file is called otherwise.
    """
    write(tmp_path / "course", "x1_first").rename(tmp_path / "course" / "begin.yaml")

    assert Catalog(ours, None).find(str(tmp_path / "course" / "x1")).id == "x1"


def test_a_wrong_id_in_a_folder(ours: Path, tmp_path: Path) -> None:
    """
    A name that no lesson of the folder has gets the nearest one.
    """
    write(tmp_path / "course", "first_steps")

    with pytest.raises(UsageError, match="did you mean 'first'"):
        Catalog(ours, None).find(str(tmp_path / "course" / "frist"))


def test_playmores_ids_come_before_folders(
    ours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A folder that happens to be called p1 does not hide playmore's p1; with a slash it is the folder.
    """
    write(tmp_path / "p1", "x1_first")
    monkeypatch.chdir(tmp_path)

    assert Catalog(ours, None).find("p1").id == "p1"
    assert Catalog(ours, None).find("./p1").id == "x1"


def test_whose_a_lesson_is(ours: Path, tmp_path: Path) -> None:
    """
    A file of playmore's own folder is playmore's however it is named; a link to elsewhere is not.
    """
    mine = write(tmp_path / "mine", "x1_first")
    (ours / "p3_link.yaml").symlink_to(mine)
    catalog = Catalog(ours, None)

    assert catalog.locate("p1").is_ours and catalog.locate(str(ours / "p1_micrograd.yaml")).is_ours
    assert not catalog.locate(str(mine)).is_ours
    assert not catalog.locate(str(ours / "p3_link.yaml")).is_ours


# -- broken files ----------------------------------------------------------------------------------------------------


def test_a_broken_file_hides_no_other(ours: Path) -> None:
    """
    Lessons that can be read are listed; a file that cannot is one quiet line that says how to learn more.
    """
    write(ours, "p3_mlp").write_text(
        MINIMAL.replace("say: Hello.", "sey: Hello.").replace("id: demo", "id: P 3")
    )
    catalog = Catalog(ours, None)

    assert [one.id for one in catalog.lessons()] == [one.id for one in catalog.summaries()] == ["p1", "p2"]
    assert catalog.remarks() == ("ours/p3_mlp.yaml has 3 problems; playmore check p3 names them",)


# -- packages --------------------------------------------------------------------------------------------------------


def test_a_package_named_by_its_folder(site: Path, ours: Path) -> None:
    """
    An entry point that names a package gives the lessons of its folder; nothing of the package is imported.
    """
    write(site / "course" / "lessons", "x1_first", "First")
    (site / "course" / "__init__.py").write_text("raise RuntimeError('imported')")
    install(site, "my-course", "course.lessons")

    summary = catalog_of(ours).summaries()[-1]

    assert (summary.id, summary.title, summary.origin) == ("my-course:x1", "First", "my-course 1.0")
    assert "course" not in sys.modules
    for name in ("x1", "x1_first", "my-course:x1", "My_Course:x1"):
        assert catalog_of(ours).find(name).id == "my-course:x1"


@pytest.mark.parametrize(
    "code",
    ["from pathlib import Path\nwhere = Path(__file__).parent / 'texts'",
     "import os\ndef where():\n    print('hello')\n    return os.path.join(os.path.dirname(__file__), 'texts')"],
    ids=["path", "function"],
)  # fmt: skip
def test_a_package_that_gives_a_path(site: Path, ours: Path, code: str) -> None:
    """
    An attribute may be a path or a function that returns one; its module is imported, but never in this process.
    """
    write(site / "course" / "texts", "x1_first")
    (site / "course" / "__init__.py").write_text(code)
    install(site, "my-course", "course:where")

    assert catalog_of(ours).find("my-course:x1").id == "my-course:x1"
    assert "course" not in sys.modules


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("nowhere.lessons", "there is no nowhere"),
        ("single", "single, which is no package with a folder"),
        ("single:missing", "AttributeError"),
        ("single:broken", "ZeroDivisionError"),
        ("single:number", "TypeError"),
        ("single:gone", "which is no folder"),
        ("!!", "is none"),
    ],
)
def test_a_package_without_lessons(site: Path, ours: Path, value: str, why: str) -> None:
    """
    An entry point that leads nowhere is one quiet line, and the other lessons stay.
    """
    (site / "single.py").write_text("number = 3\ngone = '/nowhere/at/all'\ndef broken():\n    return 1 / 0\n")
    install(site, "my-course", value)
    catalog = catalog_of(ours)

    assert [one.id for one in catalog.summaries()] == ["p1", "p2"]
    (remark,) = catalog.remarks()
    assert remark.startswith("my-course 1.0: ") and why in remark


def test_an_id_of_playmores_own(site: Path, ours: Path) -> None:
    """
    An id that playmore has too means playmore's lesson; the package's is told of and has a name of its own.
    """
    write(site / "course", "p1_other", "Not playmore's")
    install(site, "my-course", "course")
    catalog = catalog_of(ours)

    assert catalog.find("p1").title == "Demo"
    assert catalog.find("my-course:p1").title == "Not playmore's"
    assert catalog.remarks() == (
        "p1 alone is playmore's own lesson; write my-course:p1 for that of my-course 1.0",
    )


def test_an_id_of_two_packages(site: Path, ours: Path) -> None:
    """
    An id that two packages have is not guessed at.
    """
    for name in ("one", "two"):
        write(site / name, "x1_first", name)
        install(site, name, name)

    with pytest.raises(UsageError, match="write one:x1 or two:x1"):
        catalog_of(ours).find("x1")
    assert catalog_of(ours).find("two:x1").title == "two"


def test_a_package_installed_later(site: Path, ours: Path, tmp_path: Path) -> None:
    """
    What was found is remembered, and still what is installed or removed afterwards is noticed.
    """
    cache = tmp_path / "cache"
    assert find_shelves(cache) == ()
    write(site / "course", "x1_first")
    info = install(site, "my-course", "course")
    assert [shelf.name for shelf in find_shelves(cache)] == ["my-course"]

    (remembered,) = cache.glob("packages-*.json")
    known = json.loads(remembered.read_text())
    known["shelves"][0][1] = "as remembered"
    remembered.write_text(json.dumps(known))
    assert [shelf.version for shelf in find_shelves(cache)] == ["as remembered"]

    info.rename(site / "gone")
    assert find_shelves(cache) == ()


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"stamp": 1, "shelves": [3]}', "\x00"])
def test_a_damaged_memory_of_the_search(site: Path, tmp_path: Path, content: str) -> None:
    """
    Whatever has happened to what was remembered, the packages are found.
    """
    write(site / "course", "x1_first")
    install(site, "my-course", "course")
    found = find_shelves(tmp_path / "cache")
    (remembered,) = (tmp_path / "cache").glob("packages-*.json")
    remembered.write_text(content)

    assert find_shelves(tmp_path / "cache") == found == (Shelf("my-course", "1.0", site / "course"),)


def test_the_current_folder_installs_nothing(
    tmp_path: Path, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A folder that only happens to be the current one brings no lessons, whatever lies in it.
    """
    write(tmp_path / "here" / "course", "x1_first")
    install(tmp_path / "here", "my-course", "course")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.syspath_prepend(os.curdir)
    monkeypatch.syspath_prepend(str(tmp_path / "here"))

    assert find_shelves(None) == ()
