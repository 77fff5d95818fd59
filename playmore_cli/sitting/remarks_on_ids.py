"""What an author is told of ids: a lesson's that is taken, and steps' that are gone while something is kept at them."""

from playmore_cli.environment import Environment
from playmore_cli.errors import PlaymoreError
from playmore_cli.lesson.catalog import Located
from playmore_cli.lesson.identity import likely_successor
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import catalog, open_store
from playmore_cli.store.trust import Trust


def find_remarks(environment: Environment, lesson: Lesson, located: Located) -> list[str]:
    """Return what is to be said of the ids in a lesson, which has the id that its file gives it."""
    remarks = [] if located.is_ours or located.shelf is not None else _taken(environment, lesson, located)
    return remarks + _vanished(environment, lesson, located)


def _taken(environment: Environment, lesson: Lesson, located: Located) -> list[str]:
    advice = (
        f"its progress is kept apart, as {catalog().key_at(located, lesson)}; an id of its own is clearer"
    )
    if lesson.id in catalog().ids():
        return [f"{lesson.id} is also the id of a lesson of playmore's own; {advice}"]
    path = located.path.resolve()
    others = [
        one for one in Trust(environment.trust_file).known() if one.id == lesson.id and one.path != path
    ]
    return [f"{lesson.id} is also the id of {one.path}; {advice}" for one in others[:1] if one.is_there]


def _vanished(environment: Environment, lesson: Lesson, located: Located) -> list[str]:
    if not environment.progress_file.is_file():
        return []
    key = catalog().key_at(located, lesson)
    try:
        with open_store(environment) as store:
            kept = store.steps_with_progress(key)
    except PlaymoreError:
        return []  # a lesson can be checked where one's own progress cannot be read
    before = Trust(environment.trust_file).steps_of(key)
    known = {step.id for step in lesson.steps} | {old for step in lesson.steps for old in step.formerly}
    remarks = []
    for old in kept:
        if old in known:
            continue
        new = likely_successor(old, before, lesson, kept)
        advice = (
            f"if {new!r} is the same step, write there  formerly: [{old}]"
            if new
            else "no step takes its place"
        )
        remarks.append(f"the step {old!r} is gone, and you have {kept[old]} things kept at it; {advice}")
    return remarks
