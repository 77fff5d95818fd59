"""What a line at the prompt for Python means where it is no Python: habits of IPython, of shells and of the lesson."""

import ast
import re
from dataclasses import dataclass

KEYS_INSIDE = ("f", "v", "x")
"""Keys of the lesson that do here what they do there, behind a colon."""

HELP = (
    "a line of Python runs among the lesson's variables; name? explains one, :v lists all, :x shows the shapes of "
    "this step's code, an empty line goes back"
)

_PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In ?\[\d*\]: ?)")
_LEAVING = re.compile(r"(?:exit|quit)\s*(?:\(\s*\))?|:q|:quit|:exit")
_SHELL = re.compile(r"(?:pip3?|conda|cd|ls|cat|git|python3?|apt|brew)\s")


@dataclass(frozen=True)
class AskAbout:
    """The wish to know what *expression* is; *whole* with the source that it was written in."""

    expression: str
    whole: bool = False


@dataclass(frozen=True)
class LeaveLines:
    """The wish to go back to the lesson."""


@dataclass(frozen=True)
class PressKey:
    """
    The wish for what a *key* of the lesson does, with the *rest* of the line.

    *surely* says that nothing else can be meant, since no variable is called so.
    """

    key: str
    surely: bool = True
    rest: str = ""


@dataclass(frozen=True)
class Explained:
    """A line that does nothing here, and one sentence that *says* what does."""

    says: str


Aside = AskAbout | LeaveLines | PressKey | Explained


def read_aside(line: str) -> Aside | None:
    """
    Return what is meant by a line that is no Python; ``None`` where it is to be run.

    >>> read_aside("torch.randn?"), read_aside("quit()"), read_aside("x + 1")
    (AskAbout(expression='torch.randn', whole=False), LeaveLines(), None)
    """
    text = line.strip()
    if _LEAVING.fullmatch(text):
        return LeaveLines()
    if text in ("?", ":?", "help", "help()"):
        return Explained(HELP)
    if text.startswith(":"):
        return _key(text[1:].strip())
    if text in ("f", "v", "q"):  # x alone is rather a variable that is not there yet
        return PressKey(text, surely=False)
    if text.startswith("?") or (text.endswith("?") and "\n" not in text and "#" not in text):
        return _about(text)
    if text.startswith("!"):
        return _shell(text.lstrip("! "))
    if text.startswith("%"):
        return _magic(text)
    return _shell(text) if _SHELL.match(text) and not _is_python(text) else None


def without_prompts(text: str) -> str:
    r"""
    Return pasted lines without the prompts of Python and IPython before them.

    >>> without_prompts(">>> for i in x:\n...     print(i)")
    'for i in x:\n    print(i)'
    """
    lines = text.split("\n")
    if not _PROMPT.match(lines[0]):
        return text
    return "\n".join(_PROMPT.sub("", line) for line in lines)


def _key(key: str) -> Aside:
    name, _, rest = key.partition(" ")
    if name in KEYS_INSIDE:
        return PressKey(name, rest=rest.strip())
    return Explained(f"':{key}' is nothing here; :f, :v and :x are, and all other keys after an empty line")


def _about(text: str) -> Aside:
    expression = text.strip("?").strip()
    if not _is_python(expression):
        return Explained("a name or an expression before ? says what it is: torch.randn?")
    return AskAbout(expression, whole=text.startswith("??") or text.endswith("??"))


def _shell(command: str) -> Aside:
    if not command:
        return Explained("! runs a shell's command in a notebook; here only Python runs")
    return Explained(
        f"here only Python runs; for '{command[:40]}' use another terminal, "
        "or: import subprocess; subprocess.getoutput(…)"
    )


def _magic(text: str) -> Aside:
    name = text.lstrip("%").split(" ")[0]
    if name in ("who", "whos", "who_ls"):
        return PressKey("v")
    if name == "matplotlib":
        return Explained("plots show by themselves here; nothing needs to be set for them")
    if name in ("time", "timeit"):
        return Explained(
            f"%{name} is a notebook's; here: import timeit; timeit.timeit(lambda: …, number=100) / 100"
        )
    return Explained(f"%{name} is a command of notebooks; here only Python runs, and name? explains a name")


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return bool(text)
