"""All that a learner typed at a step, in the order of time."""

from datetime import datetime

from msgspec import Struct

from playmore_cli.environment import Environment
from playmore_cli.lesson.model import Lesson
from playmore_cli.sitting.access import open_store
from playmore_cli.sitting.speech import print_json, say
from playmore_cli.store.learner import Store, TextKind

_WORDS = {
    TextKind.EDIT: "edit",
    TextKind.ATTEMPT: "attempt",
    TextKind.LINES: "line",
    TextKind.NOTE: "note",
    TextKind.GUESS: "guess",
    TextKind.ANSWER: "answer",
    TextKind.CARD: "card",
}


class OwnText(Struct, frozen=True):
    """A text of a *kind*, when it was typed last (a Unix time), and what became of it, in a word or none."""

    kind: TextKind
    text: str
    at: float
    state: str = ""


def own_texts(store: Store, lesson: str, step: str) -> list[OwnText]:
    """Return all that was typed at a step, the earliest first; what is kept in the lesson is among it."""
    kept = store.edits(lesson).get(step)
    code = None if kept is None else kept.code
    lines = () if kept is None else kept.after
    answers = {text for (at, _), given in store.answers(lesson).items() if at == step for text in given}
    in_lesson: dict[TextKind, set[str | None]] = {
        TextKind.EDIT: {code},
        TextKind.LINES: {*lines},
        TextKind.ANSWER: answers,
    }
    found = [
        OwnText(
            one.kind, one.text, one.changed, _state(one.is_open, one.text in in_lesson.get(one.kind, set()))
        )
        for one in store.texts(lesson, step)
    ]
    found += [
        OwnText(TextKind.ATTEMPT, one.source, one.at, "passed" if one.passed else "not right")
        for one in store.attempts(lesson, step)
    ]
    found += [OwnText(TextKind.NOTE, one.text, one.at) for one in store.notes(lesson) if one.step == step]
    found += [
        OwnText(TextKind.GUESS, given, at, {None: "not judged", True: "right", False: "not right"}[verdict])
        for given, verdict, at in store.guesses(lesson, step)
    ]
    found.sort(key=lambda one: one.at)
    known = {one.text for one in found}
    for kind, text in ((TextKind.EDIT, code), *((TextKind.LINES, line) for line in lines)):
        if text is not None and text not in known:
            found.append(OwnText(kind, text, 0.0, "kept in the lesson"))
    return found


def _state(is_open: bool, is_kept: bool) -> str:
    return "unfinished" if is_open else "kept in the lesson" if is_kept else ""


def show_own_texts(environment: Environment, lesson: Lesson, index: int, *, json: bool) -> None:
    """Print what was typed at the step with this 0-based index."""
    step = lesson.steps[index].id
    with open_store(environment) as store:
        found = own_texts(store, lesson.id, step)
    if json:
        print_json(
            environment,
            [
                {"kind": one.kind.value, "text": one.text, "at": _moment(one.at), "state": one.state}
                for one in found
            ],
        )
        return
    if not found:
        say(environment, f"you have typed nothing at {lesson.id}, {step}", aside=True)
    for one in found:
        parts = (_WORDS[one.kind], _moment(one.at), one.state)
        say(environment, " · ".join(part for part in parts if part))
        for line in one.text.split("\n"):
            print(f"  {line}".rstrip(), file=environment.stdout)  # code, which is to be copied as it is


def _moment(at: float) -> str:
    """Return a Unix time as the learner's clock had it; nothing for a time that is not known."""
    return datetime.fromtimestamp(at).isoformat(" ", "minutes") if at else ""
