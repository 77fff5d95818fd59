"""The loop: a command in, a transition, its effects."""

from dataclasses import replace

from playmore_cli.errors import ExitStatus
from playmore_cli.outputs import Plot
from playmore_cli.player.desk import Desk
from playmore_cli.player.experiments import edit, put_back, switch_pace, try_lines
from playmore_cli.player.explaining import explain
from playmore_cli.player.inspecting import show_shapes, show_variables
from playmore_cli.player.noting import mark, take_note
from playmore_cli.player.pausing import tell_chapter_end, tell_lecture_end, tell_stop
from playmore_cli.player.predicting import predict
from playmore_cli.player.recreating import recreate
from playmore_cli.player.running import execute
from playmore_cli.player.showing import older_code, reveal, show, show_code_when_due, unfold
from playmore_cli.player.video_keys import (
    leave_video,
    next_command,
    play_passage,
    show_video,
    stay,
    turn_video,
)
from playmore_cli.player.visits import come_home, follow, tell_threads
from playmore_cli.player.wayfinding import find_words, open_outline
from playmore_cli.prompt.keys import Key, offered
from playmore_cli.session.commands import (
    Characters,
    Command,
    Edit,
    Expand,
    ExplainWords,
    Find,
    Follow,
    Help,
    JoinVideo,
    LeaveQuestion,
    Next,
    OpenVideo,
    PlayPassage,
    PutBack,
    RecreateStep,
    Return,
    ShowOutline,
    ShowShapes,
    ShowVariables,
    SwitchPace,
    TakeNote,
    ToggleMark,
    Try,
)
from playmore_cli.session.effects import (
    Effect,
    Execute,
    Finish,
    KeepPlace,
    Leave,
    Perform,
    Predict,
    Reveal,
    Show,
)


def play(desk: Desk) -> ExitStatus:
    """Play until the learner leaves or the lesson ends; return what the shell is told."""
    desk.view.holds = desk.reader.picks
    _keep(desk, None)
    show(desk)
    while True:
        tell_threads(desk)
        tell_stop(desk)
        desk.extras.look()  # the window may have another size by now
        if desk.extras.forerunner is not None:
            desk.extras.forerunner.follow(desk.stage, desk.session.cursor)
        command = desk.ahead.pop(0) if desk.ahead else next_command(desk, _offered(desk))
        if isinstance(command, Next) and desk.view.pending:
            desk.view.more()
            continue
        desk.view.turn()
        before = desk.session
        effects = desk.move(command)
        turn_video(desk, before.cursor)
        for effect in effects:
            if isinstance(effect, Predict):
                if predict(desk):
                    desk.view.set_panes(anew=True)
                    continue
                desk.move(LeaveQuestion(before.pieces, ran=before.ran))
                break
            if not _perform(desk, effect):
                leave_video(desk)
                return ExitStatus.INTERRUPTED if desk.interrupts and desk.is_auto else ExitStatus.DONE


def _offered(desk: Desk) -> tuple[Key, ...]:
    return offered(
        desk.session,
        folded=desk.view.folded or bool(older_code(desk)),
        pending=desk.view.pending,
        strayed=desk.session.step.id in desk.stage.edits,
        visiting=desk.extras.is_visit,
        pixels=desk.view.pixels is not None,
        watching=desk.extras.watching is not None and desk.extras.watching.is_attached,
    )


def _perform(desk: Desk, effect: Effect) -> bool:
    """Do what a transition asked for; return whether the lesson goes on."""
    match effect:
        case Show():
            show(desk)
        case Reveal():
            if desk.session.pieces <= len(desk.session.step.pieces):
                reveal(desk, desk.session.pieces - 1)
            show_code_when_due(desk)
        case Execute(anew=anew):
            return execute(desk, anew=anew)
        case KeepPlace(done=done):
            _keep(desk, done)
        case Finish():
            _finish(desk)
            return False
        case Leave():
            return False
        case Perform(command=command):
            _serve(desk, command)  # type: ignore[arg-type]
            return desk.outcome.wish is None
    return True


def _serve(desk: Desk, command: Command) -> None:
    desk.view.set_panes(anew=False)
    match command:
        case Edit():
            edit(desk)
        case RecreateStep():
            recreate(desk)
        case Follow():
            follow(desk)
        case Return():
            come_home(desk)
        case Try(line=line):
            try_lines(desk, line)
        case PutBack():
            put_back(desk)
        case Expand():
            if not unfold(desk):
                desk.view.tell("this step has printed nothing")
        case ExplainWords(word=word):
            explain(desk, word)
        case TakeNote(text=text):
            take_note(desk, text)
        case ToggleMark():
            mark(desk)
        case OpenVideo():
            show_video(desk)
        case PlayPassage():
            play_passage(desk)
        case JoinVideo():
            stay(desk)
        case ShowOutline():
            open_outline(desk)
        case Find(words=words, otherwise=otherwise):
            find_words(desk, words, otherwise)
        case ShowVariables(name=name):
            show_variables(desk, name)
        case ShowShapes():
            show_shapes(desk)
        case Help():
            desk.extras.help(desk.session, _offered(desk))
        case SwitchPace():
            switch_pace(desk)
        case Characters():
            for output in desk.transcript.outputs.get(desk.session.step.id, ()):
                if isinstance(output, Plot):
                    desk.view.characters(output)


def _finish(desk: Desk) -> None:
    desk.outcome = replace(desk.outcome, is_finished=True)
    lesson = desk.session.lesson
    desk.view.tell(f"This is the end of {lesson.id}, {lesson.title}.", "good")
    tell_lecture_end(desk)


def _keep(desk: Desk, done: int | None) -> None:
    session, lesson = desk.session, desk.session.lesson
    done_id = None if done is None else lesson.steps[done].id
    is_new = done_id not in desk.place.done
    if done_id is not None:
        desk.place = replace(desk.place, done=desk.place.done | {done_id})
    if desk.extras.is_visit:
        return
    step = session.step
    desk.keep(lambda: desk.store.save_place(lesson.id, step.id, step.at, ran=session.ran, done=done_id))
    if done is not None:
        tell_chapter_end(desk, done, is_new=is_new)
