"""
The data sets: where a lesson's data comes from, and how it gets to where the lesson opens it.

In order: the folder that the setting ``data_dir`` names; the cache, which only ever holds the lectures' own
files, checked; and the data that this project brings. `fetch` downloads into the cache, when asked.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playmore_cli import paths
from playmore_cli.errors import PlaymoreError, UsageError, did_you_mean
from playmore_cli.store.addresses import PATIENCE, DownloadError, Patience, is_allowed
from playmore_cli.store.download import Progress, download, remove_parts
from playmore_cli.whole_files import write_whole

Source = Literal["local", "lecture", "embedded"]
"""The learner's own file, the file that the lecture uses, or the one that this project brings."""

OWN_FOLDER = "data_dir"
MIRROR = "data_mirror"
_ADVICE = "correct the setting or remove it; playmore config shows where it comes from"


class DataError(PlaymoreError):
    """A data set could not be had; the message says why and what still works."""


@dataclass(frozen=True)
class Dataset:
    """
    A data set of the lectures.

    *filename* is the name under which the lessons open it, *stored* the one it has in the cache, in a folder
    of the learner's and on a mirror, *embedded* the file of this project that stands in for it. *sha256* and
    *size* (bytes) are those of the lecture's file at *url*.
    """

    name: str
    filename: str
    stored: str
    embedded: str
    url: str
    sha256: str
    size: int


DATASETS: Mapping[str, Dataset] = {
    "names": Dataset(
        name="names",
        filename="names.txt",
        stored="names.txt",
        embedded="names.txt",
        url="https://raw.githubusercontent.com/karpathy/makemore/master/names.txt",
        sha256="0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
        size=228_145,
    ),
    "shakespeare": Dataset(
        name="shakespeare",
        filename="input.txt",
        stored="tinyshakespeare.txt",
        embedded="verse.txt",
        url="https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
        sha256="86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        size=1_115_394,
    ),
    "gpt2": Dataset(
        name="gpt2",
        filename="gpt2.tiktoken",
        stored="gpt2.tiktoken",
        embedded="gpt2.tiktoken",
        url="https://openaipublic.blob.core.windows.net/encodings/r50k_base.tiktoken",
        sha256="306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
        size=835_554,
    ),
    "gpt4": Dataset(
        name="gpt4",
        filename="gpt4.tiktoken",
        stored="cl100k_base.tiktoken",
        embedded="gpt4.tiktoken",
        url="https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken",
        sha256="223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        size=1_681_126,
    ),
}


@dataclass(frozen=True)
class DataPlaces:
    """Where data may lie: *own* is the learner's folder, if any; *mirrors* are base addresses."""

    own: Path | None
    cache: Path
    embedded: Path
    state: Path
    mirrors: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocatedData:
    """A data set that is here: *lines* counts the lines of the file at *path*."""

    name: str
    source: Source
    path: Path
    sha256: str
    lines: int

    def as_json(self) -> dict[str, str | int]:
        """Return the record that ``playmore data --json`` prints."""
        return {
            "name": self.name,
            "source": self.source,
            "path": str(self.path),
            "sha256": self.sha256,
            "lines": self.lines,
        }


def dataset(name: str) -> Dataset:
    """
    Return the data set of this name.

    >>> dataset("shakespeare").filename
    'input.txt'

    Raises:
        UsageError: there is none.
    """
    if name not in DATASETS:
        near = did_you_mean(name, DATASETS) or f"; there are {' and '.join(DATASETS)}"
        raise UsageError(f"there is no data set {name!r}{near}")
    return DATASETS[name]


def find_places(own: Path | None = None, mirrors: Sequence[str] = ()) -> DataPlaces:
    """
    Return the places that the settings and the user's folders amount to.

    Args:
        own: a folder of the learner's with copies of the data.
        mirrors: addresses to try before the data's own.

    Raises:
        UsageError: *own* is not a folder, or a mirror's address is not https.
    """
    if own is not None and not own.is_dir():
        raise UsageError(f"{OWN_FOLDER} names {own}, which is not a folder; {_ADVICE}")
    for mirror in mirrors:
        if not is_allowed(mirror):
            raise UsageError(f"{MIRROR} names {mirror!r}, which is not an https address; {_ADVICE}")
    return DataPlaces(
        own=own,
        cache=paths.cache_folder() / "data",
        embedded=paths.data_folder(),
        state=paths.state_folder(),
        mirrors=tuple(mirrors),
    )


def locate(dataset: Dataset, places: DataPlaces) -> LocatedData:
    """
    Return the copy that a lesson uses now, without asking the network.

    A file in the learner's own folder counts as the lecture's when it is that file, byte for byte.

    Raises:
        DataError: the learner's file cannot be read as text, or the embedded file is missing.
    """
    if places.own is not None:
        for filename in dict.fromkeys((dataset.stored, dataset.filename)):
            path = places.own / filename
            if path.is_file():
                return _inspect(dataset, path, "local")
    cached = _cached(dataset, places)
    return cached or _inspect(dataset, places.embedded / dataset.embedded, "embedded")


def fetch(
    dataset: Dataset,
    places: DataPlaces,
    on_progress: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
) -> LocatedData:
    """
    Return the lecture's own file from the cache, downloaded into it first unless it is there.

    *on_progress* is called with bytes here and bytes altogether. Two processes may do this at once.

    Raises:
        DataError: no address gave the file, or the disk cannot take it; names what still works.
    """
    if cached := _cached(dataset, places):
        return cached
    urls = (*(f"{mirror.rstrip('/')}/{dataset.stored}" for mirror in places.mirrors), dataset.url)
    target = places.cache / dataset.stored
    try:
        download(
            urls,
            target,
            sha256=dataset.sha256,
            size=dataset.size,
            on_progress=on_progress,
            patience=patience,
        )
    except DownloadError as error:
        raise DataError(
            f"the lecture's {dataset.name} could not be fetched\n"
            + "".join(f"  {line}\n" for line in str(error).splitlines())
            + "The lessons go on with the data that playmore brings. Try playmore data fetch later; or put "
            f"a copy named {dataset.stored} into a folder and name it: playmore config set {OWN_FOLDER} FOLDER"
        ) from error
    return _inspect(dataset, target, "local")


def place(dataset: Dataset, located: LocatedData, folder: Path) -> Path:
    """
    Return the path under which a lesson run in *folder* opens the data; a copy is there afterwards.

    A copy and not a link, so that a lesson which writes to the file cannot reach the original. A copy that is
    there and unchanged is left alone.

    Raises:
        DataError: the data cannot be read or the folder cannot be written.
    """
    target = folder / dataset.filename
    try:
        if target.is_file() and _sha256(target.read_bytes()) == located.sha256:
            return target
        write_whole(target, located.path.read_bytes())
    except OSError as error:
        raise DataError(
            f"the {dataset.name} cannot be put into {folder}: {error.strerror} ({error.filename}); "
            "make room, or correct the folder's rights, and start again"
        ) from error
    return target


def clear(places: DataPlaces) -> tuple[Path, ...]:
    """
    Remove what was downloaded, and that a download was declined; return the files of data removed.

    Raises:
        DataError: a file cannot be removed.
    """
    removed = []
    try:
        for dataset in DATASETS.values():
            path = places.cache / dataset.stored
            if path.is_file():
                path.unlink()
                removed.append(path)
            _marker(dataset, places).unlink(missing_ok=True)
        remove_parts(places.cache)
    except OSError as error:
        raise DataError(
            f"{error.filename} cannot be removed ({error.strerror}); correct the rights and try again"
        ) from error
    return tuple(removed)


def is_worth_asking(dataset: Dataset, places: DataPlaces) -> bool:
    """Return whether to offer a download: the embedded data is in use and nobody said no before."""
    return locate(dataset, places).source == "embedded" and not was_declined(dataset, places)


def was_declined(dataset: Dataset, places: DataPlaces) -> bool:
    """Return whether the learner said no to a download."""
    return _marker(dataset, places).exists()


def decline(dataset: Dataset, places: DataPlaces) -> None:
    """
    Remember that the learner said no, so that nobody asks again.

    Raises:
        DataError: the state folder cannot be written.
    """
    marker = _marker(dataset, places)
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError as error:
        raise DataError(
            f"{places.state} cannot be written ({error.strerror}); correct it, or the question comes back"
        ) from error


def _marker(dataset: Dataset, places: DataPlaces) -> Path:
    return places.state / f"declined-{dataset.name}"


def _cached(dataset: Dataset, places: DataPlaces) -> LocatedData | None:
    """Return the cache's copy; one that is not the lecture's file, byte for byte, is as good as none."""
    path = places.cache / dataset.stored
    try:
        content = path.read_bytes()
    except OSError:
        # A cache that is absent or cannot be read holds nothing; fetch tells why it cannot be filled.
        return None
    sha256 = _sha256(content)
    if sha256 != dataset.sha256:
        return None
    return LocatedData(dataset.name, "lecture", path, sha256, _count_lines(content))


def _inspect(dataset: Dataset, path: Path, otherwise: Source) -> LocatedData:
    """Describe the file at *path*: the lecture's if it is that, else *otherwise*."""
    remedy = (
        "install playmore again"
        if otherwise == "embedded"
        else f"correct it, or change the setting {OWN_FOLDER}"
    )
    try:
        content = path.read_bytes()
        lines = _count_lines(content)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); {remedy}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start}); {remedy}") from error
    sha256 = _sha256(content)
    return LocatedData(
        dataset.name, "lecture" if sha256 == dataset.sha256 else otherwise, path, sha256, lines
    )


def _count_lines(content: bytes) -> int:
    return len(content.decode().splitlines())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
