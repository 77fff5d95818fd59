"""Narration for a page: Markdown with maths as HTML."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from playmore_cli.export.code_html import code_block
from playmore_cli.export.mathml import mathml
from playmore_cli.view.clean import clean_plain
from playmore_cli.view.narration import markdown_parser

if TYPE_CHECKING:
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

_DEEPER = 3
"""Headings of a narration stand below those of the page."""


def prose(markdown: str) -> str:
    r"""
    Return narration as HTML; what is written as HTML in it shows as it is written.

    >>> prose("the *slope* is $x^2$")
    '<p>the <em>slope</em> is <math><msup><mi>x</mi><mn>2</mn></msup></math></p>\n'
    """
    parser = markdown_parser()
    tokens = parser.parse(clean_plain(markdown))
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + _DEEPER)}"
        if token.type == "inline" and _is_one_formula(token) and not tokens[place - 1].hidden:
            _stand_alone(tokens, place)
    return str(_renderer().render(tokens, parser.options, {}))


def line(markdown: str) -> str:
    """Return narration of one paragraph without the paragraph's own tags."""
    html = prose(markdown).strip()
    alone = html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return html.removeprefix("<p>").removesuffix("</p>") if alone else html


def _is_one_formula(token: "Token") -> bool:
    children = token.children or []
    return len(children) == 1 and children[0].type == "maths"


def _stand_alone(tokens: Sequence["Token"], place: int) -> None:
    """Let a paragraph that is one formula be drawn as a formula of its own line."""
    formula = (tokens[place].children or [])[0]
    formula.type = "maths_block"


def _formula(
    renderer: "RendererHTML", tokens: Sequence["Token"], place: int, options: Any, environment: Any
) -> str:
    return mathml(tokens[place].content)


def _block_formula(
    renderer: "RendererHTML", tokens: Sequence["Token"], place: int, options: Any, environment: Any
) -> str:
    return f'<span class="formula">{mathml(tokens[place].content, display=True)}</span>\n'


def _code(
    renderer: "RendererHTML", tokens: Sequence["Token"], place: int, options: Any, environment: Any
) -> str:
    token = tokens[place]
    language = token.info.split()[0].lower() if token.info.split() else "python"
    if language in ("python", "py", "python3"):
        return code_block(token.content)
    return f'<pre class="code" tabindex="0"><code>{escape(token.content)}</code></pre>\n'


@lru_cache(maxsize=1)
def _renderer() -> "RendererHTML":
    from markdown_it.renderer import RendererHTML

    renderer = RendererHTML()
    for name, rule in (
        ("maths", _formula),
        ("maths_block", _block_formula),
        ("fence", _code),
        ("code_block", _code),
    ):
        # what a method of the renderer would be: it is handed the renderer first
        renderer.rules[name] = rule.__get__(renderer)
    return renderer
