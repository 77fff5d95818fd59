"""What a YAML parser stumbled over, said so that an author can mend it."""

from typing import Any

from yaml import MarkedYAMLError, YAMLError
from yaml.events import Event, ScalarEvent

from playmore_cli.lesson.problems import Finding

_IN_QUOTES = "put it in quotes, or below |"


def spot(mark: Any) -> tuple[int, int]:
    """Return line and column, both from 1, of a place in the text; *mark* is YAML's."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def index_of(mark: Any) -> int:
    """Return the number of characters before a place in the text; *mark* is YAML's."""
    return int(mark.index) if mark else 0


def spot_of(text: str, index: int) -> tuple[int, int]:
    """Return line and column, both from 1, of the character at *index*."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, max(0, index))


def explain(error: YAMLError, text: str, last: Event | None, opened: Event | None) -> Finding:
    """
    Return where the mistake is and what to do, from the parser's error.

    *last* is the event before it, *opened* the beginning of the innermost list or mapping that is not closed.

    The parser says where it could not go on; the mistake is often earlier, at a quote or bracket. libyaml and
    the pure parser word their errors differently, so only words that both use are looked for.
    """
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Finding(1, 1, f"this is not YAML: {' '.join(str(error).split())}")
    here = spot(error.problem_mark)
    before = spot(error.context_mark) if error.context_mark else here
    place = index_of(error.problem_mark)
    problem, context = str(error.problem), str(error.context or "")
    if "quoted scalar" in context and "end of stream" in problem:
        return Finding(*before, "this quote is never closed", "close it, or use a block after |")
    if "expected" in problem and (quoted := _quoted_before(last, here[0], text)):
        return _text_after_quote(quoted, here)
    if "\t" in text[max(0, place - 1) : place + 1] and ("tab" in problem or "any token" in problem):
        return Finding(*here, "a tab stands where the indentation is", "indent with spaces")
    if "any token" in problem:
        return Finding(*here, f"text cannot begin with {text[place : place + 1]!r}", _IN_QUOTES)
    if "mapping values" in problem:
        advice = "put text that holds ': ' in quotes or below |, and check the indentation"
        return Finding(*here, "this ':' stands where no key can be", advice)
    if "sequence entries" in problem:
        return Finding(*here, "a list cannot begin on the line of its key", "begin it on the next line")
    if "simple key" in context:
        return Finding(
            *before, "this line has no ':' after its key", "add it, or indent the line as the text above"
        )
    if "flow node" in context and text[place:].strip():
        return Finding(*here, "a value is missing here", "write it, or put the text in quotes")
    if "flow" in context:
        before = spot(opened.start_mark) if opened and "flow node" in context else before
        return Finding(*before, "this bracket is never closed", "close it, or put the text in quotes")
    if "alias" in context or "anchor" in context or "tag" in context:
        sign = text[index_of(error.context_mark) :][:1]
        return Finding(*before, f"text cannot begin with {sign!r}", _IN_QUOTES)
    if "double-quoted" in context or "quoted scalar" in context:
        advice = "write the backslash twice, or use single quotes or a block after |"
        line, column = spot_of(text, max(0, text.rfind("\\", 0, place + 1)))
        return Finding(line, column, "this escape does not exist in double quotes", advice)
    if "block scalar" in context:
        return Finding(
            *here, "text cannot follow | or > on the same line", "begin it on the next line, indented"
        )
    if "block" in context:
        return _wrong_level(context, here, before, text)
    return Finding(*here, f"this is not YAML: {problem}")


def _quoted_before(last: Event | None, line: int, text: str) -> ScalarEvent | None:
    """Return the quoted text that ends in this *line*, if it was understood last."""
    if not isinstance(last, ScalarEvent) or spot(last.end_mark)[0] != line:
        return None
    return last if text.startswith(("'", '"'), index_of(last.start_mark)) else None


def _text_after_quote(quoted: ScalarEvent, here: tuple[int, int]) -> Finding:
    start, end = spot(quoted.start_mark), spot(quoted.end_mark)
    if start[0] != end[0]:
        message = f"this quote is closed only in line {end[0]}, where more text follows"
        return Finding(*start, message, "close it, or use a block after |")
    advice = "put all of it in the other kind of quotes, or use a block after |"
    return Finding(*here, "text stands after the closing quote", advice)


def _wrong_level(context: str, here: tuple[int, int], began: tuple[int, int], text: str) -> Finding:
    lines = text.split("\n")
    if here[0] <= len(lines) and "}}" in lines[here[0] - 1][: here[1]]:
        return Finding(
            *here, "text stands after closing braces", "put text that begins with {{ in quotes or below |"
        )
    what = "keys" if "mapping" in context else "list items"
    if here[1] == began[1]:
        message = f"this is none of the {what} that begin in line {began[0]}"
        return Finding(*here, message, "keys (name:) and list items (-) cannot stand side by side")
    advice = f"indent it as the line above, or as the {what} that begin in line {began[0]}"
    return Finding(*here, "the indentation of this line fits nothing above it", advice)
