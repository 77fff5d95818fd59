"""Code and maths in a narration's Markdown."""

import pytest

from playmore_cli.lesson.spans import find_maths, find_verbatim


def _formulae(text: str) -> list[str]:
    return [formula for formula, _ in find_maths(text)]


@pytest.mark.parametrize(
    ("text", "formulae"),
    [
        ("the slope $\\frac{a}{b}$ is", ["\\frac{a}{b}"]),
        ("$a$ and $b$", ["a", "b"]),
        ("$$\nx^2\n$$", ["\nx^2\n"]),
        ("it costs $5 and then $6", []),
        ("it costs \\$5 and \\$6", []),
        ("a $ b $ c", []),
        ("`$a$` is code", []),
        ("``a ` $b$`` is code", []),
        ("```\n$a$\n```\n$b$", ["b"]),
        ("~~~\n$a$\n", []),
        ("a ` b $c$", ["c"]),
        ("one `tick\n\n$c$ and ` another", ["c"]),
        ("$a\n\nb$", []),
        ("$a\\$b$", ["a\\$b"]),
    ],
)
def test_formulae(text: str, formulae: list[str]) -> None:
    """Maths is what stands between dollars, as in Pandoc, outside of code."""
    assert _formulae(text) == formulae


def test_place_of_a_formula() -> None:
    """It is the place behind the dollars."""
    assert find_maths("so $x$ or $$y$$") == (("x", 4), ("y", 12))


def test_verbatim_places() -> None:
    """Code blocks, code spans and formulae, with their marks."""
    text = "a `b` c $d$\n\n```python\nx = `1`\n```\ne"
    assert [text[start:end] for start, end in find_verbatim(text)] == [
        "`b`",
        "$d$",
        "```python\nx = `1`\n```",
    ]
