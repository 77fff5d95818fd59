"""
A lesson as Markdown in the dialect of GitHub: maths in dollars, what is to be found out behind ``<details>``.

Pictures lie in a folder beside the file, since GitHub shows none that stand in the text; where there is no folder, on
the standard output, they do stand in the text.
"""

import base64
from collections.abc import Iterator

from playmore_cli.export import parts
from playmore_cli.export.document import Document, Section, ShownStep
from playmore_cli.export.drawings import GraphMemory
from playmore_cli.export.parts import fenced, folded, paragraphs
from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.timecode import format_timecode
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.failures import plain_failure
from playmore_cli.view.tokens import plain_tokens

_MOST_LINES = 40
"""Lines of an output that are shown before the rest is folded."""


def write_markdown(document: Document, folder: str) -> tuple[str, dict[str, bytes]]:
    """
    Return the document as Markdown, and its pictures by their path relative to it.

    Args:
        document: what is written.
        folder: the pictures' folder; empty where pictures must stand in the text.
    """
    writer = _Markdown(document, folder)
    text = paragraphs(writer.blocks()) + "\n"
    return text, writer.files


class _Markdown:
    def __init__(self, document: Document, folder: str) -> None:
        self._document, self._folder = document, folder
        self._graphs = GraphMemory()
        self.files: dict[str, bytes] = {}

    def blocks(self) -> Iterator[str]:
        """Yield the blocks of the file."""
        yield parts.title(self._document)
        yield self._own_files()
        yield "\n".join(_entry(section) for section in self._document.sections)
        for section in self._document.sections:
            yield f'<a id="{_anchor(section)}"></a>'
            yield parts.heading(section)
            for moment in section.moments:
                yield from self._moment(moment)
            yield parts.cards(section)

    def _own_files(self) -> str:
        """Return which files of its own the lesson opens; those that can be carried are put beside the text."""
        named = []
        for name, content in self._document.own_files.items():
            shown = parts.plain(name)
            if content is None or not self._folder:
                named.append(shown)
                continue
            path = f"{self._folder}/data/{name}"
            self.files[path] = content
            named.append(f"[{shown}](<{path}>)")
        return f"{parts.OPENS} {', '.join(named)}." if named else ""

    def _moment(self, moment: ShownStep) -> Iterator[str]:
        step = moment.step
        yield f'<a id="{step.id}"></a>' + parts.narration(moment)
        yield parts.notes(moment)
        if step.recreate is not None:
            start = fenced(step.recreate.start) if step.recreate.start.strip() else ""
            yield parts.exercise(moment)
            yield folded("A beginning", start) if start else ""
            yield parts.solution(step.recreate)
            yield parts.attempts(moment)
        if step.predict is not None:
            yield parts.question(moment)
        for name, shown, source in self._document.older(moment):
            yield folded(f"<code>{name}</code>, as at {shown.clock}", fenced(source))
        yield parts.own_version(moment)
        if moment.source is not None:
            yield fenced(moment.source)
        if moment.played is not None:
            for number, output in enumerate(moment.played.outputs, start=1):
                yield self._output(output, f"{step.id}-{number}", step.draws or "")
        for extra in moment.mine.after:
            yield f"**Your experiment:**\n\n{fenced(extra)}"
        if moment.played is not None:
            yield parts.figures(moment)
        elif step.lecture:
            yield "\n".join(f"- {parts.plain(told)}" for told in parts.told_figures(step))
        if moment.then is not None:
            yield moment.then.markdown()
        yield parts.references(moment)

    def _output(self, output: Output, name: str, draws: str) -> str:
        match output:
            case Result(tokens=lines) if lines:
                return _text(plain_tokens(lines, 100))
            case Result(is_markdown=True):
                return output.text
            case Stream(text=text) | Result(text=text):
                return _text(text)
            case Failure():
                return _text(plain_failure(output))
            case Plot():
                return self._picture(f"{name}.png", output.png, "image/png", draws or output.words)
            case Graph():
                drawing = self._graphs.draw(output, is_page=False)
                if not drawing.svg:
                    return _text(drawing.text)
                words = draws or drawing.words.split("\n")[0]
                return self._picture(f"{name}.svg", drawing.svg.encode(), "image/svg+xml", words)

    def _picture(self, name: str, content: bytes, kind: str, words: str) -> str:
        alt = parts.plain(" ".join(words.split()))
        if not self._folder:
            return f"![{alt}](data:{kind};base64,{base64.b64encode(content).decode()})"
        path = f"{self._folder}/{name}"
        self.files[path] = content
        return f"![{alt}](<{path}>)" if " " in path else f"![{alt}]({path})"


def _anchor(section: Section) -> str:
    """Return a chapter's anchor, which no step's id can be."""
    return f"_chapter-{section.number}"


def _entry(section: Section) -> str:
    """Return a chapter's line in the list of chapters."""
    clock = parts.linked(format_timecode(section.chapter.at), section.address)
    return f"{section.number}. {clock} [{parts.plain(section.chapter.title)}](#{_anchor(section)})"


def _text(text: str) -> str:
    """Return an output as a block without highlighting, the end of a long one folded."""
    lines = clean_plain(text.rstrip("\n")).split("\n")
    if not any(line.strip() for line in lines):
        return ""
    if len(lines) <= _MOST_LINES + 5:
        return fenced("\n".join(lines), "text")
    rest = "\n".join(lines[_MOST_LINES:])
    return paragraphs(
        [
            fenced("\n".join(lines[:_MOST_LINES]), "text"),
            folded(f"{len(lines) - _MOST_LINES} lines more", fenced(rest, "text")),
        ]
    )
