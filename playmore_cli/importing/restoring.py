"""
Cells that an export of ours wrote, put back to where they came from.

`playmore_cli.export.ipynb` says what such a cell notes down. What shows something else than the lesson holds (values
of a run, several pieces as one) comes with the lesson's own text and a digest of what is shown: as long as nobody
edited the cell, the lesson's own text is taken, else what stands there now.
"""

import re
from typing import Literal

from playmore_cli.importing.code_cells import read_code
from playmore_cli.importing.drafts import ChapterDraft, StepDraft
from playmore_cli.importing.markdown_cells import NotebookContext, clean_narration
from playmore_cli.importing.notebook import NotebookCell
from playmore_cli.importing.sections import plain_title, split_parts, unescaped
from playmore_cli.lesson.digests import text_digest
from playmore_cli.timecode import TimecodeError, parse_timecode

OwnKind = Literal["chapter", "step", "ours", ""]

_STEP_KINDS = ("say", "code", "then")
_LEARNERS = {"note": "a note of yours", "experiment": "an experiment of yours"}
_MADE = ("title", "setup", "exercise", "try", "predict", "live", "figures", "cards", *_LEARNERS)
_TIME_LINE = re.compile(r"\A(?:\[[^\]\n]*\]\([^)\n]*\)|\d\d:\d\d:\d\d(?: ≈)?)[ \t]*(?:\n+|\Z)")


class Restorer:
    """Puts the parts of exported steps together."""

    def __init__(self, around: NotebookContext) -> None:
        self._around = around
        self._steps: dict[str, StepDraft] = {}
        self._taken: set[tuple[str, str]] = set()

    def kind_of(self, cell: NotebookCell) -> OwnKind:
        """Return what an export of ours made of this cell; nothing where it comes from elsewhere, or is a copy."""
        kind, step = cell.playmore.get("kind"), cell.playmore.get("step")
        if kind == "chapter" and cell.kind == "markdown":
            return "chapter"
        if kind in _STEP_KINDS and isinstance(step, str) and (kind == "code") == (cell.kind == "code"):
            return "" if (step, str(kind)) in self._taken else "step"
        return "ours" if kind in _MADE else ""

    def pass_by(self, cell: NotebookCell) -> None:
        """Note the keys that a cell carries for its step; what it shows, an export makes anew."""
        self._step(cell)
        if what := _LEARNERS.get(str(cell.playmore.get("kind"))):
            self._around.notes.add(cell.number, "dropped", f"{what} is not part of the lesson")

    def chapter(self, cell: NotebookCell) -> ChapterDraft:
        """Return the chapter that a heading begins."""
        titles = [part.title for part in split_parts(cell.source) if part.level]
        title = titles[0] if titles else "Chapter"
        return ChapterDraft(
            unescaped(title) if _is_untouched(cell) else plain_title(title), [cell.number], _at(cell)
        )

    def take(self, cell: NotebookCell) -> StepDraft | None:
        """Take in a part of a step; return the step where this is its first part."""
        name, kind = str(cell.playmore["step"]), str(cell.playmore["kind"])
        is_new = not any(taken == name for taken, _ in self._taken)
        self._taken.add((name, kind))
        step = self._step(cell)
        assert step is not None
        if kind == "code":
            self._code(cell, step)
        elif kind == "say":
            pieces = cell.playmore.get("text")
            if isinstance(pieces, list) and self._is_untouched(cell):
                step.say = tuple(map(str, pieces)) if len(pieces) != 1 else str(pieces[0])
            else:
                step.say = self._text(cell, _TIME_LINE.sub("", cell.source))
        else:
            text = cell.playmore.get("text")
            is_own = isinstance(text, str) and self._is_untouched(cell)
            step.then = str(text) if is_own else self._text(cell, cell.source) or None
        return step if is_new else None

    def _step(self, cell: NotebookCell) -> StepDraft | None:
        name = cell.playmore.get("step")
        if not isinstance(name, str):
            return None
        step = self._steps.setdefault(name, StepDraft([], id=name, at=_at(cell)))
        step.cells.append(cell.number)
        if isinstance(keys := cell.playmore.get("keys"), dict):
            step.keys = keys
        return step

    def _code(self, cell: NotebookCell, step: StepDraft) -> None:
        if cell.playmore.get("mine"):
            self._around.notes.add(cell.number, "changed", "the code is your own version, not the lecture's")
        written = cell.playmore.get("text")
        if isinstance(written, str) and self._is_untouched(cell):
            step.code = written
        elif _is_untouched(cell):
            step.code = cell.source
        else:
            read = read_code(cell, self._around.notes)
            step.code = read.code
            if read.text is not None:
                step.say = f"{''.join(step.say)}\n\n{read.text}".strip()
            if "expect" not in step.keys:
                step.expect = read.expect

    def _text(self, cell: NotebookCell, text: str) -> str:
        """Return a cell's text as narration; one that nobody edited as it is."""
        if _is_untouched(cell):
            return text
        return clean_narration(text, cell.number, cell.attachments, self._around)

    def _is_untouched(self, cell: NotebookCell) -> bool:
        """Return whether the lesson's own text still stands for what a cell shows; tell where it does not."""
        if _is_untouched(cell) or "digest" not in cell.playmore:
            return True
        self._around.notes.add(
            cell.number, "changed", "the cell was edited: its text is taken as it stands now"
        )
        return False


def _is_untouched(cell: NotebookCell) -> bool:
    return cell.playmore.get("digest") == text_digest(cell.source)


def _at(cell: NotebookCell) -> float | None:
    try:
        return parse_timecode(str(cell.playmore.get("at", "")))
    except TimecodeError:
        return None  # somebody changed it by hand; the steps around tell
