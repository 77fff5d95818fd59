"""Narration on a terminal and in a pipe."""

import io
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from playmore_cli.lesson.spans import find_maths
from playmore_cli.view.maths import inline_maths
from playmore_cli.view.narration import narration, plain_narration
from playmore_cli.view.theme import DARK, NONE, Theme

LESSON = r"""
## The slope of `f`

A *derivative* is a **limit**: nudge $x$ by a small $h$ and see how `f(x)` answers, which is the slope $f'(x)$ there.
A bare https://karpathy.ai stays as it is, [a link](https://karpathy.ai/zero-to-hero.html) does not;
[bold]brackets[/bold], :smile: and x_1 * y_2 * z are text, $5 and $6 are money.

$$f'(x) = \lim_{h \to 0} \frac{f(x+h)-f(x)}{h}$$

- an item that is long enough to be folded into a second row, where its text hangs below the text of the first
    - with one inside it that shows code:

      ```python
      def f(x):
          return 3*x**2 - 4*x + 5   # a comment that goes beyond the width of the screen
      ```
- a second item

9. nine
10. ten

> A quote with **weight** that is long enough to be folded into a second row, because of all the words in it.
>
> $$\sigma(x) = \frac{1}{1 + e^{-x}}$$

| Operation | Local derivative | Note |
|:--|:-:|--:|
| `+` | 1 | routes the gradient |
| `*` | the other operand | $\frac{\partial L}{\partial a}$ |

- [ ] a task
- [x] a task that is done

$\frac{1}{N}$

A line\
and the next, ~~struck~~, <b>html</b> &amp; ![a plot](https://example.org/a.png)

---

```
$ a shell
```
"""


def shown(markdown: str, width: int = 80, theme: Theme = DARK, *, colours: bool = False) -> str:
    """Return what a terminal would receive; without *colours* the characters alone."""
    file = io.StringIO()
    system = "256" if colours else None
    Console(file=file, force_terminal=colours, color_system=system, width=width).print(
        narration(markdown, theme=theme)
    )
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 40])
def test_screen(golden, width: int) -> None:
    """All that Markdown can say, without colours, in two widths."""
    golden(f"narration_{width}", shown(LESSON, width, NONE))


def test_plain(golden) -> None:
    """In a pipe there are no drawn lines, formulae stand in one line and addresses in parentheses."""
    text = plain_narration(LESSON, width=80)
    assert not re.search("[─│▎╭╰•☐]", text)
    golden("narration_plain", text)


def test_screen_with_colours(golden) -> None:
    """The colours of the dark theme on a terminal with 256 of them; link ids are random and left out."""
    golden("narration_dark", re.sub(r"id=\d+", "id=0", shown(LESSON, colours=True)))


@pytest.mark.parametrize("width", [1, 5, 12, 20, 33, 80, 200])
def test_fits_the_width(width: int) -> None:
    """No row is wider than the screen, down to a dozen columns."""
    for row in shown(LESSON, width).split("\n"):
        assert cell_len(row) <= max(width, 12)


def test_links_on_a_terminal() -> None:
    """Addresses on the web are live links; others are shown and never sent."""
    assert "\x1b]8;" in shown("[notes](https://example.org/a)", colours=True)
    assert "(https" not in shown("[notes](https://example.org/a)", colours=True)
    for other in (
        "[a](ftp://example.org)",
        "[a](mailto:a@example.org)",
        "[a](file:///etc/passwd)",
        "[a](javascript:x)",
    ):
        assert "\x1b]8;" not in shown(other, colours=True)


def test_links_in_a_pipe() -> None:
    """Where links cannot be followed the address is readable, once."""
    assert shown("[notes](https://example.org/a)") == "notes (https://example.org/a)\n"
    assert plain_narration("<https://example.org/a>") == "https://example.org/a"


def test_address_with_an_escape_sequence() -> None:
    """An address cannot smuggle a command to the terminal."""
    raw = shown(
        "[a](https://example.org/\x1b]0;title\x07) [b](https://example.org/&#27;]52;c;x&#7;)", colours=True
    )
    assert "\x1b]0" not in raw
    assert "\x1b]52" not in raw
    assert "\x07" not in raw


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("$a*b*c$ and $d_1 e_1$", "a · b · c and d₁e₁"),
        ("`$x$` is source, $x$ is not", "`$x$` is source, x is not"),
        (r"\$x\$ and $5 and $6", "$x$ and $5 and $6"),
        ("$x$5", "$x$5"),
        ("$ x$ and $x $", "$ x$ and $x $"),
        ("$$", "$$"),
        ("$", "$"),
        ("$x", "$x"),
        ("a $$x^2$$ b", "a x² b"),
        ("$$\nx^2\n+ 1\n$$", "    x² + 1"),
        (r"$\oint x$", r"\oint x"),
        ("", ""),
        ("a\n\n\n\nb", "a\n\nb"),
    ],
)
def test_maths_in_text(markdown: str, text: str) -> None:
    """Dollars make a formula as in Pandoc: not in code, not behind a backslash, not for money."""
    assert plain_narration(markdown) == text


def test_formulae_are_those_that_check_looks_at() -> None:
    """What `check` takes for a formula is what the screen draws as one."""
    found = [inline_maths(tex) for tex, _ in find_maths(LESSON)]
    plain = plain_narration(LESSON)
    assert len(found) == 7
    assert all(formula in plain for formula in found)


_PIECES = st.sampled_from(
    [
        "$",
        "$$",
        "x^2",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "1. ",
        "`",
        "```",
        "|",
        "a",
        "---",
        "**",
        "*",
        "[",
        "](",
        ")",
        "\\",
        "    ",
        "#",
        "é",
        "漢",
    ]
)


@settings(max_examples=1_000, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join) | st.text(max_size=60), st.integers(1, 90))
def test_any_text(markdown: str, width: int) -> None:
    """Whatever is written can be shown, in any width, as rows that fit."""
    for row in shown(markdown, width).split("\n"):
        assert cell_len(row) <= max(width, 12) or "漢" in row
    plain_narration(markdown)


def test_lean_import() -> None:
    """The parser and the highlighter are loaded only once there is something to show."""
    loaded = "print([name for name in ('markdown_it', 'pygments', 'rich.markdown') if name in sys.modules])"
    loaded = f"import sys, playmore_cli.view.narration; {loaded}"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
