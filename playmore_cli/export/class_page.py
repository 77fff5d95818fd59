"""A teacher's report on a class as one HTML page that needs no network and runs nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from html import escape

from playmore_cli import __version__
from playmore_cli.export.page_style import style_sheet
from playmore_cli.store.handing_in import ClassReport
from playmore_cli.view.clean import clean_plain

LEARNER_HEADS = ("name", "is at", "since", "done", "predictions", "exercises", "unclear")
EXERCISE_HEADS = ("exercise", "tried", "solved", "attempts")
_WIDE = "header,main,footer{max-width:72rem;padding-left:1.25rem}td{overflow-wrap:anywhere;min-width:4.5rem}"
"""What a page of tables has otherwise than one to read: all of its width."""


def learner_cells(report: ClassReport) -> list[tuple[str, ...]]:
    """Return a row of words for each learner, those who are furthest behind first."""
    total = len(report.lesson.steps)
    names = [learner.name for learner in report.learners]
    rows: list[tuple[str, ...]] = []
    for learner in sorted(report.learners, key=lambda one: (one.done, one.name, one.file)):
        name = learner.name or learner.file
        if learner.name and names.count(learner.name) > 1:
            name = f"{learner.file}: {learner.name}"
        at = f"{learner.number} {learner.step}" if learner.number else learner.step or "not begun"
        exercises = f"{learner.solved}/{len(learner.exercises)}" if learner.exercises else ""
        if learner.attempts > len(learner.exercises):
            exercises += f" in {learner.attempts}"
        rows.append(
            (
                name,
                at,
                day(learner.since),
                f"{learner.done}/{total}",
                f"{learner.right}/{learner.judged}" if learner.judged else "",
                exercises,
                str(len(learner.unclear) or ""),
            )
        )
    return rows


def exercise_cells(report: ClassReport) -> list[tuple[str, ...]]:
    """Return a row of words for each exercise that somebody tried."""
    return [(one.step, str(one.tried), str(one.solved), str(one.attempts)) for one in report.exercises]


def counted_learners(count: int) -> str:
    """
    Return how many learners that are.

    >>> counted_learners(1), counted_learners(30)
    ('1 learner', '30 learners')
    """
    return f"{count} learner{'' if count == 1 else 's'}"


def day(moment: float) -> str:
    """
    Return the day of a Unix time; nothing for one that no calendar has.

    >>> day(0.0), day(86_400.0), day(-1e11)
    ('', '1970-01-02', '')
    """
    if moment <= 0:
        return ""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def write_class_page(reports: Sequence[ClassReport], left_out: Sequence[tuple[str, str]], now: float) -> str:
    """
    Return the page.

    Args:
        reports: a lesson each.
        left_out: files that could not be read, each with the reason.
        now: a Unix time.
    """
    return "\n".join(_lines(reports, left_out, now)) + "\n"


def _lines(reports: Sequence[ClassReport], left_out: Sequence[tuple[str, str]], now: float) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="color-scheme" content="light dark">'
    titles = ", ".join(report.lesson.title for report in reports)
    yield f"<title>{_text(titles)}: a class</title>"
    yield f"<style>{style_sheet()}{_WIDE}</style>\n</head>\n<body>"
    for report in reports:
        yield f"<header><h1>{_text(report.lesson.title)}</h1>"
        yield f'<p class="lead">{counted_learners(len(report.learners))}, {len(report.lesson.steps)} steps, '
        yield f"as of {day(now)}.</p></header>\n<main>"
        yield from _table(LEARNER_HEADS, learner_cells(report))
        if report.exercises:
            yield "<h2>Exercises</h2>"
            yield from _table(EXERCISE_HEADS, exercise_cells(report))
            yield from _sayings(report)
        if report.predictions:
            yield "<h2>Predictions</h2>"
            yield from _table(
                ("step", "right", "judged"),
                [(step, str(right), str(judged)) for step, right, judged in report.predictions],
            )
        if report.unclear:
            yield "<h2>Marked as not understood</h2>"
            yield from _table(("step", "learners"), [(step, str(count)) for step, count in report.unclear])
        yield "</main>"
    yield "<footer>"
    for file, why in left_out:
        yield f"<p>{_text(file)} is left out: {_text(why)}</p>"
    yield f"<p>Written by playmore {escape(__version__)}.</p></footer>\n</body>\n</html>"


def _sayings(report: ClassReport) -> Iterator[str]:
    rows = [
        (exercise.step, says, str(count)) for exercise in report.exercises for says, count in exercise.says
    ]
    if rows:
        yield "<h2>What was wrong most often</h2>"
        yield from _table(("exercise", "what was said", "learners"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "<table>"
    yield "<tr>" + "".join(f"<th>{_text(head)}</th>" for head in heads) + "</tr>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"
    yield "</table>"


def _text(text: str) -> str:
    return escape(clean_plain(text))
