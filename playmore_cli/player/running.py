"""Running the step on screen, and what to make of its end."""

from dataclasses import replace

from playmore_cli.exercises.judging import compare
from playmore_cli.lesson.model import Step
from playmore_cli.outputs import Failure, Progress
from playmore_cli.player.desk import Desk
from playmore_cli.player.predicting import tell_prediction
from playmore_cli.runner.protocol import Died, Done, Event
from playmore_cli.view.progress_bar import duration


def execute(desk: Desk) -> bool:
    """Run the step's code and show all that comes of it; return whether the lesson goes on."""
    step, index = desk.session.step, desk.session.cursor
    if not desk.bring_to(index):
        desk.session = replace(desk.session, ran=False)
        return not desk.is_auto
    desk.transcript = desk.transcript.begun(step.id)
    failure: Failure | None = None
    last: Event | None = None
    progress: Progress | None = None
    with desk.reader.hushed(), desk.interrupts_reach_the_worker():
        for event in desk.stage.run(index):
            last = event
            failure = event if isinstance(event, Failure) else failure
            progress = event if isinstance(event, Progress) else progress
            desk.show_event(event, step)
    desk.view.end_output()
    match last:
        case Died():
            desk.recover(last)
            return not desk.is_auto
        case Done():
            _conclude(desk, last, failure, progress)
            return not (last.interrupted and desk.is_auto)
    return True


def _conclude(desk: Desk, done: Done, failure: Failure | None, progress: Progress | None) -> None:
    """Show what to make of a run that has ended."""
    step = desk.session.step
    if done.dropped:
        desk.view.tell(f"{done.dropped:,} more characters were printed and dropped", "warning")
    if done.interrupted:
        far = f" after {progress.done:,} of {progress.total:,} rounds" if progress and progress.total else ""
        desk.view.tell(
            f"stopped{far}; the variables keep the values they have, r runs the step again", "warning"
        )
        return
    desk.view.changes(done.changes)
    desk.changes[step.id] = done.changes
    _tell_failure(desk, step, failure)
    _tell_figures(desk, step)
    tell_prediction(desk, step)
    if done.seconds > 2:
        desk.view.tell(f"took {duration(done.seconds)}")
    if step.pace:
        pace = desk.pace_of(step)
        desk.kept(lambda: desk.store.save_timing(desk.session.lesson.id, step.id, pace, done.seconds), None)
    if step.then:
        desk.view.space()
        desk.view.narration(desk.stage.fill(step.then))


def _tell_failure(desk: Desk, step: Step, failure: Failure | None) -> None:
    expected = step.expect
    if failure is None and expected is None:
        return
    own = step.id in desk.stage.edits
    if failure is not None and expected is not None and failure.name == expected.error:
        desk.view.tell("this error is part of the lecture")
    elif failure is not None:
        desk.failed.append(step.id)
        desk.view.tell(
            "your version failed; u puts the lecture's back"
            if own
            else "this step failed, which it should not",
            "bad",
        )
    elif expected is not None and not own:
        desk.failed.append(step.id)
        desk.view.tell(f"the lecture meets {expected.error} here; your run did not", "warning")


def _tell_figures(desk: Desk, step: Step) -> None:
    if not step.lecture:
        return
    values = desk.stage.values([(figure.value, "") for figure in step.lecture])
    desk.view.comparisons(
        [
            compare(figure, value, desk.pace_of(step), desk.extras.lecture_data)
            for figure, value in zip(step.lecture, values, strict=True)
        ]
    )
