"""Narration for a form that is read without the lesson running: live values filled in, or named."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from playmore_cli.lesson.livevalues import LiveValue, fill_live_values, find_live_values
from playmore_cli.lesson.source import find_fault
from playmore_cli.lesson.spans import find_maths, find_verbatim


class Said(Struct, frozen=True):
    """
    A piece of narration.

    *text* is its Markdown as the lesson has it; *values* are those of its live values, in order, as a run gave
    them, ``None`` where none ran.
    """

    text: str
    values: tuple[str, ...] | None = None

    @property
    def live(self) -> tuple[LiveValue, ...]:
        """The live values."""
        return find_live_values(self.text)

    def markdown(self) -> str:
        """
        Return the Markdown to show: with the run's values, else with the expressions that give them.

        >>> Said("there are {{ len(words) }} names").markdown()
        'there are `len(words)` names'
        >>> Said("there are {{ len(words) }} names", ("32033",)).markdown()
        'there are 32033 names'
        """
        text = self.text.strip("\n")
        if self.values is not None:
            return fill_live_values(text, self.values)
        return _named(text)


def without_keys(text: str) -> str:
    r"""
    Return narration without the paragraphs that begin with the key **Enter**: they tell how to play, and nothing more.

    >>> without_keys("One reads.\n\n**Enter** goes on.\n\nAnd reads.")
    'One reads.\n\nAnd reads.'
    """
    paragraphs = text.split("\n\n")
    return "\n\n".join(one for one in paragraphs if not one.lstrip().startswith("**Enter**"))


def said(text: str, values: Mapping[str, tuple[str, ...]] | None) -> Said:
    """Return *text* with the values that a run gave for it, where there was one."""
    return Said(text, None if values is None else values.get(text))


def _named(text: str) -> str:
    """
    Return the text with each live value replaced by its expression in code type.

    Within code the bare expression reads well; within a formula words need their command.
    """
    verbatim = find_verbatim(text)
    formulae = [(start - 2, start + len(tex) + 2) for tex, start in find_maths(text)]
    parts, place = [], 0
    for live in find_live_values(text):
        if any(start <= live.start < end for start, end in formulae):
            shown = r"\text{" + live.expression + "}"
        elif any(start <= live.start < end for start, end in verbatim):
            shown = live.expression
        else:
            ticks = "``" if "`" in live.expression else "`"
            shown = f"{ticks}{live.expression}{ticks}"
        parts += [text[place : live.start], shown]
        place = live.end
    return "".join([*parts, text[place:]])


def printing(live: Sequence[LiveValue]) -> str:
    """
    Return Python that prints live values, one a line, each once.

    >>> print(printing(find_live_values("about {{ slope:.1f }} of {{ d['a'] }}")))
    print(f"{slope = :.1f}")
    print(f"{d['a'] = !s}")
    """
    return "\n".join(dict.fromkeys(_print_line(one.expression, one.spec) for one in live))


def _print_line(expression: str, spec: str) -> str:
    ending = f":{spec}" if spec else "!s"
    inner = f"{expression} = {ending}"
    for quotes in ('"', "'", '"""'):
        line = f"print(f{quotes}{{{inner}}}{quotes})"
        # Before Python 3.12 an f-string could hold neither its own quotes nor a backslash.
        if quotes not in inner and "\\" not in inner and not find_fault(line):
            return line
    value = f"format({expression}, {spec!r})" if spec else expression
    return f"print({expression + ' ='!r}, {value})"
