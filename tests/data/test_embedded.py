"""The data that playmore brings is what its README says."""

import base64
import hashlib
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from playmore_cli.lesson.catalog import Catalog
from playmore_cli.store.datasets import DATASETS

DATA = Path(__file__).parent.parent.parent / "data"
"""In the checkout, where the sources and scripts are too."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHAKESPEARE_CHARACTERS = "\n !$&',-.3:;?" + LETTERS.upper() + LETTERS


@pytest.fixture(scope="module")
def names() -> list[str]:
    return (DATA / "names.txt").read_text("ascii").splitlines()


@pytest.fixture(scope="module")
def verse() -> str:
    return (DATA / "verse.txt").read_text("ascii")


@pytest.fixture(scope="module")
def speeches(verse: str) -> list[list[str]]:
    """The speeches, each as its lines."""
    return [speech.split("\n") for speech in verse.removesuffix("\n").split("\n\n")]


@pytest.fixture(scope="module")
def readme() -> str:
    return " ".join((DATA / "README.md").read_text().split())


def run(script: str, *arguments: str) -> bytes:
    """Run a script of the data folder and return what it prints."""
    return subprocess.run(
        [sys.executable, "-B", str(DATA / script), *arguments], check=True, capture_output=True
    ).stdout


def test_as_many_names_as_the_lecture(names: list[str]):
    """There are as many names as in the lecture, none of them twice."""
    assert len(names) == len(set(names)) == 32_033


def test_letters_of_the_names(names: list[str]):
    """The names use the 26 letters and nothing else, two to fifteen of them, as in the lecture."""
    assert set("".join(names)) == set(LETTERS)
    assert (min(map(len, names)), max(map(len, names))) == (2, 15)


def test_first_names_make_the_lecture_s_points(names: list[str]):
    """Three names share no pair of letters but their end; five begin differently and give 32 examples."""
    pairs = Counter(f".{name}."[at : at + 2] for name in names[:3] for at in range(len(name) + 1))
    assert pairs.most_common(2) == [("a.", 3), (".a", 1)]
    assert len({name[0] for name in names[:5]}) == 5
    assert sum(len(name) + 1 for name in names[:5]) == 32


@pytest.mark.whole
def test_script_writes_the_names():
    """The script gives the committed list, byte for byte."""
    assert run("make_names.py", "--stdout") == (DATA / "names.txt").read_bytes()


def test_every_real_name_is_in_the_list(names: list[str], readme: str):
    """All names of the sources are in the list; the README counts them and the variants."""
    real = {name for path in (DATA / "sources").glob("*.txt") for name in path.read_text("ascii").split()}
    assert real <= set(names)
    assert f"hold {len(real):,} real given names" in readme
    assert f"adds {len(names) - len(real):,} spelling variants" in readme


def test_names_are_as_hard_to_predict_as_the_lecture_s():
    """The loss of the smoothed bigram model is within 0.01 of the lecture's 2.4546, and the README's."""
    printed = run("compare.py", str(DATA / "names.txt")).decode()
    found = re.search(r"^loss +([\d.]+)", printed, re.MULTILINE)
    assert found and abs(float(found[1]) - 2.4546) < 0.01
    assert f"**{found[1]}**" in (DATA / "README.md").read_text()


def test_readme_names_the_files(readme: str):
    """The README's checksums and line counts are those of the files."""
    for name in ("names.txt", "verse.txt", "gpt2.tiktoken", "gpt4.tiktoken"):
        content = (DATA / name).read_bytes()
        assert f"| {len(content.splitlines()):,} | `{hashlib.sha256(content).hexdigest()}` |" in readme


@pytest.mark.whole
def test_script_writes_the_vocabularies():
    """The script gives the committed rank files, byte for byte."""
    committed = b"".join((DATA / name).read_bytes() for name in ("gpt2.tiktoken", "gpt4.tiktoken"))
    assert run("make_vocabularies.py", "--stdout") == committed


@pytest.mark.parametrize("name", ["gpt2.tiktoken", "gpt4.tiktoken"])
def test_ranks_are_whole(name: str):
    """Ranks count from 0 without a gap, no token stands twice, and every byte is one, as tiktoken needs it."""
    lines = [line.split() for line in (DATA / name).read_bytes().splitlines()]
    tokens = [base64.b64decode(token) for token, _ in lines]
    assert [int(rank) for _, rank in lines] == list(range(2048))
    assert len(set(tokens)) == 2048
    assert {bytes([byte]) for byte in range(256)} == set(tokens[:256])


def test_small_vocabularies_show_what_the_large_ones_do():
    """The first keeps blanks apart and knows the forum's user; the second groups blanks and knows some Korean."""
    first, second = (
        {base64.b64decode(line.split()[0]) for line in (DATA / name).read_bytes().splitlines()}
        for name in ("gpt2.tiktoken", "gpt4.tiktoken")
    )
    assert b"  " not in first and b"    " in second
    assert b" CopperLanternMoth" in first - second
    assert "요".encode() in second - first


def test_tiktoken_asks_no_network(monkeypatch: pytest.MonkeyPatch):
    """The lesson's own code reads the vocabularies and encodes with no connection ever opened."""
    lesson = Catalog().find("p8")
    code = [
        lesson.steps[lesson.index_of(name)].code or "" for name in ("two-vocabularies", "gpt4-vocabulary")
    ]
    assert not any("get_encoding" in (step.code or "") for step in lesson.steps)

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(DATA)
    names: dict[str, Any] = {"sample": "the sea"}
    for source in code:
        exec(source, names)
    assert names["gpt2"].decode(names["gpt2"].encode("the sea 바다")) == "the sea 바다"


def test_nothing_is_the_lecture_s_own():
    """No file is a lecture's."""
    for dataset in DATASETS.values():
        content = (DATA / dataset.embedded).read_bytes()
        assert hashlib.sha256(content).hexdigest() != dataset.sha256


def test_length_of_the_verse(verse: str, readme: str):
    """The play has at least a hundred thousand characters; the README gives their number."""
    assert len(verse) >= 100_000
    assert f"{len(verse):,} characters" in readme


def test_characters_of_the_verse(verse: str):
    """The play uses exactly the 65 characters of the lecture's file, so that the vocabulary is the same."""
    assert "".join(sorted(set(verse))) == SHAKESPEARE_CHARACTERS


def test_layout_of_the_verse(verse: str, speeches: list[list[str]], readme: str):
    """Each speech is a speaker in capitals with a colon, then lines; one empty line stands between speeches."""
    assert verse.endswith("\n") and not verse.endswith("\n\n")
    for speaker, *lines in speeches:
        assert re.fullmatch(r"[A-Z]+( [A-Z]+)*:", speaker), speaker
        assert lines and all(line == line.strip() and 0 < len(line) <= 60 for line in lines), speaker
    speakers = len({speech[0] for speech in speeches})
    assert f"{len(speeches):,} speeches by {speakers} speakers" in readme


def test_verse_does_not_repeat_itself(speeches: list[list[str]]):
    """Fewer than two lines in a hundred say what another line says."""
    lines = [line for speech in speeches for line in speech[1:]]
    assert len(lines) - len(set(lines)) < 0.02 * len(lines)


def test_verse_is_not_shakespeare_s(speeches: list[list[str]]):
    """No line of some length occurs in the lecture's file."""
    folder = os.environ.get("PLAYMORE_DATA_DIR")
    path = Path(folder or "") / "tinyshakespeare.txt"
    if not folder or not path.is_file():
        pytest.skip("PLAYMORE_DATA_DIR has no tinyshakespeare.txt to compare with")
    theirs = {line.strip().lower() for line in path.read_text().splitlines()}
    ours = {line.lower() for speech in speeches for line in speech[1:] if len(line) > 12}
    assert not ours & theirs
