"""Putting a lesson's data where its code opens it, and saying which data it is."""

from pathlib import Path

from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.model import Lesson
from playmore_cli.prompt.reader import Reader
from playmore_cli.store import datasets
from playmore_cli.store.datasets import DataError, DataPlaces, Dataset, LocatedData
from playmore_cli.view.screen import View

_REMARKS = {
    "embedded": "using playmore's own {name} ({lines:,} lines); playmore data fetch gets the lecture's",
    "local": "using your own {name}: {path} ({lines:,} lines)",
}


def place_all(lesson: Lesson, folder: Path, environment: Environment) -> frozenset[str]:
    """
    Put the lesson's data and modules into *folder*, asking nobody; return the names that are the lecture's own files.
    """
    _place_modules(lesson, folder, environment)
    places = environment.data_places
    located = [_place(datasets.dataset(name), places, folder) for name in lesson.data]
    return frozenset(one.name for one in located if one.source == "lecture")


def data_for(
    lesson: Lesson, folder: Path, environment: Environment, view: View, reader: Reader | None
) -> frozenset[str]:
    """
    Put the lesson's data and modules into *folder*; return the names that are the lecture's own files.

    Where the data in use is not the lecture's and a person sits there (*reader*), a download is offered once.
    """
    _place_modules(lesson, folder, environment)
    places = environment.data_places
    lecture = set()
    for name in lesson.data:
        dataset = datasets.dataset(name)
        if reader is not None and datasets.is_worth_asking(dataset, places):
            _offer(dataset, places, view, reader)
        located = _place(dataset, places, folder)
        if located.source == "lecture":
            lecture.add(name)
        else:
            view.tell(_REMARKS[located.source].format(name=name, lines=located.lines, path=located.path))
    return frozenset(lecture)


def _place(dataset: Dataset, places: DataPlaces, folder: Path) -> LocatedData:
    located = datasets.locate(dataset, places)
    datasets.place(dataset, located, folder)
    return located


def _place_modules(lesson: Lesson, folder: Path, environment: Environment) -> None:
    """Put what a lesson by others imports of its own where its code finds it: behind all that is installed."""
    for name, source in environment.modules.get(lesson.id, {}).items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, encoding="utf-8")
        except OSError as error:
            raise PlaymoreError(f"{path} cannot be written: {error.strerror}") from error


def _offer(dataset: Dataset, places: DataPlaces, view: View, reader: Reader) -> None:
    size = f"{dataset.size / 1e6:.1f} MB" if dataset.size > 1e6 else f"{dataset.size // 1000} kB"
    answer = reader.line(
        f"This lecture uses {dataset.filename} ({size}). Download it? Enter does, n uses playmore's own data: "
    )
    if answer is None or answer.strip().lower() in ("n", "no"):
        datasets.decline(dataset, places)
        return
    view.tell(f"fetching {dataset.url}")
    try:
        datasets.fetch(dataset, places)
        view.tell("here, and checked", "good")
    except DataError as error:
        view.tell(str(error), "warning")
        datasets.decline(dataset, places)
