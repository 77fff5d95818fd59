"""Where data comes from, tested against a real server on this machine, real files and real processes."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.store import datasets
from playmore_cli.store.addresses import Patience
from playmore_cli.store.datasets import DataError, DataPlaces, Dataset, fetch, locate, place

CONTENT = "".join(f"line {number}\n" for number in range(20_000)).encode()
OWN = b"mine\nalone\n"
EMBEDDED = b"anna\nbea\ncleo\n"

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A web server in a thread: *answers* says what each path gets, *asked* records what was asked for."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            state.answers.get(self.path, not_found)(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield state
    state.closing.set()
    http.shutdown()
    http.server_close()
    thread.join()


def not_found(request: BaseHTTPRequestHandler) -> None:
    request.send_error(404)


def good(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(CONTENT)))
    request.end_headers()
    request.wfile.write(CONTENT)


def other(request: BaseHTTPRequestHandler) -> None:
    """As long as the real one, but not the real one."""
    request.send_response(200)
    request.end_headers()
    request.wfile.write(CONTENT[::-1])


def short(request: BaseHTTPRequestHandler) -> None:
    """Promise everything, send a third, hang up."""
    request.send_response(200)
    request.send_header("Content-Length", str(len(CONTENT)))
    request.end_headers()
    request.wfile.write(CONTENT[: len(CONTENT) // 3])


def long(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    request.wfile.write(CONTENT + b"more")


def moved_to(address: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", address)
        request.end_headers()

    return answer


def in_drips(server: Server, pause_s: float, piece: int) -> Answer:
    """Send *piece* bytes, wait, and so on, until the learner's side has gone or the test is over."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(CONTENT)))
        request.end_headers()
        for start in range(0, len(CONTENT), piece):
            try:
                request.wfile.write(CONTENT[start : start + piece])
            except OSError:
                return
            if server.closing.wait(pause_s):
                return

    return answer


@pytest.fixture
def data(server: Server) -> Dataset:
    """A data set like names, whose lecture's file lies on our own server."""
    return replace(
        datasets.dataset("names"),
        url=f"{server.url}/names.txt",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        size=len(CONTENT),
    )


@pytest.fixture
def places(tmp_path: Path) -> DataPlaces:
    (tmp_path / "embedded").mkdir()
    (tmp_path / "embedded" / "names.txt").write_bytes(EMBEDDED)
    return DataPlaces(
        own=None, cache=tmp_path / "cache", embedded=tmp_path / "embedded", state=tmp_path / "state"
    )


def own_folder(places: DataPlaces, tmp_path: Path, filename: str, content: bytes) -> DataPlaces:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / filename).write_bytes(content)
    return replace(places, own=tmp_path / "own")


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_embedded_when_nothing_else_is_there(data: Dataset, places: DataPlaces):
    """With no folder of one's own and an empty cache the data that playmore brings is used, and described."""
    located = locate(data, places)
    assert located.as_json() == {
        "name": "names",
        "source": "embedded",
        "path": str(places.embedded / "names.txt"),
        "sha256": hashlib.sha256(EMBEDDED).hexdigest(),
        "lines": 3,
    }


def test_download_then_cache(data: Dataset, places: DataPlaces, server: Server):
    """A download fills the cache; afterwards its file is the one located, and nothing is asked again."""
    server.answers["/names.txt"] = good
    fetched = fetch(data, places)
    assert (fetched.source, fetched.lines, fetched.path.read_bytes()) == ("lecture", 20_000, CONTENT)
    assert locate(data, places) == fetched == fetch(data, places)
    assert server.asked == ["/names.txt"]
    assert left_in(places.cache) == ["names.txt"]


def test_progress_counts_bytes(data: Dataset, places: DataPlaces, server: Server):
    """Progress begins at nothing, only grows, and ends with every byte of a known total."""
    server.answers["/names.txt"] = in_drips(server, pause_s=0.001, piece=50_000)
    seen: list[tuple[int, int]] = []
    fetch(data, places, lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, len(CONTENT)) and seen[-1] == (len(CONTENT), len(CONTENT))
    assert seen == sorted(seen) and len(seen) >= 4


def test_own_folder_comes_first(data: Dataset, places: DataPlaces, server: Server, tmp_path: Path):
    """A file in the learner's folder comes before the cache; it is local when it is not the lecture's."""
    server.answers["/names.txt"] = good
    fetch(data, places)
    located = locate(data, own_folder(places, tmp_path, "names.txt", OWN))
    assert (located.source, located.lines) == ("local", 2)


def test_own_copy_of_the_lecture_file(data: Dataset, places: DataPlaces, tmp_path: Path):
    """The lecture's file in the learner's folder is the lecture's: its figures may be compared."""
    assert locate(data, own_folder(places, tmp_path, "names.txt", CONTENT)).source == "lecture"


def test_own_folder_without_the_file(data: Dataset, places: DataPlaces, tmp_path: Path):
    """A learner's folder that holds other data leaves this data set as it is."""
    assert locate(data, own_folder(places, tmp_path, "other.txt", OWN)).source == "embedded"


@pytest.mark.parametrize("filename", ["tinyshakespeare.txt", "input.txt"])
def test_two_names_for_shakespeare(places: DataPlaces, tmp_path: Path, filename: str):
    """Shakespeare is found under the lecture's name for it and under one that tells what it is."""
    located = locate(datasets.dataset("shakespeare"), own_folder(places, tmp_path, filename, OWN))
    assert located.path == tmp_path / "own" / filename


def test_own_file_that_is_no_text(data: Dataset, places: DataPlaces, tmp_path: Path):
    """A learner's file that is not text is refused with its path and the setting to change."""
    with pytest.raises(DataError, match=r"own/names\.txt is not UTF-8 text \(byte 1\).*data_dir"):
        locate(data, own_folder(places, tmp_path, "names.txt", b"a\xff"))


def test_damaged_cache_is_no_cache(data: Dataset, places: DataPlaces, server: Server):
    """A cached file that is not the lecture's, byte for byte, is not used, and the next download mends it."""
    places.cache.mkdir()
    (places.cache / "names.txt").write_bytes(b"\xff damaged")
    assert locate(data, places).source == "embedded"
    server.answers["/names.txt"] = good
    assert fetch(data, places).path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (not_found, "the server answers 404 Not Found"),
        (other, "what came is not the expected file"),
        (short, "the connection ended after"),
        (long, "what came is longer than"),
        (
            moved_to("http://example.invalid/names.txt"),
            "sends us on to http://example.invalid/names.txt, which is not",
        ),
        (moved_to("https://[::1"), "the server's answer leads to no address"),
        (moved_to("/names.txt"), "would lead to an infinite loop"),
        (moved_to("file:///etc/hostname"), "Redirection to url 'file:///etc/hostname' is not allowed"),
    ],
)
def test_what_a_server_can_do_wrong(
    data: Dataset, places: DataPlaces, server: Server, answer: Answer, reason: str
):
    """A bad answer is refused with its reason, leaves nothing behind, and names what still works."""
    server.answers["/names.txt"] = answer
    with pytest.raises(DataError) as caught:
        fetch(data, places)
    message = str(caught.value)
    assert f"{server.url}/names.txt: " in message and reason in message
    assert "The lessons go on" in message
    assert left_in(places.cache) == []
    assert locate(data, places).source == "embedded"


def test_silent_server(data: Dataset, places: DataPlaces, server: Server):
    """A server that falls silent in the middle is given up after the patience for silence."""
    server.answers["/names.txt"] = in_drips(server, pause_s=60, piece=1000)
    with pytest.raises(DataError, match="no sign of life"):
        fetch(data, places, patience=Patience(stall_s=0.2))
    assert left_in(places.cache) == []


def test_endless_drip(data: Dataset, places: DataPlaces, server: Server):
    """A server that sends a little at a time, never silent, is given up when all patience is used."""
    server.answers["/names.txt"] = in_drips(server, pause_s=0.02, piece=10)
    with pytest.raises(DataError, match="too slow"):
        fetch(data, places, patience=Patience(stall_s=5, whole_s=0.2))
    assert left_in(places.cache) == []


def test_nobody_listens(data: Dataset, places: DataPlaces):
    """Without a connection the message says so."""
    with pytest.raises(DataError, match=r"no connection \(Connection refused\)"):
        fetch(replace(data, url="http://127.0.0.1:1/names.txt"), places)


def test_redirect_is_followed(data: Dataset, places: DataPlaces, server: Server):
    """A redirect on this machine is followed to the file."""
    server.answers["/names.txt"] = moved_to(f"{server.url}/elsewhere.txt")
    server.answers["/elsewhere.txt"] = good
    assert fetch(data, places).source == "lecture"


def test_mirrors_in_order(data: Dataset, places: DataPlaces, server: Server):
    """Mirrors are tried first, in their order; one that lacks the file or has a wrong one is passed over."""
    server.answers |= {"/b/names.txt": other, "/c/names.txt": good}
    mirrors = tuple(f"{server.url}/{name}" for name in ("a", "b/", "c"))
    assert fetch(data, replace(places, mirrors=mirrors)).source == "lecture"
    assert server.asked == ["/a/names.txt", "/b/names.txt", "/c/names.txt"]


def test_lecture_address_after_the_mirrors(data: Dataset, places: DataPlaces, server: Server):
    """Where no mirror has the file, the lecture's own address is asked."""
    server.answers["/names.txt"] = good
    fetch(data, replace(places, mirrors=(f"{server.url}/a",)))
    assert server.asked == ["/a/names.txt", "/names.txt"]


def test_every_address_is_reported(data: Dataset, places: DataPlaces, server: Server):
    """When no address has the file, the message gives each one's reason."""
    server.answers |= {"/a/names.txt": short}
    with pytest.raises(DataError) as caught:
        fetch(data, replace(places, mirrors=(f"{server.url}/a",)))
    assert "/a/names.txt: the connection ended" in str(caught.value)
    assert f"{server.url}/names.txt: the server answers 404" in str(caught.value)


FETCH = """
import sys, resource
from dataclasses import replace
from pathlib import Path
from playmore_cli.store import datasets
folder, url, sha256, size, limit = sys.argv[1:]
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
data = replace(datasets.dataset("names"), url=url, sha256=sha256, size=int(size))
root = Path(folder)
places = datasets.DataPlaces(own=None, cache=root / "cache", embedded=root / "embedded", state=root / "state")
sys.stdin.readline()
try:
    print(datasets.fetch(data, places).source)
except datasets.DataError as error:
    print(error)
"""


def fetching(data: Dataset, folder: Path, limit: int = 0) -> subprocess.Popen[str]:
    """Start a process that fetches *data* when a line is written to it; *limit* caps its files, in bytes."""
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, str(folder), data.url, data.sha256, str(data.size), str(limit)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_no_room_on_the_disk(data: Dataset, places: DataPlaces, server: Server, tmp_path: Path):
    """A disk that takes no more ends the download with the folder and the reason, and without half a file."""
    server.answers["/names.txt"] = good
    process = fetching(data, tmp_path, limit=len(CONTENT) // 2)
    said, _ = process.communicate("go\n", timeout=60)
    assert f"there is no room in {places.cache}" in said
    assert left_in(places.cache) == []


def test_two_at_once(data: Dataset, places: DataPlaces, server: Server, tmp_path: Path):
    """Two processes that download together both end with the whole file, and nothing else is left."""
    server.answers["/names.txt"] = in_drips(server, pause_s=0.02, piece=30_000)
    processes = [fetching(data, tmp_path) for _ in range(2)]
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0] for process in processes] == ["lecture\n", "lecture\n"]
    assert left_in(places.cache) == ["names.txt"]
    assert (places.cache / "names.txt").read_bytes() == CONTENT


def test_interrupt_leaves_nothing(data: Dataset, places: DataPlaces, server: Server):
    """Ctrl-C in the middle passes through and leaves no part of a file."""
    server.answers["/names.txt"] = good

    def interrupt(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(data, places, interrupt)
    assert left_in(places.cache) == []


def test_parts_of_killed_downloads(data: Dataset, places: DataPlaces, server: Server):
    """The next download removes what a killed one left, once that is old: a young part may be under way."""
    places.cache.mkdir()
    old, young = places.cache / ".names.txt.old.part", places.cache / ".names.txt.young.part"
    for part in (old, young):
        part.touch()
    os.utime(old, (0, 0))
    server.answers["/names.txt"] = good
    fetch(data, places)
    assert left_in(places.cache) == [".names.txt.young.part", "names.txt"]


def test_cache_that_is_no_folder(data: Dataset, places: DataPlaces, server: Server):
    """A cache that cannot be made is reported with its path, and no address is asked in vain."""
    places.cache.write_text("a file")
    with pytest.raises(DataError, match=f"{places.cache} cannot be written"):
        fetch(data, places)
    assert server.asked == []


def test_locating_needs_no_network_library():
    """A start that downloads nothing does not pay for importing what a download needs."""
    code = (
        "import sys; from playmore_cli.store import datasets as d; "
        "d.locate(d.dataset('names'), d.find_places()); print('urllib.request' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


def test_place_gives_the_lecture_name(places: DataPlaces, tmp_path: Path):
    """The data stands in the working folder under the name that the lecture opens."""
    (places.embedded / "verse.txt").write_bytes(b"HELM:\nAhoy.\n")
    shakespeare = datasets.dataset("shakespeare")
    path = place(shakespeare, locate(shakespeare, places), tmp_path)
    assert path == tmp_path / "input.txt" and path.read_bytes() == b"HELM:\nAhoy.\n"


def test_place_mends_what_a_lesson_wrote(data: Dataset, places: DataPlaces, tmp_path: Path):
    """A lesson that overwrites its copy cannot reach the original, and the next start has the data again."""
    located = locate(data, places)
    place(data, located, tmp_path).write_text("overwritten")
    assert located.path.read_bytes() == EMBEDDED
    assert place(data, located, tmp_path).read_bytes() == EMBEDDED


def test_place_leaves_an_unchanged_copy(data: Dataset, places: DataPlaces, tmp_path: Path):
    """A copy that is there already is not written again."""
    located = locate(data, places)
    before = place(data, located, tmp_path).stat()
    after = place(data, located, tmp_path).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_place_without_a_folder(data: Dataset, places: DataPlaces, tmp_path: Path):
    """A working folder that is not there is reported by name."""
    with pytest.raises(DataError, match=r"cannot be put into .*gone"):
        place(data, locate(data, places), tmp_path / "gone")


def test_declined_once_is_not_asked_again(data: Dataset, places: DataPlaces):
    """A no is remembered for this data set alone; until then the embedded data is worth a question."""
    assert datasets.is_worth_asking(data, places)
    datasets.decline(data, places)
    assert not datasets.is_worth_asking(data, places)
    assert not datasets.was_declined(datasets.dataset("shakespeare"), places)


def test_nothing_to_ask_with_the_lecture_data(data: Dataset, places: DataPlaces, server: Server):
    """With the lecture's own file in the cache there is nothing to ask."""
    server.answers["/names.txt"] = good
    fetch(data, places)
    assert not datasets.is_worth_asking(data, places)


def test_clear_starts_afresh(data: Dataset, places: DataPlaces, server: Server):
    """Clearing removes downloads and what was declined, says what it removed, and may be done twice."""
    server.answers["/names.txt"] = good
    fetch(data, places)
    datasets.decline(data, places)
    assert datasets.clear(places) == (places.cache / "names.txt",)
    assert locate(data, places).source == "embedded" and datasets.is_worth_asking(data, places)
    assert datasets.clear(places) == ()


def test_settings(tmp_path: Path):
    """The two settings become the learner's folder and the mirrors."""
    found = datasets.find_places(tmp_path, ("https://a.example/x", "http://127.0.0.1:8000"))
    assert (found.own, found.mirrors) == (tmp_path, ("https://a.example/x", "http://127.0.0.1:8000"))


def test_no_settings():
    """Without settings there is no own folder and no mirror, and the embedded data of both sets is here."""
    found = datasets.find_places()
    assert (found.own, found.mirrors) == (None, ())
    assert {
        locate(data, replace(found, cache=Path("/nowhere"))).source for data in datasets.DATASETS.values()
    } == {"embedded"}


@pytest.mark.parametrize(
    ("own", "mirror", "message"),
    [
        ("/no/such/folder", "", "data_dir names /no/such/folder, which is not a folder"),
        ("", "http://a.example", "data_mirror names 'http://a.example', which is not an https address"),
        ("", "file:///etc", "data_mirror names 'file:///etc', which is not an https address"),
    ],
)
def test_wrong_settings(own: str, mirror: str, message: str):
    """A setting that cannot be meant is refused with its name and value."""
    with pytest.raises(UsageError, match=message):
        datasets.find_places(Path(own) if own else None, [mirror] if mirror else [])


def test_decline_without_a_state_folder(data: Dataset, places: DataPlaces):
    """A state folder that cannot be written is reported with its path."""
    places.state.write_text("a file")
    with pytest.raises(DataError, match=f"{places.state} cannot be written"):
        datasets.decline(data, places)


def test_unknown_data_set():
    """A wrong name is answered with the nearest one."""
    with pytest.raises(UsageError, match="no data set 'name'; did you mean 'names'"):
        datasets.dataset("name")


def test_reference_copies_are_the_lecture_files():
    """The figures kept here are those of the real files, wherever copies of them are at hand."""
    folder = os.environ.get("PLAYMORE_DATA_DIR")
    if not folder:
        pytest.skip("PLAYMORE_DATA_DIR is not set: no copies of the lectures' files here")
    found = datasets.find_places(Path(folder))
    located = [locate(data, found) for data in datasets.DATASETS.values()]
    assert {one.source for one in located} == {"lecture"}
    assert [one.path.stat().st_size for one in located] == [data.size for data in datasets.DATASETS.values()]
