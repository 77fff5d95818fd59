"""Tokens in pages and notebooks: every token marked, nothing of the text taken for markup."""

import re

from playmore_cli.export.token_html import token_html
from playmore_cli.outputs import Token, TokenLine

LINE = TokenLine((Token(b"<b>"), Token(b" & sea"), Token("안\n".encode())), "a <label>")


def test_tokens_on_a_page():
    """On a page each token has a class of alternating grounds, and the whole a description for those who do not see."""
    page = token_html([LINE], is_page=True)
    assert re.findall(r'class="token (t\d)"', page) == ["t0", "t1", "t0"]
    assert 'aria-label="Tokens: a &lt;label&gt; 3."' in page


def test_tokens_in_a_notebook():
    """A notebook has no style sheet, so the grounds are in the tokens themselves."""
    html = token_html([LINE], is_page=False)
    assert html.count("background:") == 3 and "class=" not in html


def test_text_is_no_markup():
    """Signs of HTML in tokens and labels are shown as themselves."""
    html = token_html([LINE], is_page=False)
    assert "&lt;b&gt;" in html and "·&amp;·sea" in html and "<b>a &lt;label&gt;</b>" in html


def test_line_ends_break_lines():
    """A token with a line end is followed by a break."""
    assert "안⏎</span><br>" in token_html([LINE], is_page=False)


def test_ids_below():
    """An id stands below its token."""
    assert "the<br><small>262</small>" in token_html([TokenLine((Token(b"the", 262),))], is_page=True)
