"""``playmore outline``: chapters, steps, timecodes and what is done."""

from typing import Annotated, Any

import typer

from playmore_cli.cli.context import AsJson, LessonName, environment_of
from playmore_cli.exercises.judging import score_text
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import find_lesson, open_store
from playmore_cli.sitting.own_lessons import carry_over
from playmore_cli.sitting.speech import print_json, say
from playmore_cli.timecode import format_timecode
from playmore_cli.view.chapters import outline_lines


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(outline)


def outline(
    context: typer.Context,
    name: LessonName,
    steps: Annotated[bool, typer.Option("--steps", help="List every step, with its id.")] = False,
    json: AsJson = False,
) -> None:
    """
    Show the chapters of a lecture with timecodes and progress.

    Example: playmore outline p1 --steps
    """
    environment = environment_of(context)
    lesson = find_lesson(name)
    with open_store(environment) as store:
        carry_over(store, lesson)
        done = store.done(lesson.id)
        place = store.place(lesson.id)
        marked = store.marks(lesson.id)
        right, judged = store.score(lesson.id)
        solved = len(store.solved(lesson.id))
    if json:
        score = {"predictions": {"right": right, "judged": judged}, "solved": solved}
        print_json(environment, outline_json(lesson, done) | score)
        return
    here = place.step if place else None
    say(environment, f"{lesson.id} · {lesson.title} · {format_timecode(lesson.lecture.length)}")
    if lesson.needs:
        say(environment, f"builds on {', '.join(lesson.needs)}")
    width = environment.size().columns if environment.stdout.isatty() else None
    for line in outline_lines(lesson, done, here=here, steps=steps, marked=marked, width=width):
        say(environment, line)
    if line := score_text(right, judged, solved):
        say(environment, f"\n{line}")


def outline_json(lesson: Lesson, done: frozenset[str]) -> dict[str, Any]:
    """Return the document of ``playmore outline LESSON --json``."""
    number = 0
    chapters = []
    for chapter in lesson.chapters:
        steps = []
        for step in chapter.steps:
            number += 1
            steps.append(
                {
                    "n": number,
                    "id": step.id,
                    "at": format_timecode(step.at),
                    "exact": lesson.is_exact(step),
                    "kind": step.kind,
                    "lines": len(step.code.splitlines()) if step.code else 0,
                    "done": step.id in done,
                }
            )
        chapters.append({"at": format_timecode(chapter.at), "title": chapter.title, "steps": steps})
    return {
        "id": lesson.id,
        "title": lesson.title,
        "video": lesson.lecture.video,
        "length": format_timecode(lesson.lecture.length),
        "needs": list(lesson.needs),
        "chapters": chapters,
    }
