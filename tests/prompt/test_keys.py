"""Keys and typed lines become commands; the key line offers what makes sense."""

import pytest

from playmore_cli.errors import UsageError
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Step, Timecode
from playmore_cli.prompt.keys import GROUPS, KEYS, key_line, offered, parse_command, why_not
from playmore_cli.session.commands import Back, GoTo, Help, Next, Quit, Replay, TakeNote, Try
from playmore_cli.session.session import Session

STEPS = (
    Step(id="talk", at=Timecode(0), say="Talk."),
    Step(id="code", at=Timecode(60), say="Code.", code="x = 1"),
)
LESSON = Lesson(
    format=1,
    id="t",
    title="Two steps",
    lecture=Lecture("Two steps", "nobody", "x", Timecode(100)),
    about="",
    chapters=(Chapter(Timecode(0), "one", STEPS),),
)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("", Next()),
        ("next", Next()),
        (" b ", Back()),
        ("r", Replay()),
        ("g 1:10", GoTo(1)),
        ("goto 1", GoTo(0)),
        ("go code", GoTo(1)),
        (": x + 1", Try("x + 1")),
        (":", Try(None)),
        ("n look again", TakeNote("look again")),
        ("n", TakeNote(None)),
        ("?", Help()),
        ("QUIT", Quit()),
    ],
)
def test_lines(line: str, command: object) -> None:
    """
    A key, its word, or both with what belongs to them, are commands.
    """
    assert parse_command(line, LESSON) == command


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("outlin", "did you mean 'outline'"),
        ("xyz", "? lists them"),
        ("g", "where to?"),
        ("g 9:99:99", "is not a timecode"),
        ("q now", "stands alone"),
    ],
)
def test_lines_that_are_no_commands(line: str, words: str) -> None:
    """
    What cannot be understood says so and what to write.
    """
    with pytest.raises(UsageError) as error:
        parse_command(line, LESSON)

    assert words in str(error.value)


def test_offered_keys_make_sense() -> None:
    """
    Back is not offered on the first step, replay only after a run, edit only where there is code.
    """
    first = {key.key for key in offered(Session(LESSON, 0))}
    ran = {key.key for key in offered(Session(LESSON, 1, ran=True))}

    assert not first & {"b", "r", "e", "u", "f", "c"}
    assert {"b", "r", "e"} <= ran


@pytest.mark.parametrize(
    ("session", "label"),
    [(Session(LESSON, 0), "on"), (Session(LESSON, 1), "run"), (Session(LESSON, 1, ran=True), "end")],
)
def test_enter_says_what_it_does(session: Session, label: str) -> None:
    """
    Enter's label is what Enter will do.
    """
    assert offered(session)[0].label == label


@pytest.mark.parametrize("width", range(20, 200, 7))
def test_key_line_fits(width: int) -> None:
    """
    However narrow, the key line is one line, with Enter first and the list of keys and leaving last; from 38 columns on
    no key is missing.
    """
    keys = offered(Session(LESSON, 1, ran=True), folded=True, strayed=True, pixels=True)
    line = key_line(keys, width)
    ending = line.replace(" keys", "").replace(" leave", "").replace(" ·", "")

    assert len(line) <= width and line.startswith("⏎") and ending.endswith("? q")
    assert width < 38 or all(key.key in line.split() for key in keys)


def test_no_key_means_two_things() -> None:
    """
    Keys, words and other names are all different.
    """
    names = [name for key in KEYS for name in {key.key, *key.words, *key.others}]

    assert len(names) == len(set(names))


def test_a_key_that_does_nothing_says_why() -> None:
    """
    Every key that is not offered has a reason, and a sign that is no key is told to be none.
    """
    sessions = [Session(LESSON, 0), Session(LESSON, 1), Session(LESSON, 1, ran=True)]
    for session in sessions:
        here = {key.key for key in offered(session)}
        assert all("nothing here" not in why_not(key.key, session) for key in KEYS if key.key not in here)

    assert why_not("r", sessions[1]) == "r: the step has not run yet; ⏎ runs it"
    assert why_not("z", sessions[0]) == "'z' is no key here; ? lists them"


def test_the_help_has_every_key_once() -> None:
    """
    The groups of the help hold all keys but its own.
    """
    grouped = [key.key for _, group in GROUPS for key in group]

    assert sorted([*grouped, "?"]) == sorted(key.key for key in KEYS)
