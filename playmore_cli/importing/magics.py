"""
Code of a notebook as plain Python: magics, shell lines and help marks taken out or undone, each one reported.

IPython reads lines that begin with ``%``, ``!`` or ``?`` in its own way; a lesson's code is what any Python runs.
"""

import re
import tokenize
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from playmore_cli.lesson.source import find_fault

_MARKED = re.compile(r"(?P<indent>[ \t]*)(?P<mark>%%|%|!!|!|\?\??)(?P<rest>.*)")
_ASSIGNED = re.compile(r"(?P<indent>[ \t]*)(?P<name>[\w.\[\]\"', ]+?)\s*=\s*(?P<mark>%|!!|!)(?P<rest>[^=].*)")
_HELP = re.compile(r"[ \t]*[\w.]+\?{1,2}\s*")
_TIMERS = ("time", "timeit", "prun", "memit", "mprun")
_WRAPPERS = (
    "%%time",
    "%%timeit",
    "%%capture",
    "%%prun",
    "%%memit",
    "%%debug",
    "%%script python",
    "%%python3",
    "%%python",
)
_CALLED = re.compile(
    r"(?P<indent>[ \t]*)get_ipython\(\)\.(?P<how>run_line_magic|magic|system)(?P<given>\(.*\))[ \t]*;?[ \t]*"
)
"""A magic or a shell line as a script that was made of a notebook has it."""
_OPTIONS = re.compile(r"(?:-[a-zA-Z]+\s*\d*\s+)+")

_FAR = 3_000
"""Lines without a marked one behind which no statement is looked for: a text in quotes may be that long."""

_REASONS = {
    "matplotlib": "plots appear where a step draws them",
    "autoreload": "a lesson's code stands in its steps",
    "load_ext": "extensions of IPython do not exist in a lesson",
    "config": "plots are drawn for the terminal",
    "pip": "packages are installed before a lesson is played",
    "conda": "packages are installed before a lesson is played",
    "cd": "a lesson runs in a folder of its own",
    "pdb": "there is no debugger in a lesson",
}
_SHELL = {
    "pip": _REASONS["pip"],
    "conda": _REASONS["pip"],
    "apt": "programs are installed before a lesson is played",
    "wget": "a lesson's data is named under 'data'",
    "curl": "a lesson's data is named under 'data'",
    "git": "a lesson is complete in itself",
}


@dataclass(frozen=True)
class Cleaned:
    """
    *source* as plain Python, and what was done to get there.

    *dropped* are lines that were taken out, each with the reason; *undone* describes what was kept without its mark;
    *foreign* says that the whole cell is something other than Python, and what.
    """

    source: str
    dropped: tuple[tuple[str, str], ...] = ()
    undone: tuple[str, ...] = ()
    foreign: str = ""


def clean_code(source: str) -> Cleaned:
    r"""
    Return the code of a cell as plain Python.

    >>> clean_code("%matplotlib inline\nx = 1").source
    'x = 1'
    >>> clean_code("%%bash\nls").foreign
    '%%bash'
    """
    body = "\n".join(map(_as_typed, source.rstrip().split("\n")))
    while body.split("\n", 1)[0].strip() == "" and "\n" in body:
        body = body.split("\n", 1)[1]
    if not body.strip():
        return Cleaned("")
    undone: list[str] = []
    while body.startswith("%%"):
        first, _, rest = body.partition("\n")
        if not first.startswith(_WRAPPERS):
            return Cleaned(body, foreign=first.split()[0])
        undone.append(f"`{first.strip()}` was taken off the cell")
        body = rest.strip("\n")
    if find_fault(body) is None:
        return Cleaned(body, undone=tuple(undone))
    dropped: list[tuple[str, str]] = []
    lines = list(_without_marks(body.split("\n"), dropped, undone))
    return Cleaned("\n".join(lines).strip("\n").rstrip(), tuple(dropped), tuple(undone))


def _as_typed(line: str) -> str:
    """
    Return a line that calls IPython as one types it in a notebook; any other line is left.

    >>> _as_typed("get_ipython().run_line_magic('matplotlib', 'inline')"), _as_typed("get_ipython().system('ls -l')")
    ('%matplotlib inline', '!ls -l')
    """
    called = _CALLED.fullmatch(line)
    if called is None:
        return line
    try:
        given = literal_eval(called["given"])
    except (SyntaxError, ValueError):
        return line  # computed: what it does is not known
    words = " ".join(map(str, given if isinstance(given, tuple) else (given,))).strip()
    return f"{called['indent']}{'!' if called['how'] == 'system' else '%'}{words}"


def _without_marks(lines: list[str], dropped: list[tuple[str, str]], undone: list[str]) -> Iterator[str]:
    before: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        marked = _MARKED.match(line) or _ASSIGNED.match(line) or _HELP.fullmatch(line)
        if marked is None or not _at_statement(before):
            before.append(line)
            yield line
            continue
        before.clear()
        while line.endswith("\\") and place < len(lines):
            line = f"{line}\n{lines[place]}"
            place += 1
        kept = _unmarked(line, dropped, undone)
        if kept is not None:
            before.append(kept)
            yield kept


def _at_statement(before: list[str]) -> bool:
    """Return whether a new statement begins after these lines: no bracket and no string is open."""
    if (before and before[-1].endswith("\\")) or len(before) > _FAR:
        return False
    try:
        for _ in tokenize.generate_tokens(StringIO("\n".join([*before, ""])).readline):
            pass
    except tokenize.TokenError as error:
        return "multi-line" not in str(error)
    except (SyntaxError, ValueError):
        return True  # something else is wrong there, which is said where the cell is compiled
    return True


def _unmarked(line: str, dropped: list[tuple[str, str]], undone: list[str]) -> str | None:
    """Return what of a marked line runs as Python; ``None`` where the line goes."""
    shown = line.strip()
    assigned = _ASSIGNED.match(line)
    if assigned is not None and not _MARKED.match(line):
        words = assigned["rest"].split(None, 1)
        if assigned["mark"] == "%" and words[0] in _TIMERS and len(words) > 1:
            undone.append(f"`%{words[0]}` was taken off `{shown}`")
            return f"{assigned['indent']}{assigned['name']} = {_OPTIONS.sub('', words[1])}"
        dropped.append(
            (shown, f"{assigned['name'].strip()} is now nowhere set: write its value into the step")
        )
        return _filler(assigned["indent"])
    marked = _MARKED.match(line)
    if marked is None:
        dropped.append((shown, "help is asked at the prompt of a lesson, not in its code"))
        return None
    mark, rest = marked["mark"], marked["rest"].strip()
    name = rest.split()[0] if rest.split() else ""
    if mark == "%" and name in _TIMERS and rest[len(name) :].strip():
        undone.append(f"`%{name}` was taken off `{shown}`")
        return marked["indent"] + _OPTIONS.sub("", rest[len(name) :].strip())
    if mark.startswith("!"):
        reason = next(
            (text for word, text in _SHELL.items() if word in rest.split()[:2]), "a lesson runs no shell"
        )
    elif mark.startswith("?"):
        reason = "help is asked at the prompt of a lesson, not in its code"
    else:
        reason = _REASONS.get(name, "a lesson is plain Python, without the magics of IPython")
    dropped.append((shown, reason))
    return _filler(marked["indent"])


def _filler(indent: str) -> str | None:
    """Return what stands where a line was, so that a block that held nothing else stays whole."""
    return f"{indent}pass" if indent else None
