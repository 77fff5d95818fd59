"""Running the step on screen, and what to make of its end."""

from playmore_cli.exercises.judging import compare
from playmore_cli.lesson.model import Step
from playmore_cli.player.desk import Desk
from playmore_cli.player.joining import join
from playmore_cli.player.predicting import tell_prediction
from playmore_cli.session.commands import Unrun
from playmore_cli.stage import Came, CameOut, Ran, StepRecord, came_out
from playmore_cli.view.progress_bar import duration


def execute(desk: Desk, *, anew: bool) -> bool:
    """
    Run the step's code and show all that comes of it; return whether the lesson goes on.

    What a long run of it gave before is shown in its place, unless it is to run *anew* or nobody is there to wait.
    """
    desk.extras.look()  # a picture takes the rows that this step has left
    if not anew and not desk.is_auto:
        if not desk.ready():
            desk.move(Unrun())
            return True
        if not join(desk):
            desk.move(Unrun())
            return True
        if (record := desk.recall()) is not None:
            _conclude(desk, record.ran, _how_it_ran(record))
            return True
    if not desk.bring_to(desk.session.cursor):
        desk.move(Unrun())
        return not desk.is_auto
    is_answered = not anew and desk.asker is not None and desk.stage.is_answered(desk.session.cursor)
    ran = desk.run(anew=anew)
    if ran.death:
        desk.recover(ran)
        return not desk.is_auto
    remarks = [f"took {duration(ran.seconds)}"] if ran.seconds > 2 else []
    _conclude(
        desk, ran, "; ".join([*remarks, *(["answered as before; r asks again"] if is_answered else [])])
    )
    return not (ran.interrupted and desk.is_auto)


def _how_it_ran(record: StepRecord) -> str:
    """Return when a step ran that is not run now: ``ran ahead: 14 s of training; r runs it here``."""
    is_training = any(moment.loss is not None for moment in record.course)
    what = f"{duration(record.seconds)}{' of training' if is_training else ''}"
    return f"ran ahead: {what}; r runs it here" if record.is_ahead else f"ran before: {what}; r runs it again"


def _conclude(desk: Desk, ran: Ran, remark: str) -> None:
    """Show what to make of a run that has ended, and a *remark* on it."""
    step = desk.session.step
    if ran.dropped:
        desk.view.tell(f"{ran.dropped:,} more characters were printed and dropped", "warning")
    if ran.interrupted:
        progress = ran.progress
        far = f" after {progress.done:,} of {progress.total:,} rounds" if progress and progress.total else ""
        desk.view.tell(
            f"stopped{far}; the variables keep the values they have, r runs the step again", "warning"
        )
        return
    desk.changes[step.id] = ran.changes
    tell_prediction(desk, step)
    _tell_figures(desk, step)
    _tell_failure(desk, step, ran)
    desk.view.changes(ran.changes)
    if remark:
        desk.view.tell(remark)
    if step.pace:
        pace = desk.pace_of(step)
        desk.keep(lambda: desk.store.save_timing(desk.session.lesson.id, step.id, pace, ran.seconds))
    if step.then:
        desk.view.space()
        desk.view.narration(desk.fill(step.then))


def _tell_failure(desk: Desk, step: Step, ran: Ran) -> None:
    own = step.id in desk.stage.edits
    came = came_out(step, ran, is_own=own)
    if came.how is Came.FAILED_AS_TOLD:
        desk.view.tell("this error is part of the lecture")
    elif not came.is_as_told:
        desk.note_failure(step.id)
        desk.view.tell(*_how_it_failed(step, came, own=own))


def _how_it_failed(step: Step, came: CameOut, *, own: bool) -> tuple[str, str]:
    if own:
        return "your version failed; u puts the lecture's back", "bad"
    if step.expect is None:
        return "this step failed, which it should not", "bad"
    if came.how is Came.RAN_THROUGH:
        return f"the lecture meets {step.expect.error} here; your run did not", "warning"
    return f"this step failed in another way than it should: {came.why}", "bad"


def _tell_figures(desk: Desk, step: Step) -> None:
    if not step.lecture:
        return
    values = desk.values([figure.value for figure in step.lecture])
    desk.view.comparisons(
        [
            compare(figure, value, desk.pace_of(step), desk.extras.lecture_data)
            for figure, value in zip(step.lecture, values, strict=True)
        ]
    )
