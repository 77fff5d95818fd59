"""Lessons in files and courses of others: kept apart, known wherever they lie, added to the list."""

import io
import json
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import make_archive
from typing import Any

import pytest
from one_chapter import one_chapter
from terminal import CTRL_D, ENTER, Terminal

from playmore_cli.lesson.identity import step_digests
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.sitting.access import find_lesson, find_needed
from playmore_cli.store.learner import Store
from playmore_cli.store.trust import Trust

Command = Callable[..., Any]


def write(path: Path, name: str, *steps: str, more: str = "") -> Path:
    """A lesson file with these steps."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = "".join(f'      - {{id: {step}, at: "00:00:00", say: About {step}{more}}}\n' for step in steps)
    path.write_text(one_chapter(rows, name=name, title=f"Title of {path.stem}"))
    return path


@pytest.fixture
def played(home: Path) -> Callable[[Path, str], None]:
    """What playing a lesson from a file to its second step leaves, as its progress of this key."""

    def play(path: Path, key: str) -> None:
        store = Store(home / "state" / "progress.db", lambda: 1_000.0)
        lesson = load_lesson(path)
        store.save_place(key, lesson.steps[1].id, 0.0, ran=False, done=lesson.steps[0].id)
        store.close()
        trust = Trust(home / "state" / "lessons.json")
        trust.keep_path(key, path)
        trust.keep_steps(key, step_digests(lesson))

    return play


def done(playmore: Command, name: str) -> int:
    outline = json.loads(playmore("outline", name, "--json").out)
    return sum(step["done"] for chapter in outline["chapters"] for step in chapter["steps"])


def test_a_file_with_an_id_of_ours(playmore: Command, tmp_path: Path) -> None:
    """
    A learner's own file with the id of a lecture leaves that one's place and ticks alone, when it is really played.
    """
    path = write(tmp_path / "mine" / "p1.yaml", "p1", "one", "two")

    playmore("start", str(path), stdin="\nq\n")
    listed = {one["id"]: one for one in json.loads(playmore("list", "--json").out)}

    assert listed["p1"]["place"] is None and listed["p1"]["done"] == 0
    assert listed["p1@mine"]["place"] == {"step": "two", "at": "00:00:00"}
    assert "playmore resume p1@mine" in playmore().out


def test_two_files_with_one_id(
    playmore: Command, tmp_path: Path, played: Callable[[Path, str], None]
) -> None:
    """
    Another file with the same id begins with nothing done, and finding words tells the two apart.
    """
    first = write(tmp_path / "a" / "pr_a.yaml", "pr", "one", "two")
    second = write(tmp_path / "b" / "pr_b.yaml", "pr", "one", "two", "three", more=" or so")
    played(first, "pr")

    assert (done(playmore, str(first)), done(playmore, str(second))) == (1, 0)
    assert "pr is also the id of" in playmore("check", str(second)).out


def test_a_moved_file_keeps_its_progress(
    playmore: Command, tmp_path: Path, played: Callable[[Path, str], None]
) -> None:
    """
    A file that was moved, renamed and changed a little is the lesson that it was.
    """
    first = write(tmp_path / "a" / "pr_a.yaml", "pr", "one", "two", "three")
    played(first, "pr")
    first.unlink()
    moved = write(tmp_path / "elsewhere" / "better.yaml", "pr", "one", "two", "four")

    assert done(playmore, str(moved)) == 1


@pytest.fixture
def moved(tmp_path: Path, played: Callable[[Path, str], None]) -> Path:
    """A file that may be either of two that were played and are gone."""
    for folder, key in (("a", "pr"), ("b", "pr@b")):
        path = write(tmp_path / folder / "pr.yaml", "pr", "one", "two")
        played(path, key)
        path.unlink()
    return write(tmp_path / "c" / "pr.yaml", "pr", "one", "two")


def test_two_that_may_have_moved(playmore: Command, moved: Path) -> None:
    """
    Where nobody can be asked which of two a file is it begins anew, and that is said each time.
    """
    for _ in range(2):
        ran = playmore("resume", str(moved), stdin="q\n")

        assert (
            "pr.yaml may be the lesson that you played from" in ran.err and "it begins anew here" in ran.err
        )
        assert ran.err.count("(not there any more)") == 2
    assert done(playmore, str(moved)) == 0


@pytest.mark.whole
def test_asked_which_of_two(playmore: Command, home: Path, moved: Path) -> None:
    """
    At a terminal the learner says which of two a file is, and is not asked again; Ctrl-D decides nothing.
    """
    with Terminal(["start", str(moved)], home) as terminal:
        terminal.wait_for("Which is it?")
        terminal.press(CTRL_D)
        assert terminal.end() == 1
    with Terminal(["start", str(moved), "--step", "two"], home) as terminal:
        asked = terminal.wait_for("Which is it?")
        terminal.press("2" + ENTER)
        terminal.step(2)
        terminal.press("q")
        terminal.end()

    assert "(not there any more), 1 step done" in " ".join(asked.split())
    assert Trust(home / "state" / "lessons.json").path_of("pr@b") == moved
    assert playmore("start", str(moved), stdin="q\n").err == ""


def test_begun_lessons_are_known(
    playmore: Command, tmp_path: Path, played: Callable[[Path, str], None]
) -> None:
    """
    The list, the home screen and the search know a lesson that was begun, by its id, wherever its file lies.
    """
    played(write(tmp_path / "far" / "away" / "hid_x.yaml", "hid", "one", "quagga"), "hid")

    assert "hid  Title of hid_x" in playmore().out
    assert [hit["lesson"] for hit in json.loads(playmore("search", "quagga", "--json").out)] == ["hid"]
    assert {"id": "hid", "name": "hid"}.items() <= json.loads(playmore("list", "--json").out)[-1].items()


def test_formerly(playmore: Command, tmp_path: Path, home: Path, played: Callable[[Path, str], None]) -> None:
    """
    A step that is renamed takes its tick, edit, mark and note with it where the lesson says what it was called; where
    it does not, check names what is gone and the likely successor.
    """
    path = write(tmp_path / "pr.yaml", "pr", "one", "two")
    played(path, "pr")
    store = Store(home / "state" / "progress.db", lambda: 2_000.0)
    store.toggle_mark("pr", "one")
    store.add_note("pr", "one", 0.0, "why?")
    store.close()

    text = path.read_text().replace("id: one", "id: first")
    path.write_text(text)
    told = json.loads(playmore("check", str(path), "--json").out)["lessons"][0]["remarks"]
    path.write_text(text.replace("id: first", "id: first, formerly: [one]"))

    assert told == [
        "the step 'one' is gone, and you have 3 things kept at it; if 'first' is the same step, "
        "write there  formerly: [one]"
    ]
    assert done(playmore, str(path)) == 1
    store = Store(home / "state" / "progress.db")
    assert store.marks("pr") == {"first"} and [note.step for note in store.notes("pr")] == ["first"]
    store.close()
    assert json.loads(playmore("check", str(path), "--json").out)["lessons"][0]["remarks"] == []


def test_a_former_id_that_is_used(playmore: Command, tmp_path: Path) -> None:
    """
    A step cannot have been called what another is called now.
    """
    path = write(tmp_path / "pr.yaml", "pr", "one", "two")
    path.write_text(path.read_text().replace("id: two", "id: two, formerly: [one]"))

    assert "the id 'one' is used in line" in playmore("check", str(path)).out


def test_a_changed_lesson_says_so(
    playmore: Command, tmp_path: Path, played: Callable[[Path, str], None]
) -> None:
    """
    Who comes back to a changed lesson reads in one line what changed since, once.
    """
    path = write(tmp_path / "pr.yaml", "pr", "one", "two")
    played(path, "pr")
    write(path, "pr", "one", "two", "three")

    first = playmore("resume", str(path), stdin="q\n").out
    second = playmore("resume", str(path), stdin="q\n").out

    assert "since you were here this lesson has changed; new: three" in first
    assert "since you were here" not in second


# -- courses of others -------------------------------------------------------------------------------------------


def test_a_folder_is_added(playmore: Command, tmp_path: Path) -> None:
    """
    A folder that is added stands in the list from then on, its lessons go by their ids, and it can be dropped.
    """
    write(tmp_path / "course" / "lessons" / "aa_x.yaml", "aa", "one")

    added = playmore("add", str(tmp_path / "course"))
    listed = json.loads(playmore("list", "--json").out)

    assert added.status == 0 and "Title of aa_x" in added.out
    assert listed[-1]["id"] == "aa" and playmore("outline", "aa").status == 0
    assert playmore("add", "--remove", str(tmp_path / "course")).status == 0
    assert "aa" not in {one["id"] for one in json.loads(playmore("list", "--json").out)}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("no-such-thing", "-m pip install no-such-thing puts it into the list"),
        ("typer", "the package typer is installed and brings no lessons"),
        ("course-1.0-py3-none-any.whl", "-m pip install course-1.0-py3-none-any.whl"),
        ("../no/folder", "there is no folder '../no/folder'"),
        ("", "there is no folder ''"),
        ("http://example.org/x.yaml", "is no https address"),
        ("empty", "holds no lesson files"),
    ],
)
def test_nothing_to_add(
    playmore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: str
) -> None:
    """
    What is no folder, package or address, or holds no lessons, is refused with the reason.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "course-1.0-py3-none-any.whl").touch()

    ran = playmore("add", name)

    assert ran.status == 2 and says in ran.err


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """An address on this machine, and the folder that it gives."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()
        thread.join()


def test_an_archive_is_fetched_once(
    playmore: Command, tmp_path: Path, home: Path, served: tuple[str, Path]
) -> None:
    """
    An archive is fetched with its digest, files that lead out of it are not taken, and a second time is refused.
    """
    address, folder = served
    lesson = write(tmp_path / "aa_x.yaml", "aa", "one").read_bytes()
    with tarfile.open(folder / "course.tar.gz", "w:gz") as archive:
        for name in ("course/aa_x.yaml", "../../escaped.yaml"):
            info = tarfile.TarInfo(name)
            info.size = len(lesson)
            archive.addfile(info, io.BytesIO(lesson))
        link = tarfile.TarInfo("course/bb.yaml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    ran = playmore("add", f"{address}/course.tar.gz")

    assert ran.status == 0 and f"fetched {address}/course.tar.gz, " in ran.out
    assert [path.name for path in (home / "state").rglob("*.yaml")] == ["aa_x.yaml"]
    assert not list(tmp_path.rglob("escaped.yaml"))
    assert "in the list already" in playmore("add", f"{address}/course.tar.gz").err
    assert "aa" in {one["id"] for one in json.loads(playmore("list", "--json").out)}


def test_an_archive_that_lies_here(playmore: Command, tmp_path: Path) -> None:
    """
    An archive is unpacked into playmore's own folder; lessons go by short names, also two courses with one id.
    """
    for name in ("one", "two"):
        write(tmp_path / name / "aa_x.yaml", "aa", "first", more=f" of {name}")
        make_archive(str(tmp_path / f"{name}-course"), "zip", tmp_path, name)

    added = [playmore("add", str(tmp_path / f"{name}-course.zip")) for name in ("one", "two")]
    playmore("start", "aa", stdin="q\n")
    names = [one["name"] for one in json.loads(playmore("list", "--json").out)]

    assert [ran.status for ran in added] == [0, 0] and "\naa  Title of aa_x\n" in added[0].out
    assert names[-2:] == ["aa", "aa@two"]
    assert "About first of two" in playmore("start", "aa@two", stdin="q\n").out


def test_a_repository_is_fetched(playmore: Command, tmp_path: Path) -> None:
    """
    A git repository is cloned without its history, and its lessons are in the list.
    """
    write(tmp_path / "repo" / "aa_x.yaml", "aa", "one")
    git = ("git", "-C", str(tmp_path / "repo"), "-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        subprocess.run((*git, *words), check=True, capture_output=True)

    ran = playmore("add", f"file://{tmp_path}/repo")

    assert ran.status == 0, ran.err
    assert json.loads(playmore("list", "--json").out)[-1]["title"] == "Title of aa_x"


# -- links -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("p4/no-such-step", "p4 has no step 'no-such-step'"),
        ("p44/saturation-map", "there is no lesson 'p44'"),
        ("pr/thre", "did you mean 'three'"),
    ],
)
def test_a_link_that_leads_nowhere(playmore: Command, tmp_path: Path, link: str, says: str) -> None:
    """
    A link to a lesson or step that does not exist is a fault, at its place.
    """
    path = write(tmp_path / "pr.yaml", "pr", "one", "two", "three")
    path.write_text(path.read_text().replace("id: two", f"see: [{link}], id: two"))

    ran = playmore("check", str(path))

    assert ran.status == 1 and says in ran.out and "pr.yaml:11:" in ran.out


def test_links_that_lead_somewhere(playmore: Command, tmp_path: Path) -> None:
    """
    Links to lessons of the same folder and to playmore's own are no fault.
    """
    write(tmp_path / "other_x.yaml", "other", "there")
    path = write(tmp_path / "pr.yaml", "pr", "one", "two")
    path.write_text(path.read_text().replace("id: two", "see: [other/there, p1/define-f], id: two"))

    assert playmore("check", str(path)).status == 0


def test_links_within_a_folder(
    playmore: Command, tmp_path: Path, played: Callable[[Path, str], None]
) -> None:
    """
    A link from a lesson in a file leads to its own steps and to the lesson beside it, not to one elsewhere of that id.
    """
    for folder in ("a", "b"):
        write(tmp_path / folder / "other_x.yaml", "other", "there", "more", more=f" in {folder}")
        path = write(tmp_path / folder / "pr.yaml", "pr", "one", "two", more=f" in {folder}")
        path.write_text(path.read_text().replace("id: two", "see: [other/there, pr/one], id: two"))
    played(tmp_path / "a" / "other_x.yaml", "other")
    played(tmp_path / "b" / "pr.yaml", "pr")

    first = find_needed(find_lesson("pr"), "other")
    own = find_needed(find_lesson("pr"), "pr")

    assert first.steps[0].say == "About there in b" and first.id == "other@b"
    assert own.steps[0].say == "About one in b"
    assert "00:00:00 (there)" in playmore("export", "pr", "--to", "md", "-o", "-").out
