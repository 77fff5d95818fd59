"""Parts of a page: questions, exercises, figures, cards, and what is a learner's own."""

import base64
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import PurePath

from playmore_cli.exercises.judging import Comparison, Verdict
from playmore_cli.export.code_html import code_block
from playmore_cli.export.document import ShownStep
from playmore_cli.export.parts import as_written, verdict_words
from playmore_cli.export.prose import line, prose
from playmore_cli.lesson.model import Card, Figure, Recreate
from playmore_cli.view.clean import clean_plain

_SIGNS = {
    Verdict.AGREES: "",
    Verdict.DIFFERS: "they differ",
    Verdict.OTHER_PACE: "at the full pace",
    Verdict.OTHER_DATA: "with the lecture's data",
    Verdict.OTHER_BOTH: "with the lecture's data, at the full pace",
    Verdict.NO_VALUE: "could not be read",
    Verdict.OPEN: "not recorded yet",
}


def notes(moment: ShownStep) -> Iterator[str]:
    """Yield the learner's notes and mark."""
    for note in moment.mine.notes:
        yield mine(f"<p><strong>Your note.</strong> {escape(note)}</p>")
    if moment.mine.marked:
        yield mine("<p><strong>You marked this step:</strong> did not get this.</p>")


def own_file(name: str, content: bytes | None) -> str:
    """Return the name of a file that a lesson opens, which saves it where the page carries what is in it."""
    if content is None:
        return escape(name)
    data = base64.b64encode(content).decode()
    saved = escape(PurePath(name).name)
    return f'<a download="{saved}" href="data:application/octet-stream;base64,{data}">{escape(name)}</a>'


def question(moment: ShownStep) -> Iterator[str]:
    """Yield the prediction that a step asks for, its answer folded."""
    predict = moment.step.predict
    assert predict is not None
    choices = "".join(f"<li>{escape(choice)}</li>" for choice in predict.choices)
    yield f'<div class="ask"><p><strong>Predict.</strong> {line(moment.said(predict.ask).markdown())}</p>'
    yield f"{f'<ul>{choices}</ul>' if choices else ''}</div>"
    for guess in moment.mine.guesses:
        yield mine(f"<p>You predicted: {escape(guess.given)}{verdict_words(guess.verdict)}</p>")
    if moment.played is not None and moment.played.answer is not None:
        answer = f"<p><strong>{escape(moment.played.answer)}</strong></p>"
    elif predict.answer in predict.choices:
        answer = f"<p><strong>{escape(predict.answer)}</strong></p>"
    else:
        answer = f"<p>It is what this gives after the code has run: <code>{escape(predict.answer)}</code></p>"
    yield folded("Answer", answer + prose(moment.said(predict.why).markdown()))


def exercise(recreate: Recreate) -> Iterator[str]:
    """Yield the task of an exercise; beginning, hints and check are folded."""
    yield f'<div class="ask"><p><strong>Your turn</strong>, before you go on.</p>{prose(recreate.task)}</div>'
    if recreate.start.strip():
        yield folded("A beginning", code_block(recreate.start))
    if recreate.hints:
        yield folded("Hints", f"<ol>{''.join(f'<li>{line(hint)}</li>' for hint in recreate.hints)}</ol>")
    yield folded("A check to run after your code", code_block(recreate.check))
    if recreate.solution:
        yield folded("A solution", code_block(recreate.solution))


def figures(compared: Sequence[Comparison]) -> Iterator[str]:
    """Yield the lecture's figures beside those of the run, as a table."""
    if not compared:
        return
    rows = "".join(
        f'<tr><th scope="row">{escape(one.figure.what)}</th><td>{escape(one.yours)}</td>'
        f"<td>{_given(one.figure)}</td><td>{_SIGNS[one.verdict]}</td></tr>"
        for one in compared
    )
    heads = '<th scope="col">figure</th><th scope="col">here</th><th scope="col">in the lecture</th><td></td>'
    yield f'<table class="figures"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _given(figure: Figure) -> str:
    """Return the lecture's figure; of one that a run recorded, that it is no lecture's."""
    if figure.is_open:
        return ""
    return escape(as_written(figure)) + (" (recorded)" if figure.recorded else "")


def card(asked: Card) -> str:
    """Return a review question that opens to its answer."""
    answer = prose(asked.answer) + (code_block(asked.code) if asked.code else "")
    return folded(line(asked.ask), answer, is_html=True)


def folded(summary: str, inside: str, *, is_html: bool = False) -> str:
    """Return what opens to *inside* when its *summary* is chosen."""
    shown = summary if is_html else escape(summary)
    return f"<details><summary>{shown}</summary>{inside}</details>"


def mine(inside: str) -> str:
    """Return what is the learner's own, marked as such."""
    return f'<aside class="mine" aria-label="Yours">{inside}</aside>'


def link(address: str, words: str, kind: str = "") -> str:
    """Return a link with a class; where there is no address the words alone."""
    named = f' class="{kind}"' if kind else ""
    if not address:
        return f"<span{named}>{escape(words)}</span>"
    return f'<a{named} href="{escape(address)}">{escape(words)}</a>'


def text(output: str, kind: str = "") -> str:
    """Return an output in characters; nothing where it is empty."""
    shown = escape(clean_plain(output.rstrip("\n")))
    if not shown.strip():
        return ""
    return f'<pre class="out{f" {kind}" if kind else ""}" tabindex="0">{shown}</pre>'


def size(png: bytes) -> tuple[int, int]:
    """Return the width and height at which a picture is shown; at three quarters of its pixels letters read well."""
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    return round(width * 0.75), round(height * 0.75)
