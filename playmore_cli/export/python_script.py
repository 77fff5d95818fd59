"""
A lesson as a script: narration in comments, cells marked ``# %%``, and everything printed that a notebook shows.

Editors that know the marks run it cell by cell; ``python FILE`` runs it from an empty folder. The first comment block
names the packages in the form of PEP 723, so that ``uv run FILE`` and ``pipx run FILE`` bring them.
"""

import builtins
import json
import textwrap
from collections.abc import Iterator, Sequence

from playmore_cli.export import parts, setup_code
from playmore_cli.export.document import Document, Section, ShownStep
from playmore_cli.export.drawings import GraphMemory
from playmore_cli.export.live_code import live_code
from playmore_cli.export.script_source import Helpers, draws_plots, letting_by, printing_last
from playmore_cli.lesson.source import parse_source
from playmore_cli.outputs import Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.view.tokens import plain_tokens

_WIDTH = 120
_MOST_LINES = 24
"""Lines of an output that stand in comments; a script is not where one reads a thousand."""


def write_script(document: Document) -> str:
    """Return the document as Python source."""
    return "\n".join(_Script(document).lines()).rstrip("\n") + "\n"


class _Script:
    def __init__(self, document: Document) -> None:
        self._document = document
        lesson = document.lesson
        self._helpers = Helpers(
            setup_code.free_name(lesson, "show", "show_value"),
            setup_code.free_name(lesson, "error", "problem"),
        )
        self._graphs = GraphMemory()
        self._drawing: set[str] = set()

    def lines(self) -> Iterator[str]:
        """Yield the lines of the script."""
        yield from self._needs()
        yield from _comment(parts.title(self._document), first="# %% [markdown]")
        lesson = self._document.lesson
        before = [
            setup_code.check_packages(lesson),
            setup_code.fetch_data(lesson, leave=True),
            setup_code.bring_files(self._document.own_files, leave=True),
            setup_code.quiet_show(lesson),
            setup_code.show_function(self._helpers.show),
            setup_code.seed(lesson),
        ]
        yield from _cell("\n\n".join(source.rstrip("\n") + "\n" for source in before if source))
        for section in self._document.sections:
            yield from _comment(parts.heading(section), first="# %% [markdown]")
            for moment in section.moments:
                yield from self._moment(moment)
            yield from self._cards(section)

    def _needs(self) -> Iterator[str]:
        yield "# /// script"
        yield '# requires-python = ">=3.11"'
        yield f"# dependencies = {json.dumps(list(parts.needs(self._document)))}"
        yield "# ///"

    def _moment(self, moment: ShownStep) -> Iterator[str]:
        step = moment.step
        yield from _comment(parts.narration(moment), first=f"# %% [markdown] {step.id}")
        if moment.mine.notes or moment.mine.marked:
            yield from _comment(parts.notes(moment))
        if step.recreate is not None:
            yield from _comment(f"**Your turn**, before you go on. {step.recreate.task}")
            if step.recreate.start.strip():
                yield from _comment(textwrap.indent(step.recreate.start, "    "))
            for one in moment.mine.attempts:
                told = f"Your attempt, which {'passed' if one.passed else 'did not pass'}:"
                yield from _comment(f"{told}\n\n{textwrap.indent(one.source, '    ')}")
        if step.predict is not None:
            yield from _comment(self._question(moment))
        if moment.source is not None:
            yield from self._code(moment, moment.source)
        if moment.played is not None:
            yield from _comment(parts.figures(moment))
        yield from _comment(parts.references(moment))
        if moment.then is not None:
            yield from _comment(moment.then.markdown())

    def _code(self, moment: ShownStep, source: str) -> Iterator[str]:
        if moment.original is not None:
            original = textwrap.indent(moment.original, "    ")
            yield from _comment(f"Your version of the code; the lecture's:\n\n{original}")
        code = source.rstrip("\n")
        plots = draws_plots(code, self._drawing)
        error = _caught(moment.step.expect.error) if moment.step.expect else self._own_error(moment)
        if error:
            code = letting_by(printing_last(code, self._helpers.show), error, self._helpers)
        elif parse_source(code) is None:
            code = letting_by(code, "SyntaxError", self._helpers)
        else:
            code = printing_last(code, self._helpers.show)
        for extra in moment.mine.after:
            code += f"\n# your own experiment\n{printing_last(extra.rstrip(), self._helpers.show)}"
        if plots:
            code += "\nplt.show()"
        if moment.played is None:
            asked = (*moment.pieces, *((moment.then,) if moment.then else ()))
            if live := live_code(asked, moment.step.lecture):
                code += f"\n\n{live}"
        yield from _cell(code, moment.step.id)
        if moment.played is not None:
            yield from self._outputs(moment.played.outputs)

    def _own_error(self, moment: ShownStep) -> str:
        """Return what the learner's own version raised when it was played, which must not end the script."""
        outputs = moment.played.outputs if moment.played else ()
        failed = any(isinstance(one, Failure) for one in outputs)
        return "Exception" if failed and moment.original is not None else ""

    def _question(self, moment: ShownStep) -> str:
        predict = moment.step.predict
        assert predict is not None
        choices = f" ({', '.join(predict.choices)})" if predict.choices else ""
        lines = [f"**Predict.** {moment.said(predict.ask).markdown()}{choices}"]
        lines += [parts.guess_line(guess) for guess in moment.mine.guesses]
        return "\n\n".join(lines)

    def _cards(self, section: Section) -> Iterator[str]:
        cards = [card for moment in section.moments for card in moment.step.cards]
        if cards:
            yield from _comment("### Questions", first="# %% [markdown]")
            for card in cards:
                yield from _comment(f"- {card.ask.strip()}\n  {card.answer.strip()}")

    def _outputs(self, outputs: Sequence[Output]) -> Iterator[str]:
        for output in outputs:
            lines = self._text(output).rstrip().split("\n")
            more = [f"... {len(lines) - _MOST_LINES} lines more"] if len(lines) > _MOST_LINES else []
            yield from (f"#> {line}".rstrip() for line in [*lines[:_MOST_LINES], *more])
        yield ""

    def _text(self, output: Output) -> str:
        match output:
            case Result(tokens=lines) if lines:
                return plain_tokens(lines, 100)
            case Stream(text=text) | Result(text=text):
                return text
            case Graph():
                return self._graphs.draw(output, is_page=False).text
            case Plot():
                return f"(a plot) {output.words}"
            case Failure():
                return f"{output.name}: {output.message}"


def _caught(name: str) -> str:
    """Return what to catch for an exception of this name; one that is no built-in may have no name there."""
    return name if isinstance(getattr(builtins, name, None), type) else "Exception"


def _cell(source: str, name: str = "") -> Iterator[str]:
    yield f"# %% {name}".rstrip()
    yield from source.rstrip("\n").split("\n")
    yield ""


def _comment(markdown: str, *, first: str = "") -> Iterator[str]:
    """Yield Markdown as comment lines, long ones folded; nothing where there is none."""
    if not markdown.strip():
        return
    if first:
        yield first
    for line in markdown.strip("\n").split("\n"):
        folded = textwrap.wrap(
            line, _WIDTH - 2, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
        )
        indent = line[: len(line) - len(line.lstrip())]
        for number, part in enumerate(folded if len(line) > _WIDTH - 2 else [line]):
            yield f"# {indent if number else ''}{part}".rstrip()
    yield ""
