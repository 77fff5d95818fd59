"""Asking for a prediction before a step runs, and judging it by the live value afterwards."""

from playmore_cli.exercises.choosing import LETTERS
from playmore_cli.exercises.guess import (
    AnswerKind,
    Outcome,
    judge_prediction,
    kind_of,
    read_guess,
    shown_answer,
    tolerance,
    true_answer,
    what_to_type,
)
from playmore_cli.lesson.model import Prediction, Step
from playmore_cli.player.desk import Desk
from playmore_cli.player.typed import Typed
from playmore_cli.store.learner import TextKind

EXPLAIN, LEAVE = "?", "q"


def predict(desk: Desk) -> bool:
    """
    Ask the question of the step on screen until the answer can be read; return False where the learner leaves it.

    What cannot be read is no wrong answer: it is told what may be typed, and asked again.
    """
    step = desk.session.step
    prediction = step.predict
    assert prediction is not None
    desk.guess = None
    if "{{" in prediction.ask:
        desk.bring_to(desk.session.cursor)
    desk.view.question(desk.fill(prediction.ask), prediction.choices)
    letters = (
        LETTERS[: len(prediction.choices)] + ("yn" if _is_yes_or_no(prediction) else "") + EXPLAIN + LEAVE
    )
    kept = Typed(desk, TextKind.GUESS)
    before = desk.kept(
        lambda: tuple(given for given, _, _ in desk.store.guesses(desk.session.lesson.id, step.id)),
        tuple[str, ...](),
    )
    while True:
        draft = kept.draft(kept.current or "", before=before)
        desk.show_rest()
        given = desk.reader.guess(_prompt(prediction), letters, _beginnings(prediction), draft)
        if given is not None and given.strip().lower() in (EXPLAIN, LEAVE):
            kept.finish(given, moved=True)  # no guess
        if given is None or given.strip().lower() == LEAVE:
            desk.view.tell("nothing was run; Enter asks again")
            return False
        typed = given.strip()
        if not typed:
            return True
        if typed == EXPLAIN:
            desk.view.tell(f"type {what_to_type(prediction)}")
            desk.view.tell("Enter skips it without a verdict; q leaves it, and nothing is run")
            continue
        guess = read_guess(prediction, typed)
        kept.submit(typed)
        if guess.is_read:
            desk.guess = (step.id, typed)
            return True
        kept.finish(typed)
        if len(guess.choices) > 1:
            fits = " and ".join(LETTERS[prediction.choices.index(one)] for one in guess.choices)
            desk.view.tell(f"'{typed[:40]}' fits {fits}: which of them?", "warning")
        else:
            desk.view.tell(f"'{typed[:40]}' fits nothing here: type {what_to_type(prediction)}", "warning")


def _prompt(prediction: Prediction) -> str:
    wanted = {
        AnswerKind.CHOICE: "/".join(LETTERS[: len(prediction.choices)]),
        AnswerKind.NUMBER: "a number",
        AnswerKind.SHAPE: "a shape",
        AnswerKind.TEXT: "",
    }[kind_of(prediction)]
    what = ", ".join(part for part in (wanted, tolerance(prediction)) if part)
    return f" your guess{f' ({what})' if what else ''}, Enter skips, ? explains: "


def _is_yes_or_no(prediction: Prediction) -> bool:
    firsts = [choice.lower().partition(",")[0] for choice in prediction.choices]
    return sorted(firsts) == ["no", "yes"]


def _beginnings(prediction: Prediction) -> str:
    """Return the letters with which an answer in words may begin."""
    words = [word for choice in (*prediction.choices, *prediction.also) for word in choice.lower().split()]
    own = {word[0] for word in words if len(word) > 1}
    return "".join(sorted(own | set(_OPENERS)))


_OPENERS = "qabe"
"""Beginnings of what is typed before any answer: a, about, around, by, exactly; and of quarter and quite."""


def tell_prediction(desk: Desk, step: Step) -> None:
    """Tell the right answer, and what became of the learner's."""
    prediction, guess = step.predict, desk.guess
    desk.guess = None
    if prediction is None:
        return
    value = None
    if prediction.answer not in prediction.choices:
        (value,) = desk.values([prediction.answer])
    truth = true_answer(prediction, value)
    shown = shown_answer(truth, value) if truth is not None else None
    why = f" {desk.fill(prediction.why)}" if prediction.why else ""
    if guess is None or guess[0] != step.id:
        if truth is not None:
            desk.view.space()
            desk.view.narration(f"Answer: {shown}.{why}")
        return
    given = guess[1]
    outcome = judge_prediction(prediction, given, value)
    lesson = desk.session.lesson.id
    if desk.keep(lambda: desk.store.save_prediction(lesson, step.id, given, outcome.came_true)):
        Typed(desk, TextKind.GUESS).finish(given, moved=True)
    desk.view.space()
    desk.view.narration(f"{_verdict(outcome, prediction, given, shown)}{why}")


def _verdict(outcome: Outcome, prediction: Prediction, given: str, truth: str | None) -> str:
    """Return what became of a guess, in words that are true of it."""
    match outcome:
        case Outcome.RIGHT if (other := read_guess(prediction, given).choices) and other[0] != truth:
            return f"**Right**: {other[0]}, and also {truth}."
        case Outcome.RIGHT:
            return f"**As you said**: {truth}."
        case Outcome.NEAR:
            bound = f", which is within {prediction.within:g}" if prediction.within else ""
            return f"**Near enough**: {truth}. You said {_quoted(given)}{bound}."
        case Outcome.WRONG:
            return f"**Not quite**: {truth}."
        case _:
            return f"**Not judged**: {truth if truth is not None else 'no value'}."


def _quoted(typed: str) -> str:
    """Return what was typed as it is, between marks that the narration leaves alone."""
    shown = typed if len(typed) <= 40 else typed[:39] + "…"
    return f"`{shown.replace('`', '')}`"
