"""What is sent to terminals that show pixels, and what their answers mean."""

import base64
import doctest
import io
import re

import pytest
from PIL import Image

from playmore_cli.view import graphics
from playmore_cli.view.graphics import (
    Protocol,
    cell_in,
    image_text,
    iterm2,
    kitty,
    may_be_asked,
    protocol_in,
    sixel,
)


def make_png(image: Image.Image) -> bytes:
    """Return *image* as the bytes of a PNG."""
    buffer = io.BytesIO()
    image.save(buffer, "png")
    return buffer.getvalue()


@pytest.fixture
def png() -> bytes:
    """A photograph-like image of 90 x 50 pixels: too many bytes for one piece."""
    image = Image.effect_noise((90, 50), 80).convert("RGB")
    return make_png(image)


def read_sixel(text: str) -> Image.Image:
    """Return the image that *text* draws, read as a terminal does."""
    body = re.fullmatch(r'\x1bP0;1q"1;1;(\d+);(\d+)(.*)\x1b\\', text, re.DOTALL)
    assert body is not None
    image = Image.new("RGB", (int(body[1]), int(body[2])))
    colours: dict[int, tuple[int, int, int]] = {}
    x = y = 0
    colour = 0
    for number, red, green, blue, select, sign, count, repeated, letter in re.findall(
        r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|([$-])|!(\d+)(.)|(.)", body[3]
    ):
        if number:
            colours[int(number)] = tuple(round(int(v) * 255 / 100) for v in (red, green, blue))
        elif select:
            colour = int(select)
        elif sign:
            x, y = 0, y + 6 * (sign == "-")
        else:
            bits = ord(letter or repeated) - 63
            for _ in range(int(count or 1)):
                for bit in range(6):
                    if bits >> bit & 1:
                        image.putpixel((x, y + bit), colours[colour])
                x += 1  # noqa: SIM113
    return image


def test_kitty_carries_the_png_in_small_pieces(png: bytes) -> None:
    """
    Pieces of at most 4,096 characters, all but the last announcing more, hold exactly the bytes given.
    """
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", kitty(png, 40, 12))
    assert len(pieces) > 1
    assert max(len(data) for _, data in pieces) <= 4096
    assert [keys[-3:] for keys, _ in pieces] == ["m=1"] * (len(pieces) - 1) + ["m=0"]
    assert "c=40,r=12" in pieces[0][0] and "q=2" in pieces[0][0]
    assert base64.b64decode("".join(data for _, data in pieces)) == png


def test_iterm2_carries_the_png_and_its_size(png: bytes) -> None:
    """
    The command names the number of bytes and the cells, and holds exactly the bytes given.
    """
    found = re.fullmatch(r"\x1b\]1337;File=(.*?):(.*)\a", iterm2(png, 40, 12))
    assert found is not None
    assert f"size={len(png)};width=40;height=12" in found[1]
    assert base64.b64decode(found[2]) == png


@pytest.mark.parametrize("size", [(1, 1), (7, 6), (30, 13), (64, 48)])
def test_sixel_draws_the_image(size: tuple[int, int]) -> None:
    """
    An image of few colours, read back from its sixels, is the same to a rounding of its colours.
    """
    image = Image.new("RGB", size, (255, 255, 255))
    for x in range(size[0]):
        for y in range(size[1]):
            image.putpixel(
                (x, y), [(255, 255, 255), (31, 119, 180), (0, 0, 0), (255, 127, 14)][(x // 5 + y // 3) % 4]
            )
    drawn = read_sixel(sixel(make_png(image)))
    assert drawn.size == size
    pairs = zip(image.get_flattened_data(), drawn.get_flattened_data(), strict=True)
    assert max(abs(a - b) for one, other in pairs for a, b in zip(one, other, strict=True)) <= 4


def test_sixel_of_a_transparent_image_has_a_white_ground() -> None:
    """
    Figures may be transparent; what shines through is white, as on the lecture's page.
    """
    drawn = read_sixel(sixel(make_png(Image.new("RGBA", (12, 6), (0, 0, 0, 0)))))
    assert set(drawn.get_flattened_data()) == {(255, 255, 255)}


def test_sixel_shortens_runs() -> None:
    """
    A blank line of 600 pixels costs a few characters, not 600.
    """
    assert len(sixel(make_png(Image.new("RGB", (600, 6))))) < 80


@pytest.mark.parametrize("protocol", Protocol)
def test_every_protocol_sends_control_characters_only_in_its_own_frame(
    png: bytes, protocol: Protocol
) -> None:
    """
    Nothing but the escape sequence of the protocol reaches the terminal.
    """
    text = image_text(png, protocol, 10, 5)
    bare = re.sub(r"\x1b_G[ -~]*\x1b\\|\x1b\]1337;[ -~]*\a|\x1bP[ -~]*\x1b\\", "", text)
    assert bare == ""


def test_a_terminal_that_answers_for_kitty_is_sent_kitty_graphics() -> None:
    """
    The answer to the query outweighs what the attributes say about sixels.
    """
    answer = "\x1b_Gi=31;OK\x1b\\\x1b[6;20;9t\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?62;4;22c"
    assert protocol_in(answer, {}) is Protocol.KITTY
    assert cell_in(answer) == (9, 20)


def test_a_terminal_without_pixels_is_recognised() -> None:
    """
    Attributes without a 4 of their own (here 64 and 42) mean no sixels.
    """
    assert protocol_in("\x1b[?64;1;42c", {"TERM": "xterm"}) is None


@pytest.mark.parametrize("term", ["dumb", "linux", "screen.xterm-256color", "tmux-256color"])
def test_terminals_that_cannot_answer_are_not_asked(term: str) -> None:
    """
    A multiplexer or a bare console would print the question or swallow the answer.
    """
    assert not may_be_asked({"TERM": term})


def test_a_cell_of_impossible_size_is_not_believed() -> None:
    """
    Some terminals report 0 x 0; then the size has to come from elsewhere.
    """
    assert cell_in("\x1b[6;0;0t") is None


def test_examples() -> None:
    """
    The examples in the docstrings give what they show.
    """
    assert doctest.testmod(graphics).failed == 0
