"""``playmore doctor``: what works here, and what to do about the rest."""

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from playmore_cli import __version__, paths
from playmore_cli.cli.context import AsJson, environment_of, leave
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError
from playmore_cli.scratch import scratch_folder
from playmore_cli.sitting.access import catalog
from playmore_cli.sitting.speech import print_json, say


@dataclass(frozen=True)
class Checkup:
    """One thing looked at: what was *found*, whether it is *ok*, and *advice* where it is not."""

    check: str
    ok: bool
    found: str
    advice: str = ""


_PACKAGES = ("numpy", "matplotlib", "graphviz", "scikit-learn", "regex", "tiktoken", "sentencepiece")
"""What lessons import beside torch."""


RECORDED_WITH = "2.13.0"
"""The torch with which the lessons' figures were recorded; `constraints.txt` names the same."""
TRIED_WITH = ("2.13", "2.14")
"""The torches that lessons were seen to run with; the installation takes no other."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(
    context: typer.Context,
    report: Annotated[
        bool,
        typer.Option(
            "--report", help="Print what to paste where you ask for help; it names nobody and no folder."
        ),
    ] = False,
    json: AsJson = False,
) -> None:
    """
    Look at terminal, torch, data and folders: what works here and what to do about the rest.

    Example: playmore doctor --report

    Exit status: 1 if something does not work.
    """
    environment = environment_of(context)
    findings = list(examine(environment))
    if report:
        from playmore_cli.cli.report import report as make_report

        rows = make_report(environment, [(one.check, one.found) for one in findings if not one.ok])
        if json:
            print_json(environment, dict(rows))
        else:
            for name, found in rows:
                say(environment, f"{name + ':':<17} {found}")
    elif json:
        print_json(environment, [asdict(finding) for finding in findings])
    else:
        widest = max(len(finding.check) for finding in findings)
        for finding in findings:
            head = f"{'ok ' if finding.ok else '!! '} {finding.check:<{widest}} "
            say(environment, head + finding.found, hang=len(head))
            if finding.advice:
                say(environment, " " * len(head) + finding.advice)
    if not all(finding.ok for finding in findings):
        leave(ExitStatus.FAILED)


def examine(environment: Environment) -> Iterator[Checkup]:
    """Yield what was found, one finding a thing."""
    yield Checkup("playmore", True, f"{__version__}, Python {platform.python_version()}, {platform.system()}")
    yield _terminal(environment)
    yield _encoding(environment)
    yield _worker(environment)
    yield from (_package(name) for name in _PACKAGES)
    yield _lessons()
    yield _settings(environment)
    yield _state(environment)
    yield _ahead(environment)
    yield _player(environment)
    yield from _data(environment)


def _terminal(environment: Environment) -> Checkup:
    if not environment.is_terminal:
        return Checkup("terminal", True, "none: lessons are said in plain lines")
    size = environment.size()
    name = environment.variables.get("TERM", "") or "unknown"
    colours = "colours" if environment.has_colours else "no colours"
    found = f"{name}, {size.columns}x{size.lines}, {colours}"
    if size.columns < 60:
        return Checkup(
            "terminal", True, found, "narrow: plots and graphs need about 60 columns to be read well"
        )
    if environment.is_dumb:
        return Checkup("terminal", True, found, "a terminal that cannot move its cursor: keys need Enter")
    return Checkup("terminal", True, found)


def _encoding(environment: Environment) -> Checkup:
    encoding = environment.stdout.encoding or "unknown"
    if environment.has_unicode:
        return Checkup("encoding", True, encoding)
    return Checkup(
        "encoding", True, encoding, "pictures are drawn in ASCII; set LANG to a UTF-8 locale such as C.UTF-8"
    )


def _worker(environment: Environment) -> Checkup:
    """Start a real worker and let it add up a tensor."""
    from playmore_cli.runner.client import Runner, WorkerBrokenError, WorkerDiedError, WorkerSettings

    with scratch_folder() as folder:
        try:
            with Runner(WorkerSettings(folder, preload=("torch",))) as runner:
                source = "__import__('torch').__version__"
                (value,) = runner.evaluate([(source, "")])
        except (WorkerDiedError, WorkerBrokenError) as error:
            return Checkup(
                "worker", False, f"it does not run: {error}", "install playmore again in a new environment"
            )
    if value.error:
        return Checkup("torch", False, value.error, "install it: pip install -c constraints.txt torch")
    found = f"{value.text}, runs in a worker of its own, {os.cpu_count()} cores here"
    return Checkup("torch", True, found, advice_on(value.text))


def advice_on(torch: str) -> str:
    """
    Return what there is to say of a version of torch.

    >>> advice_on("2.13.0+cpu"), advice_on("2.15.1")
    ('', 'playmore was tried with torch 2.13 and 2.14: others may do, or not')
    """
    release = torch.partition("+")[0]
    if release == RECORDED_WITH:
        return ""
    if ".".join(release.split(".")[:2]) not in TRIED_WITH:
        return f"playmore was tried with torch {' and '.join(TRIED_WITH)}: others may do, or not"
    return f"figures were recorded with torch {RECORDED_WITH}: their last digits may differ"


def _package(name: str) -> Checkup:
    try:
        return Checkup(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Checkup(name, False, "not installed", f"install it: pip install {name}")


def _lessons() -> Checkup:
    try:
        groups = catalog().groups()
    except PlaymoreError as error:
        return Checkup("lessons", False, str(error).splitlines()[0], "install playmore again")
    summaries = [summary for group in groups for summary in group.summaries]
    steps = sum(len(summary.step_ids) for summary in summaries)
    packages = f", from {len(groups) - 1} packages beside playmore" if groups[1:] else ""
    remarks = "; ".join(remark for group in groups for remark in group.remarks)
    is_whole = bool(groups[0].summaries) and not groups[0].remarks
    return Checkup("lessons", is_whole, f"{len(summaries)} lessons, {steps} steps{packages}", remarks)


def _settings(environment: Environment) -> Checkup:
    try:
        problems = environment.describe_problems(environment.find_settings())
    except PlaymoreError as error:
        problems = [str(error)]
    if problems:
        return Checkup("settings", False, "; ".join(problems), "playmore config shows and changes them")
    return Checkup("settings", True, str(paths.config_file()))


_UNKEPT = "playing works, but nothing is kept"


def _state(environment: Environment) -> Checkup:
    from playmore_cli.store.learner import Store, StoreError

    folder = paths.state_folder()
    try:
        store = Store(environment.progress_file, environment.clock)
        store.close()
        free = 0 if store.trouble else shutil.disk_usage(folder).free
    except (StoreError, OSError) as error:
        return Checkup("progress", False, str(error), _UNKEPT)
    if store.trouble or store.warning:
        return Checkup(
            "progress", False, store.trouble or store.warning or "", "" if store.warning else _UNKEPT
        )
    low = "less than 100 MB are free: make room" if free < 100e6 else ""
    return Checkup("progress", not low, f"kept in {folder}, {free / 1e9:.1f} GB free", low)


def _ahead(environment: Environment) -> Checkup:
    """Say whether the next steps are run while one reads; that they are not is nothing wrong."""
    from playmore_cli.sitting.ahead import why_not

    try:
        why = why_not(environment)
    except PlaymoreError:
        why = "the settings cannot be used"
    return Checkup(
        "ahead", True, f"off: {why}" if why else "on: another core runs the next steps while you read"
    )


def _player(environment: Environment) -> Checkup:
    """Look for mpv; a lesson does without, so its absence is nothing wrong."""
    from playmore_cli.video.mpv import HOW_TO_INSTALL, MpvError, find_link_reader, find_mpv, find_version

    try:
        version = find_version(find_mpv(environment.variables))
    except MpvError as error:
        why = str(error).split(";")[0]
        return Checkup("video", True, f"{why}: links and the browser", f"to watch in step, {HOW_TO_INSTALL}")
    if find_link_reader() is None:
        advice = "yt-dlp is not installed: mpv plays files, but no YouTube addresses; pip install yt-dlp"
        return Checkup("video", True, f"mpv {version}", advice)
    return Checkup("video", True, f"mpv {version}, and yt-dlp for YouTube addresses")


def _data(environment: Environment) -> Iterator[Checkup]:
    from playmore_cli.store import datasets

    try:
        places = environment.data_places
    except PlaymoreError as error:
        yield Checkup("data", False, str(error))
        return
    for dataset in datasets.DATASETS.values():
        try:
            located = datasets.locate(dataset, places)
        except PlaymoreError as error:
            yield Checkup(dataset.name, False, str(error))
            continue
        advice = (
            ""
            if located.source == "lecture"
            else f"playmore data fetch {dataset.name} gets the lecture's own"
        )
        yield Checkup(dataset.name, True, f"{located.source}, {located.lines:,} lines", advice)
