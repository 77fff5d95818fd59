"""Lessons of a folder, by name, and from the cache."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.lesson import cache
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.model import Timecode
from playmore_cli.lesson.problems import LessonError

DATA = Path(__file__).parent / "data"
MINIMAL = (DATA / "valid" / "minimal.yaml").read_text(encoding="utf-8")


def _write(folder: Path, stem: str, title: str = "Demo") -> Path:
    path = folder / f"{stem}.yaml"
    text = MINIMAL.replace("id: demo", f"id: {stem.partition('_')[0]}").replace(
        "title: Demo", f"title: {title}"
    )
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three lessons and some files that are none."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    for stem in ("p10_gpt", "p2_bigrams", "p1_micrograd"):
        _write(folder, stem)
    (folder / "lesson.schema.json").write_text("{}")
    (folder / ".p3_draft.yaml").write_text("none of ours")
    return folder


@pytest.fixture
def catalog(folder: Path, tmp_path: Path) -> Catalog:
    """The catalog of the three lessons, with a cache that does not exist yet."""
    return Catalog(folder, tmp_path / "cache" / "lessons")


def test_order(catalog: Catalog) -> None:
    """Numbers count as numbers, and hidden files and other kinds are no lessons."""
    assert catalog.ids() == ("p1", "p2", "p10")
    assert [lesson.id for lesson in catalog.lessons()] == ["p1", "p2", "p10"]


def test_summaries(catalog: Catalog) -> None:
    """What a list needs is there without the steps themselves."""
    first = catalog.summaries()[0]
    assert (first.id, first.title, first.video, first.length) == ("p1", "Demo", "abcdefghijk", Timecode(600))
    assert first.step_ids == ("hello",)
    assert first.path == catalog.folder / "p1_micrograd.yaml"


@pytest.mark.parametrize("name", ["p2", "P2", "p2_bigrams"])
def test_find_by_name(catalog: Catalog, name: str) -> None:
    """An id in small or capital letters, or the file's name, is the lesson."""
    assert catalog.find(name).id == "p2"


def test_find_by_path(catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file can be named, with or without a folder."""
    _write(tmp_path, "mine")
    assert catalog.find(str(tmp_path / "mine.yaml")).id == "mine"
    monkeypatch.chdir(tmp_path)
    assert catalog.find("mine.yaml").id == "mine"
    assert catalog.find("./mine.yaml").id == "mine"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("p3", "there is no lesson 'p3'; the lessons are p1, p2, p10"),
        ("p1_mikrograd", r"there is no lesson 'p1_mikrograd'; did you mean 'p1_micrograd'\?"),
        ("something", "there is no lesson 'something'; the lessons are p1, p2, p10"),
        ("tests", "there is no lesson 'tests'; the lessons are p1, p2, p10"),
        ("", "there is no lesson ''; the lessons are p1, p2, p10"),
    ],
)
def test_unknown_names(catalog: Catalog, name: str, message: str) -> None:
    """The nearest name is offered, or all of them."""
    with pytest.raises(UsageError) as caught:
        catalog.path_of(name)
    assert re.fullmatch(message, str(caught.value))


def test_unknown_path(catalog: Catalog) -> None:
    """For a path the nearest file beside it is offered."""
    with pytest.raises(
        UsageError, match=r"there is no lesson file .*p2_bigram\.yaml; did you mean 'p2_bigrams\.yaml'\?"
    ):
        catalog.path_of(str(catalog.folder / "p2_bigram.yaml"))
    with pytest.raises(UsageError, match=r"there is no lesson file nowhere/x\.yaml$"):
        catalog.path_of("nowhere/x.yaml")


def test_a_folder_without_lessons(catalog: Catalog, tmp_path: Path) -> None:
    """A path that leads to a folder with other things is said to hold no lessons."""
    with pytest.raises(UsageError, match=r"holds no lesson files; their names end in \.yaml"):
        catalog.find(str(tmp_path))


def test_empty_and_missing_folders(tmp_path: Path) -> None:
    """Where no lessons are, none are listed; a missing folder is an error."""
    with pytest.raises(UsageError, match="holds no lessons"):
        Catalog(tmp_path, None).path_of("p1")
    with pytest.raises(UsageError, match="cannot be listed: No such file or directory"):
        Catalog(tmp_path / "none", None).ids()


def test_a_lesson_with_problems(catalog: Catalog) -> None:
    """Its problems are said when it is asked for, again and again, and the others are not touched."""
    (catalog.folder / "p2_bigrams.yaml").write_text(MINIMAL.replace("say: Hello.", "sey: Hello."))
    for _ in range(2):
        with pytest.raises(LessonError, match="a step has no key 'sey'"):
            catalog.find("p2")
    assert catalog.find("p1").id == "p1"


def test_check_reads_anew_and_tries_formulae(catalog: Catalog) -> None:
    """A check looks at the file itself and at its formulae, whatever the cache holds."""
    path = _write(catalog.folder, "p1_micrograd")
    path.write_text(path.read_text().replace("Hello.", "$x$"))
    assert catalog.find("p1").steps[0].say == "$x$"
    with pytest.raises(LessonError, match="this formula cannot be drawn: never"):
        catalog.check(path, lambda formula: "never")
    assert catalog.check(path).id == "p1"


# ---- the cache


def _stored(catalog: Catalog) -> list[Path]:
    assert catalog.cache is not None
    return sorted(catalog.cache.iterdir())


def test_what_is_cached_is_the_same_lesson(catalog: Catalog) -> None:
    """A lesson from the cache equals the one from the file, types of its timecodes included."""
    path = catalog.folder / "p3_everything.yaml"
    path.write_bytes((DATA / "valid" / "everything.yaml").read_bytes())
    first, second = catalog.find(str(path)), catalog.find(str(path))
    assert first == second
    assert isinstance(second.steps[-1].at, Timecode)
    assert str(second.steps[-1].at) == "01:10:00"
    assert len(_stored(catalog)) == 1


def test_a_changed_file_is_read_anew(catalog: Catalog) -> None:
    """The content counts, not the time, and the old form is replaced."""
    path = catalog.folder / "p1_micrograd.yaml"
    catalog.find("p1")
    before = path.stat()
    _write(catalog.folder, "p1_micrograd", "Dema")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert catalog.find("p1").title == "Dema"
    assert len(_stored(catalog)) == 1


def test_files_of_one_name_do_not_share_a_place(catalog: Catalog, tmp_path: Path) -> None:
    """Two files called alike in two folders have a cached form each."""
    (tmp_path / "other").mkdir()
    catalog.find(str(_write(tmp_path / "other", "p1_micrograd", "Other")))
    catalog.find("p1")
    assert len(_stored(catalog)) == 2


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "text", "folder"])
def test_a_damaged_cache_is_ignored(catalog: Catalog, damage: str) -> None:
    """Whatever has happened to it, the lesson is read from its file."""
    lesson = catalog.find("p1")
    (stored,) = _stored(catalog)
    content = stored.read_bytes()
    stored.unlink()
    match damage:
        case "empty":
            stored.write_bytes(b"")
        case "cut":
            stored.write_bytes(content[:-10])
        case "flipped":
            stored.write_bytes(content.replace(b"Hello.", b"Hallo."))
        case "text":
            stored.write_bytes(b"x" * 500)
        case "folder":
            stored.mkdir()
    assert catalog.find("p1") == lesson


def test_a_cache_of_another_program_is_ignored(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the program that reads lessons changes, what it read before counts no more."""
    catalog.find("p1")
    (stored,) = _stored(catalog)
    before = stored.read_bytes()
    monkeypatch.setattr(cache, "_stamp", lambda: b"another")
    catalog.find("p1")
    assert stored.read_bytes() != before


def test_a_cache_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    """A file where the folder should be, or no folder at all: the lesson is read all the same."""
    (tmp_path / "file").touch()
    assert Catalog(folder, tmp_path / "file").find("p1").id == "p1"
    assert Catalog(folder, tmp_path / "file" / "below").find("p1").id == "p1"
    assert Catalog(folder, None).find("p1").id == "p1"


def test_no_draft_is_left_behind(catalog: Catalog) -> None:
    """The cache holds finished files only, one for each lesson."""
    catalog.summaries()
    assert [path.suffix for path in _stored(catalog)] == [".msgpack"] * 3


def test_a_cached_lesson_needs_no_yaml(catalog: Catalog) -> None:
    """A second start does not even import what reads lesson files."""
    catalog.find("p1")
    code = (
        "import sys; from pathlib import Path; from playmore_cli.lesson.catalog import Catalog;"
        "Catalog(Path(sys.argv[1]), Path(sys.argv[2])).find('p1');"
        "print(sorted({'yaml', 'playmore_cli.lesson.loader', 'playmore_cli.lesson.rules'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(catalog.folder), str(catalog.cache)],
        capture_output=True,
        text=True,
        check=True,
        cwd=catalog.folder,  # not in a checkout, whose package would be another one than that tested here
    )
    assert done.stdout == "[]\n"


def test_the_lessons_that_ship(tmp_path: Path) -> None:
    """Every lesson of this project is valid and named after its id."""
    shipped = Catalog(cache=tmp_path)
    for name, path in shipped.files.items():
        assert shipped.find(str(path)).id == name
