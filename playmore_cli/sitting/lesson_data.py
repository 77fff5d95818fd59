"""Putting a lesson's data where its code opens it, and saying which data it is."""

from pathlib import Path

from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.model import Lesson
from playmore_cli.prompt.reader import Reader
from playmore_cli.store import datasets
from playmore_cli.store.datasets import DataError, DataPlaces, Dataset, LocatedData
from playmore_cli.view.screen import View
from playmore_cli.whole_files import write_whole

_OWN = "using your own {name}: {path} ({lines:,} lines)"
_EMBEDDED = "using playmore's own {}; playmore data fetch gets the lecture's"


def place_all(lesson: Lesson, folder: Path, environment: Environment) -> frozenset[str]:
    """
    Put the lesson's data and modules into *folder*, asking nobody; return the names that are the lecture's own files.
    """
    _place_own(lesson, folder, environment)
    places = environment.data_places
    located = [_place(datasets.dataset(name), places, folder) for name in lesson.data_sets]
    return frozenset(one.name for one in located if one.source == "lecture")


def data_for(
    lesson: Lesson, folder: Path, environment: Environment, view: View, reader: Reader | None
) -> frozenset[str]:
    """
    Put the lesson's data and modules into *folder*; return the names that are the lecture's own files.

    Where the data in use is not the lecture's and a person sits there (*reader*), a download is offered once, for all
    of it.
    """
    _place_own(lesson, folder, environment)
    places = environment.data_places
    needed = [datasets.dataset(name) for name in lesson.data_sets]
    if reader is not None and (wanted := [one for one in needed if datasets.is_worth_asking(one, places)]):
        _offer(wanted, places, view, reader)
    located = [_place(dataset, places, folder) for dataset in needed]
    for one in located:
        if one.source == "local":
            view.tell(_OWN.format(name=one.name, lines=one.lines, path=one.path))
    if own := [f"{one.name} ({one.lines:,} lines)" for one in located if one.source == "embedded"]:
        view.tell(_EMBEDDED.format(_listed(own)))
    return frozenset(one.name for one in located if one.source == "lecture")


def _place(dataset: Dataset, places: DataPlaces, folder: Path) -> LocatedData:
    located = datasets.locate(dataset, places)
    datasets.place(dataset, located, folder)
    return located


def _place_own(lesson: Lesson, folder: Path, environment: Environment) -> None:
    """
    Put what a lesson by others brings where its code finds it: its modules, behind all that is installed, and its data.

    The data are copies that the code cannot write to, so that every run begins with the same.
    """
    for name, file in environment.own_files.get(lesson.id, {}).items():
        _copy(lesson, name, file, folder / name)
    for name, source in environment.modules.get(lesson.id, {}).items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
        except OSError as error:
            raise PlaymoreError(f"{path} cannot be written: {error.strerror}") from error


def _copy(lesson: Lesson, name: str, source: Path, target: Path) -> None:
    # It reads YAML, which a lesson that was read before needs not.
    from playmore_cli.lesson.own_files import problem_of

    try:
        if problem := problem_of(name, source):
            raise PlaymoreError(
                f"{problem}, and {lesson.id} names it under 'data'; put a file of its own beside the lesson"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, source.read_bytes(), 0o444)
    except OSError as error:
        raise PlaymoreError(f"{error.filename or target} cannot be copied: {error.strerror}") from error


def _offer(wanted: list[Dataset], places: DataPlaces, view: View, reader: Reader) -> None:
    """Ask once for all that is *wanted*, and fetch it; what does not come is not asked for again."""
    view.tell(f"This lecture uses {_listed([f'{one.filename} ({_size(one)})' for one in wanted])}.")
    view.tell("Without the lecture's data it goes on with playmore's own.")
    answer = reader.line(f"Download {'it' if len(wanted) == 1 else 'them'}? Enter does, n does not: ")
    missing = list(wanted)
    try:
        while missing and answer is not None and answer.strip().lower() not in ("n", "no"):
            _fetch(missing[0], places, view)
            missing.pop(0)
    except DataError as error:
        view.tell(str(error), "warning")
    for one in missing:
        datasets.decline(one, places)


def _fetch(dataset: Dataset, places: DataPlaces, view: View) -> None:
    """
    Fetch a file, and show meanwhile how much of it is here.

    Raises:
        DataError: it does not come, or is not what it should be.
    """

    def show(done: int, total: int) -> None:
        view.wait(f"fetching {dataset.url}, {100 * done // max(total, 1)} %")

    view.wait(f"fetching {dataset.url}")
    try:
        datasets.fetch(dataset, places, show)
    finally:
        view.waited()
    view.tell(f"{dataset.filename} is here, and checked", "good")


def _size(dataset: Dataset) -> str:
    return f"{dataset.size / 1e6:.1f} MB" if dataset.size > 1e6 else f"{dataset.size // 1000} kB"


def _listed(words: list[str]) -> str:
    """
    Return words as they stand in a sentence.

    >>> _listed(["one", "two", "three"])
    'one, two and three'
    """
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
