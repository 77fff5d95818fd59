"""The question whether a stranger's code may run, and what reading it shows."""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError
from playmore_cli.lesson.catalog import Located
from playmore_cli.lesson.identity import KnownLesson
from playmore_cli.lesson.inspection import KINDS, CodeReading
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.speech import complain
from playmore_cli.store.imports import ImportedCode
from playmore_cli.view.clean import clean_plain

_SHOWN = 4
_LINES = 12
"""Lines of a piece of imported code that are shown."""
_OTHER_DATA = "Its code is what you let run before; its data is not what it was then."
_WORDS = {
    "files": "files and folders",
    "processes": "processes",
    "network": "network",
    "hidden": "not to be read",
}


class NotWantedError(PlaymoreError):
    """The learner does not want a lesson's code to run."""

    status = ExitStatus.FAILED


class Brought(NamedTuple):
    """The data that a lesson brings, in words; whether only that is new: the code was let run with other data."""

    files: str = ""
    is_all_new: bool = False


def ask(
    environment: Environment, lesson: Lesson, located: Located, reading: CodeReading, brought: Brought
) -> None:
    """
    Show what reading the code showed, and return where the learner lets it run.

    Raises:
        NotWantedError: anything but yes was answered.
    """
    _say(environment, f"{_called(lesson, located)} did not come with playmore.")
    _say(
        environment,
        f"Its lesson “{clean_plain(lesson.title)}” runs {_counted(reading.pieces, 'piece')} of code, "
        f"{_counted(reading.lines, 'line')}. Reading without running shows:",
    )
    _tell_reading(environment, reading, brought.files)
    if brought.is_all_new:
        _say(environment, _OTHER_DATA)
    _say(environment, "y runs it, now and later; anything else leaves.")
    if not _is_yes(environment):
        raise NotWantedError("nothing was run")


def ask_about_imported(
    environment: Environment, lesson: Lesson, codes: Sequence[ImportedCode], reading: CodeReading
) -> bool:
    """Show imported code and what reading it showed; return whether the learner lets it run."""
    _say(environment, f"{_imported(lesson, reading)}:")
    for code in codes[:_SHOWN]:
        _say(environment, clean_plain(f"at {code.step}"), 2, 4)
        lines = clean_plain(code.source).splitlines()
        more = [f"… {_counted(len(lines) - _LINES, 'more line')}"] if len(lines) > _LINES else []
        print("\n".join(f"    {line}" for line in [*lines[:_LINES], *more]), file=environment.stderr)
    if len(codes) > _SHOWN:
        _say(environment, f"and {_counted(len(codes) - _SHOWN, 'more piece')}", 2, 4)
    _say(environment, "Reading without running shows:")
    _tell_reading(environment, reading)
    _say(environment, "y runs it, now and later; anything else leaves it out and plays on without it.")
    return _is_yes(environment)


def ask_whose(
    environment: Environment,
    lesson: Lesson,
    path: Path,
    claims: Sequence[KnownLesson],
    done: Mapping[str, int],
) -> KnownLesson | None:
    """
    Return the lesson with progress with which the learner goes on in a file; nothing where they begin anew.

    *done* says how many steps of each are done, by its key.

    Raises:
        NotWantedError: the learner leaves without an answer.
    """
    _say(environment, clean_plain(f"{path} may be a lesson that you played, “{lesson.title}”:"))
    for number, one in enumerate(claims, start=1):
        _say(
            environment, clean_plain(f"{number}  {_place(one)}, {_counted(done[one.key], 'step')} done"), 2, 5
        )
    numbers = "1" if len(claims) == 1 else f"A number from 1 to {len(claims)}"
    _say(
        environment,
        f"{numbers} goes on here with what you did there, which is then no longer that file's; anything else begins "
        "anew.",
    )
    answer = _answer(environment, "Which is it? ")
    if answer is None:
        raise NotWantedError("nothing was begun, and nothing decided")
    return claims[int(answer) - 1] if answer in {str(one + 1) for one in range(len(claims))} else None


def tell_of_claims(environment: Environment, path: Path, claims: Sequence[KnownLesson]) -> None:
    """Say that a file may be a lesson that was played elsewhere, and that nobody was there to say so."""
    places = " or ".join(_place(one) for one in claims)
    complain(
        environment,
        f"{path} may be the lesson that you played from {places}; it begins anew here. Start it at a terminal to go on "
        "with what you did there",
    )


def _place(one: KnownLesson) -> str:
    return f"{one.path}{'' if one.is_there else ' (not there any more)'}"


def refusal_of_imported(lesson: Lesson, reading: CodeReading) -> str:
    """Return why imported code cannot run where nobody can be asked, and what to do."""
    return (
        f"{_imported(lesson, reading)}, and nobody is here to be asked whether it may run ({_in_brief(reading)}). "
        "Read it, then add --trust; playmore progress import --undo takes the import back."
    )


def _imported(lesson: Lesson, reading: CodeReading) -> str:
    return clean_plain(
        f"Of {lesson.id} your progress holds code that came with an import, "
        f"{_counted(reading.pieces, 'piece')}, {_counted(reading.lines, 'line')}"
    )


def _say(environment: Environment, text: str, indent: int = 0, hang: int = 0) -> None:
    """Write *text* wrapped; *indent* and *hang* are the columns before its first and its other lines."""
    width = _width(environment)
    lines = textwrap.wrap(text, width, initial_indent=" " * indent, subsequent_indent=" " * hang)
    print("\n".join(lines), file=environment.stderr)


def _tell_reading(environment: Environment, reading: CodeReading, files: str = "") -> None:
    brings = [clean_plain(f"{'brings data':<17}  {files}")] if files else []
    for row in (*describe(reading), *brings):
        _say(environment, row, 2, 21 if _width(environment) >= 60 else 4)
    _say(environment, "This is a reading and no proof: code that runs can do whatever you can do here.")


def _width(environment: Environment) -> int:
    return max(min(environment.size().columns, 100), 40)


def _is_yes(environment: Environment) -> bool:
    return (_answer(environment, "Run it? ") or "").lower() in ("y", "yes")


def _answer(environment: Environment, question: str) -> str | None:
    """Return what is typed at a question; ``None`` for Ctrl-D alone."""
    print(question, end="", file=environment.stderr, flush=True)
    answer = environment.read_line()
    if not answer.endswith("\n"):  # Ctrl-D leaves the cursor behind the question
        print(file=environment.stderr)
    return answer.strip() if answer else None


def refusal(lesson: Lesson, located: Located, reading: CodeReading, brought: Brought) -> str:
    """Return why code cannot run where nobody can be asked, and what to do."""
    files = f"; it brings {clean_plain(brought.files)}" if brought.files else ""
    other = f" {_OTHER_DATA}" if brought.is_all_new else ""
    return (
        f"{_called(lesson, located)} did not come with playmore, and nobody is here to be asked whether its code may "
        f"run ({_in_brief(reading)}{files}).{other} Read it, then add --trust, or name its folder in the setting "
        "trusted_folders."
    )


def describe(reading: CodeReading) -> list[str]:
    """
    Return what code reaches for, a line a kind of thing: its name in 17 columns, then what was seen.

    Args:
        reading: of all the code.
    """
    rows = [f"{'imports':<17}  {', '.join(reading.imports) or 'nothing'}"]
    for kind in KINDS:
        reaches = reading.of_kind(kind)
        seen = [f"{reach.text} (at {reach.step})" for reach in reaches[:_SHOWN]]
        if len(reaches) > _SHOWN:
            seen.append(f"and {len(reaches) - _SHOWN} more")
        rows.append(f"{_WORDS[kind]:<17}  {'; '.join(seen) or 'none seen'}")
    if reading.unreadable:
        rows.append(f"{'no Python':<17}  {', '.join(reading.unreadable)}")
    return [clean_plain(row) for row in rows]


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _called(lesson: Lesson, located: Located) -> str:
    """Return how to call a lesson that is not ours: by its package, or by its file."""
    if located.shelf is not None:
        return f"{lesson.id}, of the package {clean_plain(located.shelf.origin)},"
    return clean_plain(str(located.path))


def _in_brief(reading: CodeReading) -> str:
    imports = f"imports {', '.join(reading.imports)}" if reading.imports else "imports nothing"
    seen = [_WORDS[kind] for kind in KINDS if reading.of_kind(kind)]
    return clean_plain(f"it {imports}; seen in it: {', '.join(seen) or 'nothing else that reaches out'}")
