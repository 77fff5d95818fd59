"""Formulae on one line and on several."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from playmore_cli.view.maths import box_maths, inline_maths, undrawable

FORMULAE = {
    "slope": r"f'(x) = \lim_{h \to 0} \frac{f(x+h)-f(x)}{h}",
    "chain rule": r"\frac{dL}{de}=\frac{dL}{dd}\cdot\frac{dd}{de} = -2\cdot 1 = -2",
    "chain rule without a dot": r"\frac{dz}{dx}=\frac{dz}{dy}\frac{dy}{dx}",
    "tanh": r"\tanh x = \frac{e^{2x}-1}{e^{2x}+1}",
    "its slope": r"\operatorname{tanh}'(x) = 1 - \tanh^2 x",
    "softmax": r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
    "loss": r"\mathcal{L} = -\frac{1}{N}\sum_{i=1}^{N}\log p(y_i \mid x_i)",
    "batch norm": r"\hat{x}_i = \gamma\,\frac{x_i - \mu_B}{\sqrt{\sigma_B^2+\epsilon}} + \beta",
    "weights' gradient": r"\frac{\partial L}{\partial w_{ij}} \leftarrow "
    r"\sum_k \frac{\partial L}{\partial z_k}\cdot\frac{\partial z_k}{\partial w_{ij}}",
    "norm": r"1-\tanh(x)^2,\ W\in\mathbb{R}^{27\times 27},\ \|w\|_2^2, \bar w",
    "attention": r"\text{attention}(Q,K,V) = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right)V",
    "matrix": r"\begin{bmatrix} a & b \\ c & d \end{bmatrix} x",
    "cases": r"\mathrm{relu}(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise}\end{cases}",
    "root of a fraction": r"\sqrt{\frac{a}{b}} + \sqrt[3]{x}",
    "gain": r"\sigma = \frac{5/3}{\sqrt{\text{fan\_in}}}",
    "smoothing": r"p(c_2 \mid c_1) = \frac{N_{c_1 c_2} + 1}{\sum_c (N_{c_1 c}+1)}",
    "running mean": r"\mu \leftarrow (1 - m)\,\mu + m\,\mu_B, \quad m = 10^{-3}",
    "brace": r"\underbrace{x_1 w_1 + x_2 w_2}_{\text{dot product}} + b",
    "exponent": r"e^{\log a + \log b} = ab",
    "steps": r"\begin{aligned} n &= w x + b \\ o &= \tanh n \end{aligned}",
    "value at a place": r"\left.\frac{df}{dx}\right|_{x=3} = 14",
    "fractions in fractions": r"\frac{1}{1+\frac{a}{b}}",
    "choose": r"\binom{n}{k}",
    "largest": r"\hat c = \operatorname{argmax}_c\, p(c)",
    "thousands": r"32,033 \ne 27^2",
    "units": r"x @ W, \quad n! \approx \sqrt{2\pi n}",
}


def test_formulae(golden) -> None:
    """The lectures' formulae, each on one line and as a drawing."""
    shown = []
    for name, tex in FORMULAE.items():
        assert undrawable(tex) is None, name
        shown += [f"-- {name}", inline_maths(tex), "", *("    " + line for line in box_maths(tex)), ""]
    golden("formulae", "\n".join(shown))


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"\frac{a + b}{2c}", "(a + b)/(2c)"),
        (r"\frac{2a}{c}", "2a/c"),
        (r"\frac{\log p}{N}", "(log p)/N"),
        (r"\frac{\partial}{\partial x}", "∂/∂x"),
        (r"\frac{d^2y}{dx^2}", "d²y/dx²"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"{\frac{a}{b}}^2", "(a/b)²"),
        (r"{a+b}^2", "(a + b)²"),
        (r"-x = -1 - (-2)", "−x = −1 − (−2)"),
        (r"x^{-1}", "x⁻¹"),
        (r"x^{a_b}", "x^(a_b)"),
        (r"\sqrt{x}", "√x"),
        (r"\sqrt{x + 1}", "√(x + 1)"),
        (r"f''(x)", "f′′(x)"),
        (r"f'^2", "f′²"),
        (r"a,b", "a, b"),
        (r"\{1,\dots,n\}", "{1, …, n}"),
        (r"32{,}033", "32,033"),
        (r"\log_2 x", "log₂ x"),
        (r"2\log x", "2 log x"),
        (r"x ≤ 3", "x ≤ 3"),
        (r"a \text{ if } b", "a if b"),
        ("", ""),
        (r"\frac{}{}", "()/()"),
    ],
)
def test_one_line(tex: str, line: str) -> None:
    """Brackets stand where leaving them out would change the meaning, spaces where a reader expects them."""
    assert inline_maths(tex) == line


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\oint x", "\\oint is outside the maths that a terminal can draw"),
        (r"\begin{tikzpicture}", "\\begin{tikzpicture} is outside the maths that a terminal can draw"),
        (r"x^{2", "{ without its }"),
        (r"x}", "} without its opening"),
        (r"\frac{a}", "\\frac lacks what belongs to it"),
        (r"x^", "^ lacks what belongs to it"),
        (r"x_1_2", "_ stands twice at one place"),
        (r"x^1^2", "^ stands twice at one place"),
        (r"\left( x", "\\left without its \\right"),
        (r"\right)", "\\right without its opening"),
        (r"\left x \right)", "\\left with x, which is no bracket"),
        (r"a & b", "& outside a matrix"),
        (r"a \\ b", "a new line \\\\ outside a matrix"),
        (r"\begin{bmatrix} a", "\\begin{bmatrix} without its \\end"),
        ("{" * 50 + "}" * 50, "the formula is nested more than 40 deep"),
        ("x" * 3000, "the formula is longer than 2,000 characters"),
    ],
)
def test_outside_the_subset(tex: str, reason: str) -> None:
    """What cannot be drawn is named, and shown as it was written."""
    assert undrawable(tex) == reason
    assert inline_maths(tex) == " ".join(tex.split())
    assert box_maths(tex) == [" ".join(tex.split())]


_WRITTEN = r"""
    \frac \sqrt [ ] { } ^ _ ' & \\ \left( \right) \sum \log \hat x + - = \begin{bmatrix} \end{bmatrix} \text 2 , \,
    \alpha \underbrace \binom \begin{cases} \end{cases} \left. \right| \mathbb R 漢
    \overset
"""
_PIECES = st.sampled_from(_WRITTEN.split())


@settings(max_examples=2_000, deadline=None)
@given(st.lists(_PIECES, max_size=14).map(" ".join) | st.text(max_size=30))
def test_any_formula(tex: str) -> None:
    """Whatever is written, there is a drawing whose lines hold no line ends, or a reason and the source."""
    line, box = inline_maths(tex), box_maths(tex)
    if undrawable(tex):
        assert line == " ".join(tex.split())
        assert box == [line]
    else:
        assert "\\" not in line.replace("∖", "") or "\\" in tex
        assert all(cell_len(row) < 400 for row in box)
