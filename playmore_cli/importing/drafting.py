"""
From cells to chapters and steps.

A heading begins a chapter where it is of the notebook's highest level, or names a timecode, as a video's chapters do.

Text before code is that code's narration; every other text is a step of its own. A cell that an export of ours wrote
goes back to where it came from; any other, also between those, is read as that of a foreign notebook.
"""

import re
from collections.abc import Sequence

from playmore_cli.importing.code_cells import read_code
from playmore_cli.importing.drafts import ChapterDraft, StepDraft
from playmore_cli.importing.markdown_cells import NotebookContext, clean_narration, without_hidden
from playmore_cli.importing.moments import find_moments, without_leading_mark, without_mark
from playmore_cli.importing.notebook import NotebookCell
from playmore_cli.importing.restoring import Restorer
from playmore_cli.importing.sections import NotebookOutline, Part, plain_title, split_parts
from playmore_cli.importing.slugs import slug
from playmore_cli.lesson.spans import find_verbatim

LONG_TEXT = 25
"""Lines of narration beyond which a text is cut, since it fills more than a screen."""
_PIECE = 14
"""Lines of a piece of such a text, so that it fits a screen with what is around it."""

_CONTENTS = 3
"""Timecodes in one text from which on it is a table of contents and not about one moment."""


def draft_chapters(
    cells: Sequence[NotebookCell], outline: NotebookOutline, title: str, around: NotebookContext
) -> list[ChapterDraft]:
    """Return the chapters that the cells make; what lies before the first heading is in one called *title*."""
    drafter = _Drafter(outline, title, around)
    for cell in cells:
        drafter.take(cell)
    return drafter.finish()


class _Drafter:
    """Takes in cells one by one; *open* is narration that may belong to the code behind it."""

    def __init__(self, outline: NotebookOutline, title: str, around: NotebookContext) -> None:
        self._outline, self._title, self._around = outline, title, around
        self._chapters: list[ChapterDraft] = []
        self._open: StepDraft | None = None
        self._restorer = Restorer(around)
        self._listed: dict[str, float] = {}
        self._next = StepDraft([])
        """What is known of the next step before its text or code: a name, a timecode, and the cells that told."""

    def take(self, cell: NotebookCell) -> None:
        """Take in the next cell."""
        kind = self._restorer.kind_of(cell)
        if kind == "chapter":
            self._close()
            self._chapters.append(self._restorer.chapter(cell))
        elif kind == "step":
            self._close()
            if (step := self._restorer.take(cell)) is not None:
                self._chapter().steps.append(step)
        elif kind == "ours":
            self._restorer.pass_by(cell)
        elif cell.kind == "code":
            self._code(cell)
        elif cell.kind == "markdown":
            self._markdown(cell)
        else:
            self._raw(cell)

    def finish(self) -> list[ChapterDraft]:
        """Return the chapters; one without a step gets one that holds its title."""
        self._close()
        for chapter in self._chapters:
            if not chapter.steps:
                chapter.steps.append(
                    StepDraft(chapter.cells, slug(chapter.title), say=f"**{chapter.title}**")
                )
            if chapter.at is None:
                chapter.at = self._listed.get(slug(chapter.title))
            for step in chapter.steps:
                if step.at is None and step.name and step is not chapter.steps[0]:
                    step.at = self._listed.get(step.name)
        return self._chapters

    def _chapter(self) -> ChapterDraft:
        if not self._chapters:
            self._chapters.append(ChapterDraft(self._title))
        return self._chapters[-1]

    def _close(self) -> None:
        """Make the open narration a step of its own."""
        if self._open is not None:
            self._chapter().steps.append(self._open)
            self._open = None

    def _begun(self, cell: NotebookCell) -> StepDraft:
        """Return a step that begins with this cell and has what was known of it."""
        step, self._next = self._next, StepDraft([])
        step.cells.append(cell.number)
        return step

    # -- text --------------------------------------------------------------------------------------------------

    def _markdown(self, cell: NotebookCell) -> None:
        parts = split_parts(without_hidden(cell.source, cell.number, self._around.notes))
        if not parts:
            self._around.notes.add(cell.number, "dropped", "the cell is empty")
        for part in parts:
            if not part.level:
                self._narration(cell, part.body)
            elif part.title == self._outline.title and not self._chapters and self._open is None:
                self._headed(cell, part)
            elif part.level <= self._outline.level or find_moments(part.title):
                self._close()
                moments = find_moments(part.title)
                title = plain_title(without_mark(part.title)) or f"Chapter {len(self._chapters) + 1}"
                self._chapters.append(
                    ChapterDraft(title, [cell.number], moments[0].seconds if moments else None)
                )
                self._next = StepDraft([], slug(title))
                self._headed(cell, part)
            else:
                self._next.name = slug(plain_title(without_mark(part.title)))
                self._narration(cell, f"{part.heading}\n\n{part.body}".strip())

    def _headed(self, cell: NotebookCell, part: Part) -> None:
        """Take what stands below a heading that is kept as a title; without any, the next step tells of the cell."""
        if part.body.strip():
            self._narration(cell, part.body)
        else:
            self._next.cells.append(cell.number)

    def _narration(self, cell: NotebookCell, text: str) -> None:
        """Begin a step with a text."""
        moments = find_moments(text)
        if len(moments) >= _CONTENTS:
            self._list_contents(text)
            moments = ()
        at = moments[0].seconds if moments else None
        body = clean_narration(without_leading_mark(text), cell.number, cell.attachments, self._around)
        self._close()
        if not body.strip():
            if at is not None:
                self._next.at = at
                self._next.cells.append(cell.number)
            return
        pieces = in_pieces(body)
        if _lines(body) > LONG_TEXT:
            given = f"are given in {len(pieces)} pieces" if len(pieces) > 1 else "have no place to be cut"
            self._around.notes.add(cell.number, "long", f"about {_lines(body)} lines of narration {given}")
        step = self._begun(cell)
        step.say = pieces if len(pieces) > 1 else body
        step.at = at if at is not None else step.at
        self._open = step

    def _list_contents(self, text: str) -> None:
        """Keep the entries of a table of contents: a chapter without a timecode may be among them."""
        for line in text.split("\n"):
            moments = find_moments(line)
            entry = re.sub(r"^[\s*+>|-]*(?:[0-9]+[.)]\s)?", "", line).strip(" |")
            if len(moments) == 1 and (name := slug(plain_title(without_mark(entry)))):
                self._listed.setdefault(name, moments[0].seconds)

    def _raw(self, cell: NotebookCell) -> None:
        self._close()
        if not cell.source.strip():
            self._around.notes.add(cell.number, "dropped", "the cell is empty")
            return
        self._around.notes.add(cell.number, "kept as text", "a raw cell stands as text, letter by letter")
        fence = "````" if "```" in cell.source else "```"
        step = self._begun(cell)
        step.say = clean_narration(f"{fence}\n{cell.source.strip()}\n{fence}", cell.number, {}, self._around)
        self._chapter().steps.append(step)

    # -- code --------------------------------------------------------------------------------------------------

    def _code(self, cell: NotebookCell) -> None:
        read = read_code(cell, self._around.notes)
        if read.code is None and read.text is None:
            return
        step, self._open = self._open, None
        if step is None:
            step = self._begun(cell)
        else:
            step.cells.append(cell.number)
        comments = [line.strip("# \t") for line in cell.source.split("\n") if line.lstrip().startswith("#")]
        moments = find_moments("\n".join(comments))
        if step.at is None and moments:
            step.at = moments[0].seconds
        if read.text is not None:
            step.say = (*step.say, read.text) if isinstance(step.say, tuple) else _joined(step.say, read.text)
        else:
            step.comment = comments[0].removeprefix("@title").partition("{")[0] if comments else ""
            step.code, step.expect = read.code, read.expect
        self._chapter().steps.append(step)


def in_pieces(text: str) -> tuple[str, ...]:
    r"""
    Return a text whole, or a long one cut between paragraphs into pieces that fit a screen.

    >>> in_pieces("short"), [len(piece) for piece in in_pieces("\n\n".join(["word " * 100] * 10))]
    (('short',), [1002, 1002, 1002, 1002, 1002])
    """
    if _lines(text) <= LONG_TEXT:
        return (text,)
    pieces: list[str] = []
    for paragraph in _paragraphs(text):
        if pieces and _lines(f"{pieces[-1]}\n\n{paragraph}") <= _PIECE:
            pieces[-1] += f"\n\n{paragraph}"
        else:
            pieces.append(paragraph)
    return tuple(pieces)


def _paragraphs(text: str) -> list[str]:
    """Cut at empty lines that stand in no code and no formula."""
    verbatim = find_verbatim(text)
    cuts = [
        match.span()
        for match in re.finditer(r"\n[ \t]*\n(?=\S)", text)
        if not any(start <= match.start() < end for start, end in verbatim)
    ]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]


def _lines(text: str) -> int:
    """Return about how many lines a text takes on a screen."""
    return sum(1 + len(line) // 100 for line in text.split("\n"))


def _joined(said: str, more: str) -> str:
    return f"{said}\n\n{more}" if said else more
