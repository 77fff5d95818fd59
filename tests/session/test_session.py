"""How commands move a session: tables of from, commands, to."""

import pytest
from msgspec import structs

from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Prediction, Recreate, Step, Timecode
from playmore_cli.session.commands import Back, Command, GoTo, Help, Next, Quit, Replay
from playmore_cli.session.effects import Execute, Finish, KeepPlace, Leave, Perform, Predict, Reveal, Show
from playmore_cli.session.plan import Plan, Standing, replay_plan
from playmore_cli.session.session import Session, transition


def make_step(number: int, **parts: object) -> Step:
    return Step(id=f"s{number}", at=Timecode(number * 10), **parts)  # type: ignore[arg-type]


LESSON = Lesson(
    format=1,
    id="t",
    title="Three steps",
    lecture=Lecture("Three steps", "nobody", "x", Timecode(100)),
    about="",
    chapters=(
        Chapter(
            Timecode(0),
            "one",
            (
                make_step(0, say="Talk."),
                make_step(1, say=("First.", "Second."), code="x = 1"),
                make_step(2, say="Guess.", code="y = 2", predict=Prediction("y?", "y")),
            ),
        ),
    ),
)


def play(session: Session, *commands: Command) -> Session:
    """Return the session after the commands."""
    for command in commands:
        session, _ = transition(session, command)
    return session


@pytest.mark.parametrize(
    ("session", "command", "after", "effects"),
    [
        (Session(LESSON), Next(), Session(LESSON, 1), (KeepPlace(0), Show())),
        (Session(LESSON, 1), Next(), Session(LESSON, 1, 2), (Reveal(),)),
        (Session(LESSON, 1, 2), Next(), Session(LESSON, 1, 2, ran=True), (Execute(), KeepPlace(1))),
        (Session(LESSON, 1, 2, ran=True), Next(), Session(LESSON, 2), (KeepPlace(1), Show())),
        (Session(LESSON, 2), Next(), Session(LESSON, 2, ran=True), (Predict(), Execute(), KeepPlace(2))),
        (Session(LESSON, 2, ran=True), Next(), Session(LESSON, 2, ran=True), (KeepPlace(2), Finish())),
        (
            Session(LESSON, 2, ran=True),
            Replay(),
            Session(LESSON, 2, ran=True),
            (Execute(anew=True), KeepPlace(2)),
        ),
        (Session(LESSON, 2, ran=True), Back(), Session(LESSON, 1, 2), (KeepPlace(), Show())),
        (Session(LESSON), Back(), Session(LESSON), ()),
        (Session(LESSON), Replay(), Session(LESSON), (Show(),)),
        (Session(LESSON, 2), GoTo(0), Session(LESSON, 0), (KeepPlace(), Show())),
        (Session(LESSON, 1), Quit(), Session(LESSON, 1), (Leave(),)),
        (Session(LESSON, 1), Help(), Session(LESSON, 1), (Perform(Help()),)),
    ],
    ids=[
        "from narration to the next step",
        "a piece is revealed",
        "the code runs when all is revealed",
        "a success waits before the next step",
        "a prediction comes before the run",
        "the end of the lesson",
        "replay asks no prediction again",
        "back shows the step before whole and not yet run",
        "back on the first step does nothing",
        "replay of narration shows it again",
        "go to",
        "leave",
        "what changes nothing goes to the player",
    ],
)
def test_transition(session: Session, command: Command, after: Session, effects: tuple[object, ...]) -> None:
    """
    Each command leads from one place to another and asks for its effects.
    """
    assert transition(session, command) == (after, effects)


def test_enter_alone_reaches_the_end() -> None:
    """
    Next, pressed often enough, goes through every step, runs each code once and finishes.
    """
    session, ran, finished = Session(LESSON), [], False
    while not finished:
        session, effects = transition(session, Next())
        ran += [session.step.id for effect in effects if isinstance(effect, Execute)]
        finished = Finish() in effects

    assert ran == ["s1", "s2"]


def test_question_that_the_code_would_answer_comes_before_it() -> None:
    """
    Where the code tells the answer, Enter asks and then shows the code, and the run asks no more.
    """
    step = make_step(3, say="Which?", code="x.sum(0)", predict=Prediction("?", "0", ("0", "1"), hold=True))
    lesson = structs.replace(LESSON, chapters=(Chapter(Timecode(30), "two", (step,)),))

    asked, effects = transition(Session(lesson), Next())
    assert (asked, effects) == (Session(lesson, 0, 2), (Predict(), Reveal()))
    assert transition(asked, Next())[1] == (Execute(), KeepPlace(0))


@pytest.mark.parametrize(("after", "offer"), [(None, 2), (1, 1)])
def test_exercise_is_offered_before_the_code(after: int | None, offer: int) -> None:
    """
    An exercise is offered behind the narration, or earlier where the rest of that tells how; the code is a piece more.
    """
    step = make_step(3, say=("Which?", "So."), code="x", recreate=Recreate("t", "c", after=after))
    session = Session(structs.replace(LESSON, chapters=(Chapter(Timecode(30), "two", (step,)),)))

    assert (session.offer, session.count) == (offer, 3)


def test_back_and_next_return_to_the_same_place() -> None:
    """
    A step back and on again stands before the same step.
    """
    session = play(Session(LESSON, 2), Back(), Next(), Next())

    assert session == Session(LESSON, 2)


@pytest.mark.parametrize(
    ("standing", "target", "plan"),
    [
        (Standing(3), 3, Plan(False, 3, 3)),
        (Standing(3), 5, Plan(False, 3, 5)),
        (Standing(5), 3, Plan(True, 0, 3)),
        (Standing(None), 2, Plan(True, 0, 2)),
        (Standing(0), 0, Plan(False, 0, 0)),
    ],
)
def test_replay_plan(standing: Standing, target: int, plan: Plan) -> None:
    """
    A later state is reached by running on, an earlier or a doubtful one from the beginning.
    """
    assert replay_plan(standing, target) == plan
