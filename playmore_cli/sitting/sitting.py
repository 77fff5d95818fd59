"""A sitting: a lesson, its data, its worker and a screen brought together and played."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from rich.text import Text

from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError
from playmore_cli.lesson.links import Link, find_threads
from playmore_cli.lesson.model import Lesson, PaceName, Step
from playmore_cli.player.desk import Desk, Extras
from playmore_cli.player.explaining import tell_needs
from playmore_cli.player.pausing import tell_stretch
from playmore_cli.player.player import play as play_on
from playmore_cli.prompt.keyboard import when_continued
from playmore_cli.prompt.keys import GROUPS, KEYS, Key, bright_keys, key_line, why_not
from playmore_cli.prompt.lines import AutoReader, LineReader
from playmore_cli.prompt.reader import Reader
from playmore_cli.runner.client import Runner
from playmore_cli.scratch import scratch_folder
from playmore_cli.session.commands import GoTo
from playmore_cli.session.session import Session
from playmore_cli.session.stretch import own_pace, plan_stretch
from playmore_cli.sitting.access import find_needed
from playmore_cli.sitting.ahead import forerunner_for
from playmore_cli.sitting.beginning import begin, tell_changes
from playmore_cli.sitting.fitting import fit
from playmore_cli.sitting.lesson_data import data_for
from playmore_cli.sitting.other_videos import in_words
from playmore_cli.sitting.own_lessons import carry_over
from playmore_cli.sitting.permission import find_runnable
from playmore_cli.sitting.pixels import find_pixels
from playmore_cli.sitting.speech import choose_theme, is_plain, make_console
from playmore_cli.sitting.stages import worker_settings
from playmore_cli.sitting.video_beside import Viewing, beside, prepare_video
from playmore_cli.stage import Answers, Stage
from playmore_cli.store.learner import Edits, Store
from playmore_cli.timecode import format_timecode, video_link
from playmore_cli.video.browser import open_link
from playmore_cli.view.plain import PlainScreen
from playmore_cli.view.screen import Screen, View


@dataclass(frozen=True)
class PlayWish:
    """
    How the learner wants to play.

    Args:
        where: 0-based step to begin at; ``None`` for the saved place or the beginning.
        pace: which constants long steps use.
        auto: play to the end without keys.
        plain: plain lines even on a terminal.
        from_saved: go on at the saved place without asking.
        viewing: how to see the video in step with the lesson; ``None`` without it.
        seconds: about how long to play; ``None`` for as long as one likes.
        looks: the learner's place stays as it is, wherever this leads.
    """

    where: int | None
    pace: PaceName
    auto: bool
    plain: bool
    from_saved: bool
    viewing: Viewing | None = None
    seconds: float | None = None
    looks: bool = False


def play(environment: Environment, store: Store, lesson: Lesson, wish: PlayWish) -> ExitStatus:
    """Play *lesson* until the learner leaves; return what the shell is told."""
    watching = None
    if wish.viewing is not None:
        watching = prepare_video(environment, store, lesson, wish.viewing, leads=wish.where is not None)
    view = make_view(environment, wish.plain)
    reader = make_reader(environment, view, auto=wish.auto, plain=wish.plain)
    carry_over(store, lesson)
    edits, answers = store.edits(lesson.id), store.answers(lesson.id)
    with open_desk(
        environment,
        store,
        lesson,
        view,
        reader,
        pace=wish.pace,
        edits=edits,
        answers=answers,
        is_visit=wish.looks,
    ) as desk:
        if not wish.looks:
            tell_changes(environment, view, lesson)
        desk.move(GoTo(begin(desk, wish.where, environment.clock, from_saved=wish.from_saved)))
        if desk.session.cursor == 0:
            tell_needs(desk)
        if wish.seconds is not None:
            _plan(desk, wish.seconds)
        ahead = forerunner_for(environment, desk)
        desk.extras = replace(desk.extras, watching=watching, forerunner=ahead)
        try:
            # What the shell has written meanwhile stands below what we would paint again.
            apart = when_continued(lambda: view.set_panes(anew=False))
            with beside(watching, desk.session.cursor), ahead or nullcontext(), apart:
                status = _play_with_threads(environment, desk) or ExitStatus.DONE
        except KeyboardInterrupt:  # pressed where nothing waited for it
            _say_goodbye(view, desk)
            raise
    _say_goodbye(view, desk)
    if status is ExitStatus.DONE and desk.outcome.failed and not reader.is_person:
        view.tell(f"steps that failed: {', '.join(dict.fromkeys(desk.outcome.failed))}", "bad")
        return ExitStatus.FAILED
    return status


def _plan(desk: Desk, seconds: float) -> None:
    """Plan how far to play in so many seconds, and say so; where nobody chooses, play that far."""
    lesson = desk.session.lesson
    done_at = desk.kept(lambda: desk.store.done_at(lesson.id), dict[str, float]())
    stretch = plan_stretch(lesson, desk.session.cursor, seconds, own_pace(lesson, done_at))
    desk.told = replace(desk.told, stretch=stretch)
    tell_stretch(desk)
    if isinstance(desk.reader, AutoReader):
        desk.reader = AutoReader(stretch.last)


def _play_with_threads(environment: Environment, desk: Desk) -> ExitStatus | None:
    """
    Play on, and where the learner follows a link open that lesson on top, until they leave or come home.

    The lesson left stays as it is, worker and all. Return the status for the shell; ``None`` to come home.
    """
    while True:
        status = play_on(desk)
        wish = desk.outcome.wish
        desk.outcome = replace(desk.outcome, wish=None)
        if wish is None:
            return status
        if not isinstance(wish, Link):
            return None
        view, reader, pace = desk.view, desk.reader, desk.stage.pace
        try:
            own = desk.session.lesson
            there = own if wish.lesson == own.id else find_runnable(environment, wish.lesson, trust=False)
        except PlaymoreError as error:
            view.tell(str(error), "warning")
            continue
        with open_desk(
            environment,
            desk.store,
            there,
            view,
            reader,
            pace=pace,
            edits=_edits_of(desk, there),
            answers=_answers_of(desk, there),
            is_visit=True,
        ) as visited:
            visited.move(GoTo(there.index_of(wish.step)))
            view.tell(f"from {desk.session.lesson.id}/{desk.session.step.id}; h brings you back")
            ended = _play_with_threads(environment, visited)
        desk.outcome = replace(desk.outcome, failed=desk.outcome.failed + visited.outcome.failed)
        if ended is not None:
            return ended


def _edits_of(desk: Desk, lesson: Lesson) -> dict[str, Edits]:
    return desk.kept(lambda: desk.store.edits(lesson.id), dict[str, Edits]())


def _answers_of(desk: Desk, lesson: Lesson) -> Answers:
    return desk.kept(lambda: desk.store.answers(lesson.id), {})


@contextmanager
def open_desk(
    environment: Environment,
    store: Store,
    lesson: Lesson,
    view: View,
    reader: Reader,
    *,
    pace: PaceName = "quick",
    edits: Mapping[str, Edits] | None = None,
    answers: Answers | None = None,
    is_visit: bool = False,
) -> Iterator[Desk]:
    """
    Bring a lesson, its data and a worker together; the desk's session stands at the first step.

    The worker is started before anything is shown or asked, so that torch is imported meanwhile.

    Args:
        environment: the world outside.
        store: where what the learner does is kept.
        lesson: what is played.
        view: shows it.
        reader: asked for keys and lines; only a person is asked whether to download data.
        pace: which constants long steps use.
        edits: the learner's own versions that belong to the state, by step id; none for the lecture's state.
        answers: what they answered to the questions of the code, which belongs to the state too.
        is_visit: a link from another lesson or a search has led here.
    """
    with scratch_folder() as folder, Runner(worker_settings(environment, lesson, folder)) as runner:
        lecture_data = data_for(lesson, folder, environment, view, reader if reader.is_person else None)
        stage = Stage(lesson, runner, pace, edits, answers)
        extras = replace(_extras(environment, lesson, view, runner, lecture_data), is_visit=is_visit)
        yield Desk(Session(lesson), stage, store, view, reader, extras)


def show_stretch(
    environment: Environment,
    lesson: Lesson,
    stretch: tuple[int, int],
    pace: PaceName,
    edits: Mapping[str, Edits],
    answers: Answers,
    *,
    plain: bool,
) -> bool:
    """
    Show the steps from the first to the last of *stretch* (0-based) at their states, and leave.

    The learner's place stays where it is. Return whether every step came out as the lesson says.
    """
    view = make_view(environment, plain)
    first, last = stretch
    memory = Store.in_memory(environment.clock)
    reader = AutoReader(last)
    with open_desk(
        environment, memory, lesson, view, reader, pace=pace, edits=edits, answers=answers
    ) as desk:
        desk.move(GoTo(first))
        status = play_on(desk)
    memory.close()
    return status is ExitStatus.DONE and not desk.outcome.failed


def _extras(
    environment: Environment, lesson: Lesson, view: View, runner: Runner, lecture_data: frozenset[str]
) -> Extras:
    return Extras(
        lecture_data,
        outline=lambda session, done: _show_outline(view, session, done),
        help=lambda session, keys: _show_keys(view, session, keys),
        video=lambda step: _open_video(lesson, step, environment),
        look=lambda: fit(environment, view, runner),
        fit=lambda: view.resize(*environment.size()),
        find=lambda name: find_needed(lesson, name),
        threads=lambda step: find_threads(step, lambda name: find_needed(lesson, name)),
    )


def make_view(environment: Environment, plain: bool) -> View:
    """Return the screen that suits the terminal, pipe or wish."""
    if is_plain(environment, plain):
        return PlainScreen(
            lambda line: print(line, file=environment.stdout, flush=True),
            environment.size().columns,
            ascii=not environment.has_unicode,
            wraps=environment.stdout.isatty(),
        )
    return Screen(make_console(environment), choose_theme(environment), find_pixels(environment))


def make_reader(environment: Environment, view: View, *, auto: bool = False, plain: bool = False) -> Reader:
    """Return what reads commands: keys at a terminal, lines from a pipe, or nothing at all with *auto*."""
    if auto:
        return AutoReader()
    if environment.is_terminal and not environment.is_dumb and not plain:
        from playmore_cli.prompt.terminal import TerminalReader
        from playmore_cli.view.looks import prompt_looks

        history = environment.history_file
        variables = environment.variables
        editor = environment.settings.editor or variables.get("VISUAL") or variables.get("EDITOR") or ""
        return TerminalReader(
            environment.keyboard,
            history if history.parent.is_dir() else None,
            colours=environment.has_colours,
            editor=editor,
            looks=prompt_looks(choose_theme(environment)),
            in_words=in_words,
            fit=lambda: view.resize(*environment.size()),
            before=view.make_room,
            stays=view.prompted,
            foreshow=lambda keys: _foreshow(environment, keys),
        )
    return LineReader(environment.stdin, view.tell, prompts=environment.is_terminal, in_words=in_words)


def _foreshow(environment: Environment, keys: Sequence[Key]) -> None:
    """Draw the line of keys where the first prompt will draw it, which takes a while to be imported."""
    theme = choose_theme(environment)
    line = key_line(keys, environment.size().columns - 2)
    styles = {"class:key": theme.key, "class:keys": theme.keylabel}
    text = Text.assemble(" ", *((piece, styles[kind]) for kind, piece in bright_keys(line, keys)))
    make_console(environment).print(text, end="\r", soft_wrap=True)


# -- what the player asks of its surroundings --------------------------------------------------------------------


def _show_outline(view: View, session: Session, done: frozenset[str]) -> None:
    from playmore_cli.view.chapters import outline_lines

    width = None if isinstance(view, PlainScreen) else view.width()
    lines = outline_lines(session.lesson, done, here=session.step.id, width=width)
    for line in lines:
        view.tell(line)


def _show_keys(view: View, session: Session, keys: tuple[Key, ...]) -> None:
    offered = {key.key for key in keys}
    groups = [
        (title, [(key.key, key.help) for key in group if key.key in offered]) for title, group in GROUPS
    ]
    view.keys(
        [(title, group) for title, group in groups if group],
        [(key.key, why_not(key.key, session).partition(": ")[2]) for key in KEYS if key.key not in offered],
    )


def _open_video(lesson: Lesson, step: Step, environment: Environment) -> str:
    link = video_link(lesson.lecture.video, step.at)
    if not link:
        return "this lesson names no video"
    return f"{link} (opened in the browser)" if open_link(link, environment.variables) else link


def _say_goodbye(view: View, desk: Desk) -> None:
    session = desk.session
    lesson = session.lesson
    if desk.outcome.is_finished:
        return
    here = f"step {session.cursor + 1} of {len(lesson.steps)}, {format_timecode(session.step.at)}"
    if desk.extras.is_visit:
        view.tell(f"You looked at {lesson.id}, {here}; your place is where it was. To go on from here:")
        view.command(f"playmore start {lesson.id} --step {session.step.id}")
    elif desk.store.trouble is None:
        view.tell(f"Your place is kept: {here}. Come back with:")
        view.command(f"playmore resume {lesson.id}")
    else:
        view.tell(f"Your place could not be kept: {here}. Come back with:", "warning")
        view.command(f"playmore start {lesson.id} --step {session.step.id}")
