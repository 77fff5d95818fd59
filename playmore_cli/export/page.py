"""
A lesson as one HTML page that needs no network and no script: pictures, formulae and style stand in it.

Each step has its id as anchor (``#define-f``), each chapter ``#ch.3``; slugs hold no dot.
"""

import base64
from collections.abc import Iterator, Sequence
from html import escape

from playmore_cli import __version__
from playmore_cli.exercises.judging import Comparison, Verdict
from playmore_cli.export.code_html import code_block
from playmore_cli.export.document import Document, Moment, Section
from playmore_cli.export.drawings import GraphMemory
from playmore_cli.export.page_style import style_sheet
from playmore_cli.export.parts import as_written, verdict_words
from playmore_cli.export.prose import line, prose
from playmore_cli.lesson.model import Card, Recreate
from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.timecode import format_timecode
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.failures import plain_failure

_SIGNS = {
    Verdict.AGREES: "",
    Verdict.DIFFERS: "they differ",
    Verdict.OTHER_PACE: "at the full pace",
    Verdict.OTHER_DATA: "with the lecture's data",
    Verdict.NO_VALUE: "could not be read",
    Verdict.OPEN: "not recorded yet",
}


def write_page(document: Document) -> str:
    """Return the document as HTML."""
    return "\n".join(_Page(document).lines()) + "\n"


class _Page:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._graphs = GraphMemory()

    def lines(self) -> Iterator[str]:
        """Yield the page."""
        lesson = self._document.lesson
        yield "<!doctype html>"
        yield '<html lang="en">'
        yield "<head>"
        yield '<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # Nothing may be fetched or run: the page is all there is, whatever a lesson's narration holds.
        policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        yield '<meta name="color-scheme" content="light dark">'
        yield f'<meta name="generator" content="playmore {escape(__version__)}">'
        yield f'<meta name="description" content="{escape(" ".join(lesson.about.split()))}">'
        yield f"<title>{escape(lesson.title)}</title>"
        yield f"<style>{style_sheet()}</style>"
        yield "</head>"
        yield "<body>"
        yield from self._header()
        yield from self._contents()
        yield "<main>"
        for section in self._document.sections:
            yield from self._section(section)
        yield "</main>"
        yield from self._footer()
        yield "</body>"
        yield "</html>"

    def _header(self) -> Iterator[str]:
        lesson, lecture = self._document.lesson, self._document.lesson.lecture
        yield "<header>"
        yield f"<h1>{escape(lesson.title)}</h1>"
        video = _link(self._document.address, "the video")
        length = format_timecode(lecture.length)
        named = f"<em>{escape(lecture.title)}</em>, a lecture by {escape(lecture.by)}"
        yield f'<p class="lead">{named}: {video}, {length} long.</p>'
        yield prose(lesson.about)
        yield "</header>"

    def _contents(self) -> Iterator[str]:
        yield '<nav aria-labelledby="contents.title">'
        yield '<h2 id="contents.title">Chapters</h2>'
        yield "<ol>"
        for section in self._document.sections:
            clock = _link(section.address, format_timecode(section.chapter.at), "time")
            title = escape(section.chapter.title)
            yield f'<li>{clock} <a href="#ch.{section.number}">{title}</a></li>'
        yield "</ol>"
        yield "</nav>"

    def _footer(self) -> Iterator[str]:
        document = self._document
        run = document.recording
        made = (
            f"The outputs are those of a run at the {document.pace} pace{run.data}."
            if run is not None
            else f"Long steps have the constants of the {document.pace} pace."
        )
        changed = "In the code, lines that are new against the version before are marked green, changed ones yellow."
        yield "<footer>"
        yield "<p>Each timecode leads to its second of the video; ≈ stands behind those known to a few seconds. "
        yield f"{changed} {escape(made)} Written by playmore {escape(__version__)}, which plays the same lesson step "
        yield f"by step in a terminal: <code>playmore start {escape(document.lesson.id)}</code>.</p>"
        yield "</footer>"

    # -- chapters and steps ------------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[str]:
        yield f'<section id="ch.{section.number}" aria-labelledby="ch.{section.number}.title">'
        yield f'<h2 id="ch.{section.number}.title">{escape(section.chapter.title)}</h2>'
        yield _link(section.address, format_timecode(section.chapter.at), "time")
        for moment in section.moments:
            yield from self._moment(moment)
        cards = [card for moment in section.moments for card in moment.step.cards]
        if cards:
            yield "<h3>Questions</h3>"
            yield from (_card(card) for card in cards)
        yield "</section>"

    def _moment(self, moment: Moment) -> Iterator[str]:
        step = moment.step
        yield f'<article class="step" id="{step.id}" aria-label="Step {moment.number}, {moment.clock}">'
        here = f'<a class="here" href="#{step.id}" aria-label="Link to step {moment.number}">#</a>'
        yield f'<p class="where">{_link(moment.address, moment.clock, "time")}{here}</p>'
        for piece in moment.pieces:
            yield prose(piece.markdown())
        yield from _notes(moment)
        if step.recreate is not None:
            yield from _exercise(step.recreate)
            for one in moment.mine.attempts:
                told = f"Your attempt, which {'passed' if one.passed else 'did not pass'}"
                yield _mine(_folded(told, code_block(one.source)))
        if step.predict is not None:
            yield from _question(moment)
        yield from self._code(moment)
        yield from self._outputs(moment)
        if moment.then is not None:
            yield prose(moment.then.markdown())
        if moment.see:
            named = [
                _link(one.address, one.words) if one.address else escape(one.words) for one in moment.see
            ]
            yield f'<p class="small">See also {", ".join(named)}.</p>'
        yield "</article>"

    def _code(self, moment: Moment) -> Iterator[str]:
        if moment.source is None:
            return
        if moment.original is not None:
            lecture = _folded("The lecture's version", code_block(moment.original))
            yield _mine(f"<p>Your version of the code:</p>{code_block(moment.source)}{lecture}")
        else:
            yield code_block(moment.source, self._document.changes(moment))

    def _outputs(self, moment: Moment) -> Iterator[str]:
        """Yield what came out, the learner's experiments behind it, and the lecture's figures."""
        step = moment.step
        outputs = moment.played.outputs if moment.played is not None else ()
        for output in outputs:
            yield self._output(output, step.draws or "")
        if step.expect is not None and any(isinstance(output, Failure) for output in outputs):
            yield '<p class="small">This error is part of the lecture.</p>'
        for extra in moment.mine.after:
            yield _mine(f"<p>Your experiment:</p>{code_block(extra)}")
        if moment.played is not None:
            yield from _figures(moment.played.figures)
        elif step.lecture:
            told = "; ".join(f"{escape(one.what)} {escape(as_written(one))}" for one in step.lecture)
            yield f'<p class="small">In the lecture: {told}.</p>'

    def _output(self, output: Output, draws: str) -> str:
        match output:
            case Stream(text=text) | Result(text=text):
                return _text(text)
            case Failure():
                return _text(plain_failure(output), "failure")
            case Plot():
                alt = escape(" ".join(f"{draws} {output.words}".split()))
                data = base64.b64encode(output.png).decode()
                width, height = _size(output.png)
                return (
                    f'<figure><img alt="{alt}" width="{width}" height="{height}" '
                    f'src="data:image/png;base64,{data}"></figure>'
                )
            case Graph():
                drawing = self._graphs.draw(output, is_page=True)
                if not drawing.svg:
                    return _text(drawing.text)
                words = escape(" ".join(f"{draws} {drawing.words}".split()))
                svg = drawing.svg.replace('role="img"', f'role="img" aria-label="{words}"', 1)
                return f'<figure class="drawing" tabindex="0">{svg}</figure>'


# -- parts of a step -----------------------------------------------------------------------------------------------


def _notes(moment: Moment) -> Iterator[str]:
    for note in moment.mine.notes:
        yield _mine(f"<p><strong>Your note.</strong> {escape(note)}</p>")
    if moment.mine.marked:
        yield _mine("<p><strong>You marked this step:</strong> did not get this.</p>")


def _question(moment: Moment) -> Iterator[str]:
    predict = moment.step.predict
    assert predict is not None
    choices = "".join(f"<li>{escape(choice)}</li>" for choice in predict.choices)
    yield f'<div class="ask"><p><strong>Predict.</strong> {line(moment.said(predict.ask).markdown())}</p>'
    yield f"{f'<ul>{choices}</ul>' if choices else ''}</div>"
    for guess in moment.mine.guesses:
        yield _mine(f"<p>You predicted: {escape(guess.given)}{verdict_words(guess.verdict)}</p>")
    if moment.played is not None and moment.played.answer is not None:
        answer = f"<p><strong>{escape(moment.played.answer)}</strong></p>"
    elif predict.answer in predict.choices:
        answer = f"<p><strong>{escape(predict.answer)}</strong></p>"
    else:
        answer = f"<p>It is what this gives after the code has run: <code>{escape(predict.answer)}</code></p>"
    yield _folded("Answer", answer + prose(moment.said(predict.why).markdown()))


def _exercise(recreate: Recreate) -> Iterator[str]:
    yield f'<div class="ask"><p><strong>Write it yourself</strong> before you go on.</p>{prose(recreate.task)}</div>'
    if recreate.start.strip():
        yield _folded("A beginning", code_block(recreate.start))
    if recreate.hints:
        yield _folded("Hints", f"<ol>{''.join(f'<li>{line(hint)}</li>' for hint in recreate.hints)}</ol>")
    yield _folded("A check to run after your code", code_block(recreate.check))
    if recreate.solution:
        yield _folded("A solution", code_block(recreate.solution))


def _figures(figures: Sequence[Comparison]) -> Iterator[str]:
    if not figures:
        return
    rows = "".join(
        f'<tr><th scope="row">{escape(one.figure.what)}</th><td>{escape(one.yours)}</td>'
        f"<td>{escape(as_written(one.figure))}</td><td>{_SIGNS[one.verdict]}</td></tr>"
        for one in figures
    )
    heads = '<th scope="col">figure</th><th scope="col">here</th><th scope="col">in the lecture</th><td></td>'
    yield f'<table class="figures"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _card(card: Card) -> str:
    answer = prose(card.answer) + (code_block(card.code) if card.code else "")
    return _folded(line(card.ask), answer, is_html=True)


def _folded(summary: str, inside: str, *, is_html: bool = False) -> str:
    shown = summary if is_html else escape(summary)
    return f"<details><summary>{shown}</summary>{inside}</details>"


def _mine(inside: str) -> str:
    return f'<aside class="mine" aria-label="Yours">{inside}</aside>'


def _link(address: str, words: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    if not address:
        return f"<span{named}>{escape(words)}</span>"
    return f'<a{named} href="{escape(address)}">{escape(words)}</a>'


def _text(text: str, kind: str = "") -> str:
    shown = escape(clean_plain(text.rstrip("\n")))
    if not shown.strip():
        return ""
    return f'<pre class="out{f" {kind}" if kind else ""}" tabindex="0">{shown}</pre>'


def _size(png: bytes) -> tuple[int, int]:
    """Return the width and height at which a picture is shown; at three quarters of its pixels letters read well."""
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    return round(width * 0.75), round(height * 0.75)
