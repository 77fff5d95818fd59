"""What a learner sees of a step only after doing something, shown to its author: questions, tasks and cards."""

from playmore_cli.lesson.model import Card, Prediction, Recreate, Step
from playmore_cli.view.screen import View


def show_tasks(view: View, step: Step) -> None:
    """Show the question of a step with its answers, its exercise with hints, check and solution, and its cards."""
    if step.predict is not None:
        _show_prediction(view, step.predict)
    if step.recreate is not None:
        _show_exercise(view, step.recreate)
    for number, card in enumerate(step.cards, start=1):
        _show_card(view, number, card)


def _show_prediction(view: View, predict: Prediction) -> None:
    rows = [f"**Question.** {predict.ask}", *(f"- {choice}" for choice in predict.choices)]
    rows.append(f"\n*Answer:* `{predict.answer}`" + "".join(f", or {one}" for one in predict.also))
    if predict.within is not None:
        rows.append(f"within {predict.within:g}")
    if predict.why:
        rows.append(f"\n*Why:* {predict.why}")
    view.narration("\n".join(rows))


def _show_exercise(view: View, exercise: Recreate) -> None:
    view.narration(f"**Exercise.** {exercise.task}")
    for number, hint in enumerate(exercise.hints, start=1):
        view.narration(f"*Hint {number}.* {hint}")
    for ban in exercise.forbids:
        view.narration(f"*Not allowed:* `{', '.join(ban.uses)}`: {ban.because}")
    if exercise.start.strip():
        view.code(exercise.start, None, "to begin with")
    if exercise.solution is not None:
        view.code(exercise.solution, None, "the solution")
    view.code(exercise.check, None, "the check")
    for mistake in exercise.mistakes:
        view.code(mistake.code, None, f"a mistake, of which is said: … {mistake.says} …")


def _show_card(view: View, number: int, card: Card) -> None:
    view.narration(f"**Card {number}.** {card.ask}" + (f"\n\n*Answer:* {card.answer}" if card.answer else ""))
    if card.code is not None:
        view.code(card.code, None, "its answer in code")
    if card.check is not None:
        view.code(card.check, None, "its check")
