"""
The rules of a lesson that its types cannot say, one small function each.

A rule reads nodes and yields findings. It looks only at what has the right type, so that all rules can run on
a file in which other things are wrong, and everything is reported at once.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from playmore_cli.errors import did_you_mean
from playmore_cli.lesson.livevalues import find_broken_live_values, find_live_values
from playmore_cli.lesson.model import Timecode
from playmore_cli.lesson.nodes import Mapping, Scalar
from playmore_cli.lesson.pace import find_literals, is_writable
from playmore_cli.lesson.problems import Finding
from playmore_cli.lesson.shape import read_timecode
from playmore_cli.lesson.source import find_fault, is_expression
from playmore_cli.lesson.spans import find_maths

Undrawable = Callable[[str], str | None]
"""Says why a formula (without its dollars) cannot be drawn, or None where it can."""

_DOES_NOT_COMPILE = ("SyntaxError", "IndentationError", "TabError")
_MAGIC = re.compile(r"[ \t]*[%!]")


def find_breaches(lesson: Mapping, undrawable: Undrawable | None = None) -> Iterator[Finding]:
    """Yield every place where a lesson breaks a rule; with *undrawable* the formulae are tried as well."""
    yield from _ids_are_unique(lesson)
    yield from _times_go_forward(lesson)
    yield from _links_lead_somewhere(lesson)
    yield from _milestones_have_code(lesson)
    yield from _terms_are_introduced(lesson)
    yield from _compiles(lesson.text("checks"), "the code of the checks")
    for step in _steps(lesson):
        for rule in _STEP_RULES:
            yield from rule(step)
        for text in _narrations(step):
            yield from _live_values_can_be_evaluated(text)
            if undrawable:
                yield from _maths_can_be_drawn(text, undrawable)


def _steps(lesson: Mapping) -> Iterator[Mapping]:
    for chapter in lesson.mappings("chapters"):
        yield from chapter.mappings("steps")


def _narrations(step: Mapping) -> Iterator[Scalar]:
    """Yield the texts of a step in which live values and maths may stand."""
    yield from step.texts("say")
    yield from step.texts("then")
    prediction = step.mapping("predict")
    for text in (prediction.text("ask"), prediction.text("why")) if prediction else ():
        if text:
            yield text


def _at(node: Scalar | Mapping, message: str, advice: str = "") -> Finding:
    return Finding(node.line, node.column, message, advice)


# ---- of the lesson


def _ids_are_unique(lesson: Mapping) -> Iterator[Finding]:
    lines: dict[str, int] = {}
    for step in _steps(lesson):
        if slug := step.text("id"):
            name = str(slug.value)
            if name in lines:
                message = f"the id {name!r} is already used in line {lines[name]}"
                yield _at(slug, message, "give this step an id of its own")
            lines.setdefault(name, slug.line)
    for step in _steps(lesson):
        for former in step.texts("formerly"):
            name = str(former.value)
            if name in lines:
                message = f"the id {name!r} is used in line {lines[name]}, so no step had it formerly"
                yield _at(former, message, "name an id that is used no more")
            lines.setdefault(name, former.line)


def _times_go_forward(lesson: Mapping) -> Iterator[Finding]:
    lecture = lesson.mapping("lecture")
    length = _time(lecture.text("length")) if lecture else None
    before: _Earlier | None = None
    for chapter in lesson.mappings("chapters"):
        for node, noun, name in [
            (chapter, "chapter", "its chapter"),
            *((step, "step", "the step above it") for step in chapter.mappings("steps")),
        ]:
            written = node.text("at")
            at = _time(written)
            if written is None or at is None:
                continue
            if before and at < before.at:
                message = f"this {noun} starts at {written.value}, before {before.name} ({before.written})"
                yield _at(written, message, f"move the {noun} up, or correct its timecode")
            if length is not None and at > length:
                message = f"this {noun} starts at {written.value}, after the end of the lecture ({length})"
                yield _at(written, message, "correct its timecode, or the length of the lecture")
            before = _Earlier(at, name, str(written.value))


class _Earlier(NamedTuple):
    """What stands before a step or chapter: when it starts, what it is called, and how its time is written."""

    at: Timecode
    name: str
    written: str


def _time(written: Scalar | None) -> Timecode | None:
    return read_timecode(str(written.value)) if written else None


def _links_lead_somewhere(lesson: Mapping) -> Iterator[Finding]:
    """Links into other lessons are not followed here: those are other files."""
    own = lesson.text("id")
    ids = [str(slug.value) for step in _steps(lesson) if (slug := step.text("id"))]
    for step in _steps(lesson):
        for link in step.texts("see"):
            place, _, name = str(link.value).partition("/")
            if own and place == own.value and name and name not in ids:
                near = did_you_mean(name, ids).removeprefix("; ")
                yield _at(link, f"this lesson has no step {name!r}", near or "link to a step that exists")


def _milestones_have_code(lesson: Mapping) -> Iterator[Finding]:
    steps = {str(slug.value): step for step in _steps(lesson) if (slug := step.text("id"))}
    for name in lesson.texts("milestones"):
        step = steps.get(str(name.value))
        if step is None:
            near = did_you_mean(str(name.value), steps).removeprefix("; ")
            yield _at(name, f"this lesson has no step {name.value!r}", near or "name a step that exists")
        elif step.get("code") is None:
            yield _at(name, f"the step {name.value!r} has no code to run", "name a step with code")


def _terms_are_introduced(lesson: Mapping) -> Iterator[Finding]:
    """That words come after their step is for `course` to find: a lesson in which one comes early can be played."""
    ids = [str(slug.value) for step in _steps(lesson) if (slug := step.text("id"))]
    terms = lesson.mapping("terms")
    for word, term in terms.entries if terms else ():
        if not isinstance(term, Mapping):
            continue
        step, sentence = term.text("step"), term.text("is")
        if step and step.value not in ids:
            near = did_you_mean(str(step.value), ids).removeprefix("; ")
            yield _at(step, f"this lesson has no step {step.value!r}", near or "name a step that exists")
        if sentence and not str(sentence.value).strip():
            yield _at(sentence, f"nothing says what {word.value!r} is", "write one sentence")
    own = lesson.text("id")
    for name in lesson.texts("needs"):
        if own and name.value == own.value:
            yield _at(name, "this lesson needs itself", "name lessons that come before it")


# ---- of a step


def _has_something_to_say(step: Mapping) -> Iterator[Finding]:
    said = any(str(text.value).strip() for text in step.texts("say"))
    if not said and step.get("code") is None and not _is_misshapen(step):
        yield _at(step, "this step has neither say nor code", "add one of them, or remove the step")


def _is_misshapen(step: Mapping) -> bool:
    """Return whether `say` is there with a wrong type, which is a finding already."""
    return step.get("say") is not None and not step.texts("say") and not step.mappings("say")


def _code_compiles(step: Mapping) -> Iterator[Finding]:
    code = step.text("code")
    if code is None:
        return
    if not str(code.value).strip():
        yield _at(code, "the code is empty", "write some, or leave the key out")
        return
    expect = step.mapping("expect")
    error = expect.text("error") if expect else None
    if not (error and error.value in _DOES_NOT_COMPILE):
        yield from _compiles(code, "the code")


def _compiles(code: Scalar | None, what: str) -> Iterator[Finding]:
    if code is None or (fault := find_fault(str(code.value))) is None:
        return
    lines = str(code.value).split("\n")
    position = sum(len(line) + 1 for line in lines[: fault.line - 1]) + fault.column
    line, column = code.place_of(position)
    advice = ""
    if _MAGIC.match(lines[fault.line - 1]):
        advice = "code is plain Python, without the % and ! of notebooks"
    yield Finding(line, column, f"{what} is not Python: {fault.message}", advice)


def _expectation_makes_sense(step: Mapping) -> Iterator[Finding]:
    expect = step.mapping("expect")
    if expect is None:
        return
    if step.get("code") is None:
        yield _at(step.key("expect") or expect, "this step expects an error but has no code", "add the code")
    error, match = expect.text("error"), expect.text("match")
    if error and not all(part.isidentifier() for part in str(error.value).split(".")):
        yield _at(error, f"{error.value!r} is not the name of an exception", "write it as in TypeError")
    if match:
        try:
            re.compile(str(match.value))
        except (re.error, RecursionError, OverflowError) as fault:
            place = match.place_of(getattr(fault, "pos", None) or 0)
            advice = "it is a regular expression: put a backslash before signs that stand for themselves"
            yield Finding(*place, f"'match' is not a pattern: {getattr(fault, 'msg', fault)}", advice)


def _pace_names_constants(step: Mapping) -> Iterator[Finding]:
    paces = step.mapping("pace")
    if paces is None:
        return
    code = step.text("code")
    literals = find_literals(str(code.value)) if code else {}
    for name, values in paces.entries:
        word = str(name.value)
        if word not in literals and (code is None or find_fault(str(code.value)) is None):
            message = f"the code does not assign {word!r} once, at its top level, from a plain number or text"
            advice = (
                did_you_mean(word, literals).removeprefix("; ") or f"write {word} = … on a line of its own"
            )
            yield _at(name, message, advice)
        for value in [value for _, value in values.entries] if isinstance(values, Mapping) else []:
            if isinstance(value, Scalar) and not is_writable(value.value):
                yield _at(value, f"{value.raw} cannot be written as a plain number", "choose a finite one")


def _claims_can_be_evaluated(step: Mapping) -> Iterator[Finding]:
    for claim in step.mappings("holds"):
        yield from _is_evaluable(claim.text("that"), "'that'", "write an expression that is true or false")


def _figures_can_be_evaluated(step: Mapping) -> Iterator[Finding]:
    for figure in step.mappings("lecture"):
        yield from _is_evaluable(
            figure.text("value"), "'value'", "write an expression over the step's variables"
        )


def _is_evaluable(text: Scalar | None, what: str, advice: str) -> Iterator[Finding]:
    if text and not is_expression(str(text.value)):
        yield _at(text, f"{what} is not a Python expression: {text.value!r}", advice)


def _prediction_can_be_judged(step: Mapping) -> Iterator[Finding]:
    prediction = step.mapping("predict")
    if prediction is None:
        return
    answer, choices = prediction.text("answer"), prediction.texts("choices")
    if answer and answer.value not in [choice.value for choice in choices]:
        advice = "write an expression that gives one of the choices, or one of them word for word"
        yield from _is_evaluable(
            answer, "'answer'", advice if choices else "write an expression, or add choices"
        )
    if len(choices) == 1:
        yield _at(choices[0], "there is only one choice", "add another, or leave out 'choices'")


def _recreation_can_be_checked(step: Mapping) -> Iterator[Finding]:
    """What the learner starts from need not compile; it may be half a line."""
    recreate = step.mapping("recreate")
    if recreate is None:
        return
    if step.get("code") is None and recreate.get("solution") is None:
        key = step.key("recreate") or recreate
        yield _at(
            key, "there is no solution: neither code in the step nor 'solution' here", "add one of them"
        )
    after, pieces = recreate.get("after"), len(step.texts("say"))
    if isinstance(after, Scalar) and isinstance(after.value, int) and after.value > pieces:
        yield _at(
            after,
            f"the exercise is offered after {after.value} pieces, and 'say' has {pieces}",
            "count again",
        )
    yield from _compiles(recreate.text("check"), "the check")
    yield from _compiles(recreate.text("solution"), "the solution")
    for mistake in recreate.mappings("mistakes"):
        yield from _compiles(mistake.text("code"), "the code")


def _cards_can_be_answered(step: Mapping) -> Iterator[Finding]:
    for card in step.mappings("cards"):
        if card.get("answer") is None and card.get("check") is None:
            yield _at(card, "this card has neither an answer nor a check", "add answer, or code and check")
        yield from _compiles(card.text("code"), "the code")
        yield from _compiles(card.text("check"), "the check")


_STEP_RULES = (
    _has_something_to_say,
    _code_compiles,
    _expectation_makes_sense,
    _pace_names_constants,
    _figures_can_be_evaluated,
    _claims_can_be_evaluated,
    _prediction_can_be_judged,
    _recreation_can_be_checked,
    _cards_can_be_answered,
)


# ---- of a narration


def _live_values_can_be_evaluated(text: Scalar) -> Iterator[Finding]:
    for broken in find_broken_live_values(str(text.value)):
        line, column = text.place_of(broken.start)
        yield Finding(line, column, broken.reason, "write {{ expression }} or {{ expression:.4f }}")


def _maths_can_be_drawn(text: Scalar, undrawable: Undrawable) -> Iterator[Finding]:
    """A live value in a formula counts as a digit."""
    for formula, position in find_maths(str(text.value)):
        shown = formula
        for live in reversed(find_live_values(formula)):
            shown = f"{shown[: live.start]}0{shown[live.end :]}"
        if reason := undrawable(shown):
            line, column = text.place_of(position)
            yield Finding(line, column, f"this formula cannot be drawn: {reason}", "put it in simpler terms")
