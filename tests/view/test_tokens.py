"""Tokens to look at: on grounds, between bars, in words; aligned whatever the characters."""

import io

import pyte
import pytest
from rich.console import Console

from playmore_cli.outputs import Token, TokenLine
from playmore_cli.view.theme import DARK, THEMES
from playmore_cli.view.tokens import draw_tokens, plain_tokens, token_text

SENTENCE = [TokenLine((Token(b"The"), Token(b" sea"), Token(b" got"), Token(b" up")))]
WIDE = "안녕 café naïve 🌊 ﬁ Ωμ ｗ é"


def numbered(*pieces: str) -> TokenLine:
    return TokenLine(tuple(Token(piece.encode(), 100 + place) for place, piece in enumerate(pieces)))


def test_bars_without_colours():
    """Without colours a bar stands between tokens and a dot for a blank."""
    assert plain_tokens(SENTENCE) == "The│·sea│·got│·up"


def test_ascii():
    """A terminal of ASCII gets signs of ASCII, and characters beyond it as escapes."""
    assert plain_tokens([numbered("a b", "é", "\n")], ascii=True) == "a_b|\\xe9|\\n\n100|101 |102"


def test_neighbours_have_different_grounds():
    """With colours no bar is needed: every token has another ground than its neighbours, also across rows."""
    drawn = draw_tokens(SENTENCE, 8, theme=DARK)
    grounds = [span.style for span in drawn.spans if span.style in (DARK.token, DARK.token_next)]
    assert drawn.plain == "The·sea\n·got·up"
    assert grounds == [DARK.token, DARK.token_next] * 2


def test_ids_stand_below():
    """Each id begins below its token, whichever of the two is longer."""
    assert plain_tokens([numbered("a", "lighthouse", "s")]) == "a  │lighthouse│s\n100│101       │102"


def test_labels_are_aligned():
    """Lines with labels begin in the same column, also where one goes on in a second row."""
    lines = [TokenLine(SENTENCE[0].tokens * 2, "long name"), TokenLine(SENTENCE[0].tokens, "b")]
    rows = plain_tokens(lines, 33).split("\n")
    second = "           ·sea│·got│·up"
    assert rows == ["long name  The│·sea│·got│·up│The", second, "b          The│·sea│·got│·up"]


def test_long_labels_stand_above():
    """Labels that would take more than a third of the columns stand above their tokens, whole if the screen can."""
    lines = [TokenLine(SENTENCE[0].tokens, "bed, earliest merge"), TokenLine(SENTENCE[0].tokens, "b")]
    rows = plain_tokens(lines, 22).split("\n")
    assert rows == ["bed, earliest merge", "  The│·sea│·got│·up", "b", "  The│·sea│·got│·up"]
    assert plain_tokens(lines, 12).split("\n")[0] == "bed, earlie…"


def test_line_ends_end_rows():
    """Code keeps its lines: a row ends behind a token with a line end."""
    assert plain_tokens([TokenLine((Token(b":\n"), Token(b"    x")))]) == ":⏎\n····x"


@pytest.mark.parametrize("width", [8, 13, 40])
def test_no_row_is_wider_than_the_screen(width: int):
    """A token longer than the screen is cut, and nothing of it is lost."""
    token = "안녕하세요" * 9
    rows = plain_tokens([TokenLine((Token(b"a"), Token(token.encode())))], width).split("\n")
    assert "".join(rows).replace("│", "") == "a" + token
    assert all(Console().measure(row).maximum <= width for row in rows)


@pytest.mark.parametrize(
    "sign", [*WIDE, "e\u0301", "👩\u200d🚀", "🇰🇷", "\u0301", "ㅎ", "\u200c", "\ufe0f", "\x1b", "\u202e"]
)
@pytest.mark.parametrize("theme", ["dark", "none"])
def test_a_terminal_draws_the_columns_that_are_counted(sign: str, theme: str):
    """Behind a wide, combining or invisible character the next token stands where its id does."""
    drawn = io.StringIO()
    console = Console(file=drawn, width=40, force_terminal=True, color_system="256")
    console.print(draw_tokens([numbered("x", sign, "Qqq")], 38, theme=THEMES[theme]), highlight=False)
    screen = pyte.Screen(40, 4)
    pyte.Stream(screen).feed(drawn.getvalue().replace("\n", "\r\n"))
    cells, ids = ([row[column].data for column in range(40)] for row in (screen.buffer[0], screen.buffer[1]))
    assert "".join(cells).rstrip().endswith("Qqq")
    assert cells.index("Q") == "".join(ids).index("102")


def test_bytes_that_are_no_character():
    """A part of a character is shown by its bytes, whole characters beside it by themselves."""
    assert token_text(b" \xea\xb0") == "·\\xea\\xb0"
    assert token_text(b"a\xff") == "a\\xff"
