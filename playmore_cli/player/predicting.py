"""Asking for a prediction before a step runs, and judging it by the live value afterwards."""

from playmore_cli.exercises.judging import judge_prediction, true_answer
from playmore_cli.lesson.model import Step
from playmore_cli.player.desk import Desk


def predict(desk: Desk) -> None:
    prediction = desk.session.step.predict
    assert prediction is not None
    if "{{" in prediction.ask:
        desk.bring_to(desk.session.cursor)
    desk.view.question(desk.stage.fill(prediction.ask), prediction.choices)
    letters = f" ({', '.join('abcdefgh'[: len(prediction.choices)])})" if prediction.choices else ""
    given = desk.reader.line(f" your guess{letters}, Enter skips: ")
    desk.guess = given.strip() if given else None


def tell_prediction(desk: Desk, step: Step) -> None:
    prediction, given = step.predict, desk.guess
    desk.guess = None
    if prediction is None:
        return
    value = None
    if prediction.answer not in prediction.choices:
        (value,) = desk.stage.values([(prediction.answer, "")])
    truth = true_answer(prediction, value)
    why = f" {desk.stage.fill(prediction.why)}" if prediction.why else ""
    if given:
        verdict = judge_prediction(prediction, given, value)
        desk.kept(lambda: desk.store.save_prediction(desk.session.lesson.id, step.id, given, verdict), None)
        sign = {True: "**As you said**", False: "**Not quite**", None: "**Not judged**"}[verdict]
        desk.view.narration(f"{sign}: {truth if truth is not None else 'no value'}.{why}")
    elif truth is not None:
        desk.view.narration(f"Answer: {truth}.{why}")
