"""
A lesson as a Jupyter notebook, format 4.5.

What an import reads, beside the text of the cells:

- ``metadata.playmore`` of the notebook: ``{format: 1, lesson: {id, title, lecture, about, data, seed}, pace,
  played, mine}``, the lesson's own head as in its file, times as ``HH:MM:SS``.
- ``metadata.playmore`` of a cell: ``{lesson, step, at, kind}``; *step* and *at* are missing before the first
  chapter, *step* at chapters. *kind* is one of

  ====================  ===========================================================================================
  ``title``, ``setup``  the head of the lesson; code that playmore runs itself (packages, data, seeds)
  ``chapter``           a chapter's heading, then its timecode
  ``say``               narration before the code; its first line is the timecode's link
  ``exercise``, ``try`` the task of an exercise; a code cell, commented out, to write it in
  ``predict``           the prediction
  ``code``              the step's code (``mine: true`` where the learner's version stands)
  ``live``              code that prints live values and the lecture's figures, where nothing was played
  ``figures``           the lecture's figures beside the run's, and references to other steps
  ``then``              narration after the code
  ``experiment``        the learner's own code behind a step
  ``note``              the learner's notes, mark and attempts
  ``cards``             a chapter's review questions
  ====================  ===========================================================================================

- ``metadata.playmore.text`` of ``say`` (a list of pieces), ``then`` and ``code`` (strings): the lesson's own text,
  where the cell shows something else: values of a run in place of ``{{ }}``, several pieces as one, or the constants
  of a pace.
- ``metadata.playmore.digest`` of a cell: names its source as it was written, so that an import knows whether somebody
  edited it, and *text* no longer holds.
- ``metadata.playmore.keys`` of a step's first cell: every other key of the step, as in the lesson's file.

A cell's id is its step's id, behind it an underscore and the kind unless it is the code; steps that are meant to fail
carry the tag ``raises-exception``.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import msgspec

from playmore_cli import __version__
from playmore_cli.export import parts, setup_code
from playmore_cli.export.document import Document, Section, ShownStep
from playmore_cli.export.drawings import GraphMemory
from playmore_cli.export.live_code import live_code
from playmore_cli.export.token_html import token_html
from playmore_cli.lesson.digests import text_digest
from playmore_cli.lesson.model import Lesson, Step
from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.timecode import format_timecode
from playmore_cli.view.failures import plain_failure
from playmore_cli.view.tokens import plain_tokens

Cell = dict[str, Any]

_LONGEST_ID = 64
_OWN_CELLS = ("id", "at", "say", "code", "then")
"""Keys of a step that stand in cells of their own."""


def write_notebook(document: Document) -> str:
    """Return the document as the text of an ``.ipynb`` file."""
    cells = list(_Cells(document).all())
    _number(cells, played=document.recording is not None)
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
            "title": document.lesson.title,
            "playmore": {
                "format": 1,
                "version": __version__,
                "lesson": lesson_head(document.lesson),
                "pace": document.pace,
                "played": document.recording is not None,
                "mine": document.is_mine,
            },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def lesson_head(lesson: Lesson) -> dict[str, Any]:
    """Return what a lesson's file says before its chapters."""
    written: dict[str, Any] = msgspec.to_builtins(lesson, enc_hook=str)
    return {key: value for key, value in written.items() if key != "chapters"}


def step_keys(step: Step) -> dict[str, Any]:
    """Return a step's keys as in its file, without those that have cells of their own or their default."""
    written = msgspec.to_builtins(step, enc_hook=str)
    empty = msgspec.to_builtins(Step(id="x", at=step.at), enc_hook=str)
    return {key: value for key, value in written.items() if key not in _OWN_CELLS and value != empty.get(key)}


def cell_id(name: str) -> str:
    """
    Return a cell's id, 64 characters at most; a longer name is cut and marked by its digest.

    >>> cell_id("define-f_say"), len(cell_id("x" * 70))
    ('define-f_say', 64)
    """
    if len(name) <= _LONGEST_ID:
        return name
    return f"{name[: _LONGEST_ID - 9]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


class _Cells:
    """The cells of one document, in order."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._graphs = GraphMemory()

    def all(self) -> Iterator[Cell]:
        """Yield every cell."""
        yield self._markdown("_title", "title", parts.title(self._document))
        yield from self._setup()
        for section in self._document.sections:
            yield self._markdown(
                f"_chapter-{section.number}",
                "chapter",
                parts.heading(section),
                **self._at(section.chapter.at),
            )
            for moment in section.moments:
                yield from self._moment(moment)
            yield from self._cards(section)

    def _setup(self) -> Iterator[Cell]:
        lesson = self._document.lesson
        for name, source in (
            ("install", setup_code.install(lesson)),
            ("data", setup_code.fetch_data(lesson, leave=False)),
            ("files", setup_code.bring_files(self._document.own_files, leave=False)),
            ("graphs", setup_code.graphs_in_a_notebook(lesson)),
            ("seed", setup_code.seed(lesson)),
        ):
            if source:
                yield self._code(f"_{name}", "setup", source)

    def _moment(self, moment: ShownStep) -> Iterator[Cell]:
        cells = [cell for cell in self._parts(moment) if "".join(cell["source"]).strip()]
        if keys := step_keys(moment.step):
            cells[0]["metadata"]["playmore"]["keys"] = keys
        yield from cells

    def _parts(self, moment: ShownStep) -> Iterator[Cell]:
        step, played = moment.step, moment.played is not None
        say = self._of(moment, "say", parts.narration(moment))
        is_as_written = [piece.text for piece in moment.pieces] == list(step.pieces)
        if len(moment.pieces) != 1 or not is_as_written or any(piece.live for piece in moment.pieces):
            say["metadata"]["playmore"]["text"] = list(step.pieces)
        yield say
        if not played:
            asked = (*moment.pieces, *([moment.said(step.predict.ask)] if step.predict else []))
            yield self._of(moment, "live", live_code(asked), suffix="live-before")
        if moment.mine.notes or moment.mine.marked:
            yield self._of(moment, "note", parts.notes(moment))
        if step.recreate is not None:
            yield self._of(moment, "exercise", parts.exercise(moment))
            yield self._of(moment, "try", commented_start(step.recreate.start))
            yield self._of(moment, "exercise", parts.solution(step.recreate), suffix="solution")
            yield self._of(moment, "note", parts.attempts(moment), suffix="attempts")
        if step.predict is not None:
            yield self._of(moment, "predict", parts.question(moment))
        if moment.original is not None:
            yield self._of(moment, "note", parts.own_version(moment), suffix="own")
        if moment.source is not None:
            yield self._step_code(moment, moment.source)
        for number, extra in enumerate(moment.mine.after, start=1):
            yield self._of(moment, "experiment", extra, suffix=f"own-{number}")
        if not played and (moment.then is not None or step.lecture):
            yield self._of(moment, "live", live_code([moment.then] if moment.then else [], step.lecture))
        more = parts.paragraphs([parts.figures(moment), parts.references(moment)])
        yield self._of(moment, "figures", more)
        if moment.then is not None:
            then = self._of(moment, "then", moment.then.markdown())
            if moment.then.live:
                then["metadata"]["playmore"]["text"] = moment.then.text
            yield then

    def _step_code(self, moment: ShownStep, source: str) -> Cell:
        cell = self._code(cell_id(moment.step.id), "code", source, **self._where(moment))
        if moment.original is not None:
            cell["metadata"]["playmore"]["mine"] = True
        elif source != moment.step.code:
            cell["metadata"]["playmore"]["text"] = moment.step.code
        outputs = moment.played.outputs if moment.played else ()
        if moment.step.expect is not None or any(isinstance(one, Failure) for one in outputs):
            cell["metadata"]["tags"] = ["raises-exception"]
        cell["outputs"] = [self._output(output) for output in outputs]
        return cell

    def _cards(self, section: Section) -> Iterator[Cell]:
        text = parts.cards(section)
        if text:
            yield self._markdown(
                f"_cards-{section.number}", "cards", text, **self._at(section.moments[-1].step.at)
            )

    # -- one cell ----------------------------------------------------------------------------------------------

    def _of(self, moment: ShownStep, kind: str, text: str, *, suffix: str = "") -> Cell:
        make = self._code if kind in ("live", "try", "experiment") else self._markdown
        return make(cell_id(f"{moment.step.id}_{suffix or kind}"), kind, text, **self._where(moment))

    def _where(self, moment: ShownStep) -> dict[str, str]:
        return {"step": moment.step.id, **self._at(moment.step.at)}

    def _at(self, seconds: float) -> dict[str, str]:
        return {"at": format_timecode(seconds)}

    def _markdown(self, name: str, kind: str, text: str, **where: str) -> Cell:
        noted = {"lesson": self._document.lesson.id, **where, "kind": kind, "digest": text_digest(text)}
        return {
            "cell_type": "markdown",
            "id": name,
            "metadata": {"playmore": noted},
            "source": _lines(text.rstrip("\n")),
        }

    def _code(self, name: str, kind: str, source: str, **where: str) -> Cell:
        cell = self._markdown(name, kind, source, **where)
        return cell | {"cell_type": "code", "execution_count": None, "outputs": []}

    # -- outputs -----------------------------------------------------------------------------------------------

    def _output(self, output: Output) -> dict[str, Any]:
        match output:
            case Stream(name=name, text=text):
                return {"output_type": "stream", "name": name, "text": _lines(text)}
            case Result(tokens=lines) if lines:
                html = token_html(lines, is_page=False)
                return _result({"text/plain": _lines(plain_tokens(lines, 100)), "text/html": _lines(html)})
            case Result(text=text):
                kind = "text/markdown" if output.is_markdown else "text/plain"
                return _result({kind: _lines(text), "text/plain": _lines(text)})
            case Graph():
                drawing = self._graphs.draw(output, is_page=False)
                data: dict[str, Any] = {"text/plain": _lines(drawing.text)}
                if drawing.svg:
                    data["image/svg+xml"] = _lines(drawing.svg)
                return _result(data, {"image/svg+xml": {"alt": drawing.words}} if drawing.svg else {})
            case Plot():
                return {
                    "output_type": "display_data",
                    "data": {
                        "image/png": base64.b64encode(output.png).decode(),
                        "text/plain": _lines(output.words),
                    },
                    "metadata": {"image/png": {"alt": output.words}},
                }
            case Failure():
                return {
                    "output_type": "error",
                    "ename": output.name,
                    "evalue": output.message,
                    "traceback": plain_failure(output).split("\n"),
                }


def commented_start(start: str) -> str:
    r"""
    Return an exercise's beginning with every line a comment, so that "run all" passes it by.

    >>> print(commented_start("def f(x):\n    ..."))
    # Your turn: take the signs off and go on.
    # def f(x):
    #     ...
    """
    lines = start.rstrip().split("\n") if start.strip() else []
    return "\n".join(
        ["# Your turn: take the signs off and go on.", *(f"# {line}".rstrip() for line in lines)]
    )


def _result(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "output_type": "execute_result",
        "execution_count": None,
        "data": data,
        "metadata": metadata or {},
    }


def _lines(text: str) -> list[str]:
    """Return text as notebooks store it: a list of lines, all but the last with their ends."""
    return [line for line in text.splitlines(keepends=True) if line]


def _number(cells: list[Cell], *, played: bool) -> None:
    """Count the code cells, as if they had been run one after another."""
    if not played:
        return
    for number, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), start=1):
        cell["execution_count"] = number
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = number
