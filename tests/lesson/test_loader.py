"""From the text of a lesson file to a lesson, or to everything that is wrong with it."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playmore_cli.errors import ExitStatus
from playmore_cli.lesson import nodes
from playmore_cli.lesson.files import MAX_BYTES, decode
from playmore_cli.lesson.loader import load_lesson, read_lesson
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.problems import LessonError

DATA = Path(__file__).parent / "data"
VALID = sorted((DATA / "valid").glob("*.yaml"))
INVALID = sorted((DATA / "invalid").glob("*.yaml"))
EVERYTHING = (DATA / "valid" / "everything.yaml").read_text(encoding="utf-8")
MINIMAL = (DATA / "valid" / "minimal.yaml").read_text(encoding="utf-8")

NOBODY = 65534
"""The user whom systems call nobody."""


def _name(path: Path) -> str:
    return path.stem


def _compare(file: Path, text: str, rewrite: bool) -> None:
    if rewrite:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def _as_json(lesson: Lesson) -> str:
    return json.dumps(msgspec.to_builtins(lesson, enc_hook=float), indent=1, ensure_ascii=False) + "\n"


def _problems_of(path: Path) -> str:
    """Return what is said about a file, under its name alone."""
    with pytest.raises(LessonError) as caught:
        load_lesson(path)
    return str(caught.value).replace(str(path), path.name) + "\n"


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether the expected results are to be written anew."""
    return bool(request.config.getoption("--rewrite-golden"))


@pytest.fixture
def pure_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML as it is where libyaml is missing."""
    monkeypatch.setattr(nodes, "Loader", nodes.PureLoader)


@pytest.mark.parametrize("path", VALID, ids=_name)
def test_valid_files(path: Path, rewrite: bool) -> None:
    """A valid file gives the lesson that stands beside it as JSON."""
    _compare(path.with_suffix(".json"), _as_json(load_lesson(path)), rewrite)


@pytest.mark.parametrize("path", INVALID, ids=_name)
def test_invalid_files(path: Path, rewrite: bool) -> None:
    """An invalid file gives all of its problems, as they stand beside it."""
    _compare(path.with_suffix(".txt"), _problems_of(path), rewrite)


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=_name)
@pytest.mark.usefixtures("pure_parser")
def test_without_libyaml(path: Path) -> None:
    """The pure parser accepts and refuses the same files, and says the same about them."""
    if path in VALID:
        assert _as_json(load_lesson(path)) == path.with_suffix(".json").read_text(encoding="utf-8")
        return
    assert _problems_of(path) == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_expected_results_belong_to_files() -> None:
    """No expected result is left over from a file that is gone, and there are many files."""
    results = {path.with_suffix(".yaml") for ending in ("json", "txt") for path in DATA.rglob(f"*.{ending}")}
    assert results == {*VALID, *INVALID}
    assert len(VALID) >= 5
    assert len(INVALID) >= 30


def test_code_is_kept_exactly() -> None:
    """Code loses one line break at its end and nothing else, so that blank lines and comments stay."""
    codes = [step.code for step in load_lesson(DATA / "valid" / "code-blocks.yaml").steps]
    assert codes[0] == "def f(x):\n\n    return x  # é 😀\n\n\nf(1)"
    assert codes[1] == "x = 1\n"
    assert codes[2] == "\n# a comment of the code\nx = 1"
    assert codes[3] == "x = (\n  1)"
    assert codes[6] == "if True:\n\tx = 1"


@pytest.mark.parametrize(
    "trap", ["no", "on", "2:20", "0x1F", "2026-01-02", "0o17", "1.2.3", "=", "<<", "yes"]
)
def test_words_of_old_yaml_are_text(trap: str) -> None:
    """What YAML 1.1 turns into numbers, dates and booleans stays as it is written."""
    lesson, problems = read_lesson(MINIMAL.replace("title: Demo", f"title: {trap}"), "demo.yaml")
    assert not problems
    assert lesson is not None
    assert lesson.title == trap


def test_formulae_are_tried_where_a_drawer_is_given() -> None:
    """Each formula of a narration is given to the drawer, a live value in it as a digit, code left out."""
    seen: list[str] = []

    def undrawable(formula: str) -> str | None:
        seen.append(formula)
        return "no matrices" if "matrix" in formula else None

    text = MINIMAL.replace(
        '{id: hello, at: "0:00", say: Hello.}',
        'id: hello\n        at: "0:00"\n        say: |\n'
        "          `$no$` but $x = {{ x }}$.\n\n          And $\\matrix{a}$.",
    )
    lesson, problems = read_lesson(text, "demo.yaml", undrawable)
    assert lesson is None
    assert seen == ["x = 0", "\\matrix{a}"]
    assert [(problem.line, problem.column) for problem in problems] == [(15, 16)]
    assert problems[0].message == "this formula cannot be drawn: no matrices"
    assert read_lesson(text, "demo.yaml")[0] is not None


def test_long_narration_is_no_error() -> None:
    """How long a narration may be is advice to authors, not a rule."""
    text = MINIMAL.replace("say: Hello.", f"say: {'Hello again. ' * 400}")
    assert read_lesson(text, "demo.yaml")[1] == ()


def test_the_solution_may_be_the_code_and_the_start_unfinished() -> None:
    """What a learner starts from need not compile."""
    text = MINIMAL.replace(
        "say: Hello.", "code: f = 1, recreate: {task: Define f., check: assert f, start: f =}"
    )
    assert read_lesson(text, "demo.yaml")[1] == ()


def test_a_lesson_error_is_a_failure_and_holds_its_problems() -> None:
    """A file with problems ends a command with status 1, and the problems can be had one by one."""
    with pytest.raises(LessonError) as caught:
        load_lesson(DATA / "invalid" / "unknown-keys.yaml")
    assert caught.value.status is ExitStatus.FAILED
    assert [problem.line for problem in caught.value.problems] == [6, 7, 15, 16]
    assert caught.value.problems[2].advice == "did you mean 'then'?"


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is said in one sentence, without a place in it."""
    with pytest.raises(
        LessonError, match=r"^.*none\.yaml: there is no such file; playmore list shows"
    ) as caught:
        load_lesson(tmp_path / "none.yaml")
    assert caught.value.problems[0].line == 0


def test_folder(tmp_path: Path) -> None:
    """A folder is no lesson."""
    with pytest.raises(LessonError, match="this is a folder, not a lesson file"):
        load_lesson(tmp_path)


def test_pipe(tmp_path: Path) -> None:
    """A named pipe is refused before it is opened, which would wait for ever."""
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(LessonError, match="this is no plain file"):
        load_lesson(tmp_path / "pipe.yaml")


@pytest.fixture
def nobody() -> Iterator[None]:
    """Be a user who may not read everything: root is nobody for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(user)


def test_unreadable_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """A file that may not be read is said to be so."""
    path = tmp_path / "secret.yaml"
    path.write_text(MINIMAL)
    path.chmod(0)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # nobody may not go through the folders above
    request.getfixturevalue("nobody")
    with pytest.raises(LessonError, match="the file cannot be read: Permission denied"):
        load_lesson(Path("secret.yaml"))


def test_a_name_that_no_file_can_have() -> None:
    """A path with a null byte is no file, and no crash."""
    with pytest.raises(LessonError, match=r"there is no such file|cannot be read"):
        load_lesson(Path("a\0b.yaml"))


def test_a_link_to_itself(tmp_path: Path) -> None:
    """A symbolic link that leads nowhere is no file."""
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    with pytest.raises(LessonError, match=r"there is no such file|cannot be read"):
        load_lesson(tmp_path / "loop.yaml")


def test_large_file(tmp_path: Path) -> None:
    """More than 5 MB is refused before it is parsed."""
    path = tmp_path / "large.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(LessonError, match="the file is larger than 5 MB"):
        load_lesson(path)


@pytest.mark.parametrize("sign", ["\ud800", "\0", "\x85", "\u2028", "\ufeff"])
def test_characters_that_yaml_or_python_would_stumble_over(sign: str) -> None:
    """They are named by their number, at their place."""
    lesson, problems = read_lesson(MINIMAL.replace("Demo", f"De{sign}mo"), "demo.yaml")
    assert lesson is None
    assert [(problem.line, problem.column) for problem in problems] == [(3, 10)]
    assert f"U+{ord(sign):04X}" in problems[0].message


def test_deep_nesting_stops_early() -> None:
    """A hundred thousand brackets are refused like thirty-one, without recursion."""
    for opening in ("[", "{a: ", "- "):
        lesson, problems = read_lesson(f"id: x\nchapters:\n  {opening * 100_000}", "deep.yaml")
        assert lesson is None
        assert len(problems) == 1


# ---- whatever is done to a file, it is a lesson or it has problems

_INSERTS = st.sampled_from(
    [
        *"\n\t :-#'\"{}[],&*!|>%@`\\$\0é",
        "{{",
        "}}",
        ": ",
        "- ",
        "---\n",
        "&a ",
        "*a ",
        "!!int ",
        "<<: ",
        "9" * 30,
    ]
)
_CUT = st.tuples(st.just("cut"), st.integers(0, len(EVERYTHING)), st.integers(0, 40), st.just(""))
_INSERT = st.tuples(
    st.just("insert"), st.integers(0, len(EVERYTHING)), st.just(0), _INSERTS | st.text(max_size=5)
)
_REPEAT = st.tuples(st.just("repeat"), st.integers(0, len(EVERYTHING)), st.integers(1, 80), st.just(""))


def _mutate(text: str, change: tuple[str, int, int, str]) -> str:
    kind, place, length, inserted = change
    if kind == "repeat":
        return text[: place + length] + text[place:]
    return text[:place] + inserted + text[place + length :]


@settings(max_examples=300, deadline=None)
@given(st.lists(_CUT | _INSERT | _REPEAT, min_size=1, max_size=4))
def test_damaged_text_never_crashes(changes: list[tuple[str, int, int, str]]) -> None:
    """Text that was cut, repeated or added to gives a lesson, or problems with a place and a caret."""
    text = EVERYTHING
    for change in changes:
        text = _mutate(text, change)
    lesson, problems = read_lesson(text, "damaged.yaml", lambda formula: None)
    assert (lesson is None) == bool(problems)
    for problem in problems:
        assert 1 <= problem.line <= text.count("\n") + 1
        assert re.fullmatch(r"damaged\.yaml:\d+:\d+: (.|\n)+\n +\d+ \|(.|\n)*\n +\| *\^(.|\n)*", str(problem))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(EVERYTHING)))
def test_damaged_bytes_never_crash(damage: bytes, place: int) -> None:
    """Bytes of any kind give a lesson or a LessonError."""
    content = EVERYTHING.encode()
    try:
        read_lesson(decode(content[:place] + damage + content[place:], Path("damaged.yaml")), "damaged.yaml")
    except LessonError as error:
        assert error.problems


@settings(max_examples=40, deadline=None)
@given(st.lists(_CUT | _INSERT | _REPEAT, min_size=1, max_size=2))
def test_damaged_text_without_libyaml(changes: list[tuple[str, int, int, str]]) -> None:
    """The pure parser does not crash either, and what both take for a lesson is the same lesson."""
    text = EVERYTHING
    for change in changes:
        text = _mutate(text, change)
    expected, _ = read_lesson(text, "damaged.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nodes, "Loader", nodes.PureLoader)
        lesson, _ = read_lesson(text, "damaged.yaml")
    assert lesson is None or expected is None or lesson == expected
