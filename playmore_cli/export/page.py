"""
A lesson as one HTML page that needs no network and no script: pictures, formulae and style stand in it.

Each step has its id as anchor (``#define-f``), each chapter ``#ch.3``; slugs hold no dot.
"""

import base64
from collections.abc import Iterator
from html import escape

from playmore_cli import __version__
from playmore_cli.export import page_parts
from playmore_cli.export.code_html import code_block
from playmore_cli.export.document import Document, Section, ShownStep
from playmore_cli.export.drawings import GraphMemory
from playmore_cli.export.page_style import style_sheet
from playmore_cli.export.parts import OPENS, timecodes_line, told_figures
from playmore_cli.export.prose import prose
from playmore_cli.export.token_html import token_html
from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.timecode import format_timecode
from playmore_cli.view.failures import plain_failure


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
        video = page_parts.link(self._document.address, "the video")
        length = format_timecode(lecture.length)
        named = f"<em>{escape(lecture.title)}</em>, a lecture by {escape(lecture.by)}"
        where = f": {video}, {length} long" if self._document.address else ""
        yield f'<p class="lead">{named}{where}.</p>'
        yield prose(lesson.about)
        if self._document.own_files:
            named = ", ".join(page_parts.own_file(*one) for one in self._document.own_files.items())
            yield f'<p class="small">{OPENS} {named}.</p>'
        yield "</header>"

    def _contents(self) -> Iterator[str]:
        yield '<nav aria-labelledby="contents.title">'
        yield '<h2 id="contents.title">Chapters</h2>'
        yield "<ol>"
        for section in self._document.sections:
            clock = page_parts.link(section.address, format_timecode(section.chapter.at), "time")
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
        yield f"<p>{timecodes_line(document)}"
        yield f"{changed} {escape(made)} Written by playmore {escape(__version__)}, which plays the same lesson step "
        yield f"by step in a terminal: <code>{escape(document.start)}</code>.</p>"
        yield "</footer>"

    # -- chapters and steps ------------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[str]:
        yield f'<section id="ch.{section.number}" aria-labelledby="ch.{section.number}.title">'
        yield f'<h2 id="ch.{section.number}.title">{escape(section.chapter.title)}</h2>'
        yield page_parts.link(section.address, format_timecode(section.chapter.at), "time")
        for moment in section.moments:
            yield from self._moment(moment)
        cards = [card for moment in section.moments for card in moment.step.cards]
        if cards:
            yield "<h3>Questions</h3>"
            yield from (page_parts.card(card) for card in cards)
        yield "</section>"

    def _moment(self, moment: ShownStep) -> Iterator[str]:
        step = moment.step
        yield f'<article class="step" id="{step.id}" aria-label="Step {moment.number}, {moment.clock}">'
        here = f'<a class="here" href="#{step.id}" aria-label="Link to step {moment.number}">#</a>'
        yield f'<p class="where">{page_parts.link(moment.address, moment.clock, "time")}{here}</p>'
        for piece in moment.pieces:
            yield prose(piece.markdown())
        yield from page_parts.notes(moment)
        if step.recreate is not None:
            yield from page_parts.exercise(step.recreate)
            for one in moment.mine.attempts:
                told = f"Your attempt, which {'passed' if one.passed else 'did not pass'}"
                yield page_parts.mine(page_parts.folded(told, code_block(one.source)))
        if step.predict is not None:
            yield from page_parts.question(moment)
        yield from self._code(moment)
        yield from self._outputs(moment)
        if moment.then is not None:
            yield prose(moment.then.markdown())
        if moment.see:
            named = [
                page_parts.link(one.address, one.words) if one.address else escape(one.words)
                for one in moment.see
            ]
            yield f'<p class="small">See also {", ".join(named)}.</p>'
        yield "</article>"

    def _code(self, moment: ShownStep) -> Iterator[str]:
        if moment.source is None:
            return
        for name, shown, source in self._document.older(moment):
            where = f'<a href="#{shown.step.id}">{shown.clock}</a>'
            yield page_parts.folded(f"{escape(name)}, as at {where}", code_block(source), is_html=True)
        if moment.original is not None:
            lecture = page_parts.folded("The lecture's version", code_block(moment.original))
            yield page_parts.mine(f"<p>Your version of the code:</p>{code_block(moment.source)}{lecture}")
        else:
            yield code_block(moment.source, self._document.changes(moment))

    def _outputs(self, moment: ShownStep) -> Iterator[str]:
        """Yield what came out, the learner's experiments behind it, and the lecture's figures."""
        step = moment.step
        outputs = moment.played.outputs if moment.played is not None else ()
        for output in outputs:
            yield self._output(output, step.draws or "")
        if step.expect is not None and any(isinstance(output, Failure) for output in outputs):
            yield '<p class="small">This error is part of the lecture.</p>'
        for extra in moment.mine.after:
            yield page_parts.mine(f"<p>Your experiment:</p>{code_block(extra)}")
        if moment.played is not None:
            yield from page_parts.figures(moment.played.figures)
        elif step.lecture:
            told = escape("; ".join(told_figures(step)))
            yield f'<p class="small">{told}.</p>' if told else ""

    def _output(self, output: Output, draws: str) -> str:
        match output:
            case Result(tokens=lines) if lines:
                return token_html(lines, is_page=True)
            case Result(is_markdown=True):
                return prose(output.text)
            case Stream(text=text) | Result(text=text):
                return page_parts.text(text)
            case Failure():
                return page_parts.text(plain_failure(output), "failure")
            case Plot():
                alt = escape(" ".join(f"{draws} {output.words}".split()))
                data = base64.b64encode(output.png).decode()
                width, height = page_parts.size(output.png)
                return (
                    f'<figure><img alt="{alt}" width="{width}" height="{height}" '
                    f'src="data:image/png;base64,{data}"></figure>'
                )
            case Graph():
                drawing = self._graphs.draw(output, is_page=True)
                if not drawing.svg:
                    return page_parts.text(drawing.text)
                words = escape(" ".join(f"{draws} {drawing.words}".split()))
                svg = drawing.svg.replace('role="img"', f'role="img" aria-label="{words}"', 1)
                return f'<figure class="drawing" tabindex="0">{svg}</figure>'
