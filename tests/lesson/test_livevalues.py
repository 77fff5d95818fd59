"""Live values in narration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playmore_cli.lesson.livevalues import (
    LiveValue,
    fill_live_values,
    find_broken_live_values,
    find_live_values,
)


def _only(text: str) -> tuple[str, str]:
    (value,) = find_live_values(text)
    return value.expression, value.spec


def test_places() -> None:
    """Start and end hold the braces, so that the text around can be kept."""
    text = "there are {{ len(words) }} names"
    (value,) = find_live_values(text)
    assert value == LiveValue("len(words)", "", 10, 26)
    assert text[value.start : value.end] == "{{ len(words) }}"


@pytest.mark.parametrize(
    ("inside", "expression", "spec"),
    [
        ("loss.item():.4f", "loss.item()", ".4f"),
        ("words[1:3]", "words[1:3]", ""),
        ("words[1:3]:>5", "words[1:3]", ">5"),
        ("{'a': 1}['a']", "{'a': 1}['a']", ""),
        ("{'a': {1: 2}}", "{'a': {1: 2}}", ""),
        ("{'a': 1}['a']:03d", "{'a': 1}['a']", "03d"),
        ("(lambda x: x)(3)", "(lambda x: x)(3)", ""),
        ("lambda x: x", "lambda x: x", ""),
        ("when:%H:%M", "when", "%H:%M"),
        ("x::>10", "x", ":>10"),
        ("x:=+5", "x", "=+5"),
        ("d['a:b']", "d['a:b']", ""),
        ("d['a:b']:s", "d['a:b']", "s"),
        ('f"{x:.2f}"', 'f"{x:.2f}"', ""),
        ("'}}'", "'}}'", ""),
        ("'{{'", "'{{'", ""),
        ("[a for a in b if a][0]", "[a for a in b if a][0]", ""),
        ("a, b", "a, b", ""),
        ("x:,", "x", ","),
        ("x: ", "x", ""),
        ("max(words,\n  key=len)", "max(words,   key=len)", ""),
    ],
)
def test_expression_and_specification(inside: str, expression: str, spec: str) -> None:
    """Only a colon behind a whole expression begins a specification, and only braces behind one end the value."""
    assert _only(f"a {{{{ {inside} }}}} b") == (expression, spec)


def test_braces_of_the_value_may_touch_those_of_a_dict() -> None:
    """The value ends where its expression is whole."""
    assert _only("{{{1: {2: 3}}}}") == ("{1: {2: 3}}", "")


def test_several_values() -> None:
    """They are found in the order of the text."""
    assert [value.expression for value in find_live_values("{{ a }}{{ b:.1f }} and {{c}}")] == ["a", "b", "c"]


def test_text_without_values() -> None:
    """Single braces are text."""
    assert find_live_values("a { b } c }} d { {") == ()


@pytest.mark.parametrize(
    ("text", "start", "reason"),
    [
        ("a {{ b", 2, "this live value is never closed with }}"),
        ("{{ }}", 0, "this live value is empty"),
        ("{{ x y }} and {{ z }}", 0, "'x y' is not a Python expression"),
        ("{{ x = 1 }}", 0, "'x = 1' is not a Python expression"),
        ("{{ import os }}", 0, "'import os' is not a Python expression"),
    ],
)
def test_broken_values(text: str, start: int, reason: str) -> None:
    """What cannot be evaluated is said with its place; the values after it are still found."""
    (broken,) = find_broken_live_values(text)
    assert (broken.start, broken.reason) == (start, reason)


def test_values_after_a_broken_one() -> None:
    """One mistake hides no other values."""
    assert [value.expression for value in find_live_values("{{ x y }} and {{ z }}")] == ["z"]


def test_fill() -> None:
    """Each value takes the place of its braces."""
    assert fill_live_values("{{ a }} of {{ b:d }}", ["1", "2"]) == "1 of 2"


def test_filled_values_are_no_markdown() -> None:
    """What would act as Markdown gets a backslash, but not in code and maths, where it would be seen."""
    text = "{{ a }}, `{{ a }}`, $x = {{ a }}$\n\n```\n{{ a }}\n```\n"
    assert fill_live_values(text, ["_<S>_"] * 4) == "\\_\\<S\\>\\_, `_<S>_`, $x = _<S>_$\n\n```\n_<S>_\n```\n"


def test_fill_with_too_few_values() -> None:
    """A missing value is a mistake of the caller and no silent gap."""
    with pytest.raises(ValueError, match="argument"):
        fill_live_values("{{ a }} {{ b }}", ["1"])


@given(st.text(alphabet="{}: ab'\"[]\n,.`$", max_size=40))
def test_any_text(text: str) -> None:
    """Whatever stands in a narration, values do not overlap, lie in the text, and can be filled."""
    values = find_live_values(text)
    ends = [0, *(value.end for value in values)]
    assert all(end <= value.start < value.end for end, value in zip(ends, values, strict=False))
    assert all(text[value.start :].startswith("{{") and text[: value.end].endswith("}}") for value in values)
    assert isinstance(fill_live_values(text, ["v"] * len(values)), str)
