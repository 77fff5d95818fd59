"""Nothing that a terminal would obey is ever echoed: not from names, arguments, notes or files."""

import ast
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import playmore_cli
from playmore_cli.store.learner import Store
from playmore_cli.view.echo import escaped, harmless

Command = Callable[..., Any]

COMMANDING = [
    "\x1b[2J", "\x1b]0;owned\x07", "\x1b]52;c;aGk=\x1b\\", "\x1bPq\x1b\\", "\x9b2J", "\x9d0;x\x9c", "\x1b", "\x07",
    "\x08", "\r", "\x7f", "\x0e", "\x85", "\u202e", "\u202d", "\u2066", "\u2067", "\u200e", "\u200f", "\u061c",
    "\u200b", "\u2060", "\ufeff", "\xad", "\u180e", "\U000e0041", "\ufff9", "\x1b[31m", "\x1b_G\x1b\\",
    "\x1b[6n", "\x1b[?1049h",
]  # fmt: skip
PLAIN = ["a", "p1", "é", "漢", "/", " ", "-", "x.yaml", "0", "[bold]", "{{ x }}", ":"]
NEVER = set("".join(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)]) ) - {"\n", "\t"} | set(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u180e\U000e0041\ufff9\xad"
)  # fmt: skip


def hostile(count: int, seed: int = 1) -> Iterator[str]:
    """Yield strings that hold what no terminal should get."""
    draw = random.Random(seed)
    for number in range(count):
        parts = [*draw.choices(PLAIN, k=draw.randint(0, 3)), COMMANDING[number % len(COMMANDING)]]
        draw.shuffle(parts)
        yield "".join(parts)


def test_the_cleaner() -> None:
    """
    Of 3,000 hostile strings nothing is left that a terminal obeys; what is printable stays as it is.
    """
    for text in hostile(3000):
        assert not NEVER & set(harmless(text)), repr(text)
        document = json.dumps({"text": text}, ensure_ascii=False)
        assert not NEVER & set(escaped(document)) and json.loads(escaped(document)) == {"text": text}
    assert harmless("plain, é, 漢\tand\nmore") == "plain, é, 漢\tand\nmore"


WAYS = [
    ["search", "{}"], ["outline", "{}"], ["start", "{}"], ["start", "p1", "--step", "{}"],
    ["start", "p1", "--at", "{}"], ["resume", "{}"], ["replay", "p1", "{}"],
    ["config", "set", "{}", "x"], ["config", "set", "editor", "{}"],
    ["config", "set", "data_dir", "{}"], ["config", "set", "theme", "{}"], ["config", "show", "{}"], ["config"],
    ["config", "--json"], ["new", "{}"], ["import", "{}"], ["progress", "import", "{}"],
    ["progress", "export", "{}"], ["progress", "export", "-"], ["notes"], ["notes", "--json"], ["notes", "{}"],
    ["notes", "--find", "{}"], ["list", "{}"], ["check", "{}"], ["data", "{}"], ["data", "path", "{}"],
    ["watch", "p1", "{}"], ["recreate", "{}"], ["recreate", "p1", "{}"], ["recreate", "p1", "history", "{}"],
    ["review", "{}"], ["reset", "{}"], ["report", "{}"], ["history", "{}"], ["history", "p1", "{}"],
    ["export", "{}", "--to", "md"], ["export", "p1", "--to", "{}"],
    ["export", "p1", "--to", "md", "-o", "-", "--mine"], ["export", "p1", "--to", "ipynb", "-o", "-", "--mine"],
    ["export", "p1", "--to", "py", "-o", "{}/x"], ["{}"], ["--{}"], ["start", "--{}"], ["search", "chain", "--{}"],
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_every_command(
    playmore: Command, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: list[str]
) -> None:
    """
    Whatever command is given hostile names, or shows what is kept of a learner with hostile notes, says them cleaned.
    """
    monkeypatch.chdir(tmp_path)
    number = WAYS.index(way)
    strings = list(hostile(len(COMMANDING), seed=number))
    store = Store(home / "state" / "progress.db")
    for text in strings:
        store.add_note("p1", "define-f", 0.0, f"note {text} x")
        store.add_attempt("p1", "value-op", f"# {text}", False)
    store.close()

    for text in strings[number % 4 :: 4] if any("{}" in word for word in way) else strings[:1]:
        ran = playmore(*(word.replace("{}", text) for word in way))
        assert not NEVER & set(ran.out + ran.err), (way, text)


@pytest.mark.parametrize("text", list(hostile(len(COMMANDING))), ids=ascii)
def test_names_of_files_and_what_is_in_them(playmore: Command, tmp_path: Path, text: str) -> None:
    """
    What is said of files, by commands that list or read them, holds nothing of what they are called or hold.
    """
    folder = tmp_path / "course"
    folder.mkdir()
    name = text.replace("/", "").replace("\0", "")
    (folder / f"{name}.yaml").write_text(f"format: 1\nid: [\n{text}")
    (folder / f"{name}.ipynb").write_text('{"cells": [' + text)
    (folder / f"{name}.json").write_text(json.dumps({"playmore": text, "format": text}))

    for arguments in (
        ["list", str(folder)], ["check", str(folder / f"{name}.yaml")], ["import", str(folder / f"{name}.ipynb")],
        ["progress", "import", str(folder / f"{name}.json")], ["start", str(folder)], ["search", "x", str(folder)],
    ):  # fmt: skip
        ran = playmore(*arguments)
        assert (ran.out + ran.err) and not NEVER & set(ran.out + ran.err), arguments


def test_only_a_few_write_past_the_cleaner() -> None:
    """
    Standard streams are reached through the environment alone, and only what draws on purpose goes past the cleaner.
    """
    past = set()
    for path in Path(playmore_cli.__file__).parent.rglob("*.py"):
        place = path.relative_to(Path(playmore_cli.__file__).parent)
        if place.parts[0] in ("runner", "prompt"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
                assert any(one.arg == "file" for one in node.keywords), f"{place}:{node.lineno}"
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "unfiltered":
                past.add(str(place))
    assert past == {"environment.py", "sitting/speech.py", "cli/check.py", "cli/preview.py"}
