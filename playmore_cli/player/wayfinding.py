"""Where to go in a lesson: its outline as a list to pick from, and the lines that hold some words."""

from dataclasses import replace
from itertools import groupby

from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.lesson.searching import Hit, search_lessons
from playmore_cli.player.desk import Desk, Whereabouts
from playmore_cli.prompt.picking import PickList, PickRow
from playmore_cli.session.commands import GoTo
from playmore_cli.store.learner import Note
from playmore_cli.timecode import format_timecode
from playmore_cli.view.excerpts import excerpt

_IN_LINES = 20
"""Hits that are told where they come a line each."""
_BAR = 6


def open_outline(desk: Desk) -> None:
    """Show the chapters and steps, at the present one, and go where the learner picks."""
    if not desk.reader.picks:
        desk.extras.outline(desk.session, desk.place.done)
        return
    lesson = desk.session.lesson
    noted = {note.step for note in desk.kept(lambda: desk.store.notes(lesson.id), tuple[Note, ...]())}
    rows = outline_rows(desk.place, frozenset(noted))
    title = f"{lesson.id} · {lesson.title} · {len(desk.place.done)} of {len(lesson.steps)} steps done"
    _go(desk, desk.reader.pick(title, PickList(rows).at(desk.session.step.id), "place"))


def outline_rows(place: Whereabouts, noted: frozenset[str]) -> tuple[PickRow, ...]:
    """Return a row for each chapter and, below it, for each of its steps; *noted* are the steps with notes."""
    lesson, here = place.session.lesson, place.session.step.id
    rows: list[PickRow] = []
    number = 0
    for count, chapter in enumerate(lesson.chapters):
        key, ids = f"chapter {count}", [step.id for step in chapter.steps]
        done = sum(one in place.done for one in ids)
        sign = "▶" if here in ids else "✓" if done == len(ids) else "·"
        full = round(_BAR * done / len(ids))
        bar = f"{'━' * full}{'─' * (_BAR - full)} {done:>2}/{len(ids)}"
        lead = f"{sign} {format_timecode(chapter.at)}  "
        rows.append(PickRow(key, lead, chapter.title, bar, detail=chapter.title))
        for step in chapter.steps:
            number += 1
            flags = ("⚑" if step.id in place.marked else "") + ("✎" if step.id in noted else "")
            sign = "▶" if step.id == here else "✓" if step.id in place.done else " "
            rows.append(
                PickRow(
                    step.id,
                    f"  {sign} {number:>3} {flags:<2}",
                    first_words(step),
                    f"{format_timecode(step.at)} {step.id}",
                    f"{chapter.title} {step.id}",
                    key,
                    first_words(step),
                )
            )
    return tuple(rows)


def first_words(step: Step) -> str:
    """Return the first sentence of a step as it is read, or its first line of code."""
    text = " ".join((step.pieces[0] if step.pieces else "").split())
    if text:
        return excerpt(Hit("", step.id, 0, step.at, "say", text), (), 10_000)
    return (step.code or "").strip().split("\n")[0]


def find_words(desk: Desk, words: str | None, otherwise: str = "") -> None:
    """
    Find words in this lesson and go to a step that holds them.

    Args:
        desk: where one is.
        words: what is looked for; typed into the list where there are none.
        otherwise: what is said where nothing holds them.
    """
    lesson = desk.session.lesson
    found = search_lessons([lesson], words.split()) if words else ()
    if words and not found:
        desk.view.tell(otherwise or f"no line of {lesson.id} mentions '{words}'", "warning")
    elif not desk.reader.picks:
        _tell_hits(desk, found, words)
    else:
        rows = hit_rows(lesson, words or "")
        picks = replace(PickList(rows), typed=words or "", shows_all=False)
        _go(desk, desk.reader.pick(f"{lesson.id} · find in this lesson", picks, "line"))


def _tell_hits(desk: Desk, found: tuple[Hit, ...], words: str | None) -> None:
    if not words:
        desk.view.tell("which words? / saturated tanh finds the lines with both")
        return
    steps = len({hit.step for hit in found})
    desk.view.tell(f"{steps} step{'s' if steps > 1 else ''} mention{'s' if steps == 1 else ''} {words}:")
    for hit in found[:_IN_LINES]:
        line = excerpt(hit, words.split(), max(desk.view.width() - 24, 24))
        desk.view.tell(f"{hit.number:>4} {format_timecode(hit.at)} {hit.where:<5} {line}")
    if len(found) > _IN_LINES:
        desk.view.tell(f"… {len(found) - _IN_LINES} more lines; more words narrow it")
    desk.view.tell("g and a step's number goes there")


def hit_rows(lesson: Lesson, words: str) -> tuple[PickRow, ...]:
    """Return a row for each line of a lesson, an excerpt around *words*."""
    hits = search_lessons([lesson], [])
    rows = []
    for step, lines in groupby(hits, key=lambda hit: hit.step):
        for count, hit in enumerate(lines):
            text = excerpt(hit, (), 10_000)
            # A long paragraph is shown where it holds the words that were asked for.
            shown = excerpt(hit, words.split(), 60) if words and len(text) > 60 else text
            kind = "code" if hit.where == "code" else "name" if hit.where == "title" else "say"
            lead = f"{hit.number:>4} {format_timecode(hit.at)} {kind:<5}"
            rows.append(PickRow(f"{step} {count}", lead, shown, words=text, detail=text))
    return tuple(rows)


def _go(desk: Desk, picked: PickRow | None) -> None:
    if picked is None:
        return
    lesson = desk.session.lesson
    name = picked.key.split(" ")[0]
    step = lesson.chapters[int(picked.key.split(" ")[1])].steps[0].id if name == "chapter" else name
    desk.ahead.append(GoTo(lesson.index_of(step)))
