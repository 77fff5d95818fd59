"""
Make the picture of ten screens for the README: ``python docs/make_screens.py [docs/screens.png]``.

Plays lectures in an emulated terminal, as the tests do, and paints what it shows, on dark and light grounds. Needs
the test folder, whose terminal and painter it uses.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from PIL import Image  # noqa: E402
from terminal import ENTER, ESCAPE, FORGE, Terminal  # noqa: E402
from terminal_png import paint, picture_of  # noqa: E402

COLUMNS, ROWS = 80, 24
GAP, ACROSS = 16, 2

Act = Callable[[Terminal], object]


def ran(terminal: Terminal) -> None:
    """Run the step on screen and wait for what is said of it."""
    terminal.press(ENTER)
    terminal.wait_for("r replay")
    terminal.key_line()


def asked(terminal: Terminal) -> None:
    """Let the step ask for a prediction."""
    terminal.press(ENTER)
    terminal.wait_for("Enter skips")


def pressed(key: str, seen: str) -> Act:
    """Return what presses a key and waits until *seen* stands on the screen."""

    def act(terminal: Terminal) -> None:
        terminal.press(key)
        terminal.wait_for(seen)

    return act


def failed(terminal: Terminal) -> None:
    """Run a version with a slip in it."""
    terminal.press("e")
    terminal.wait_for("Esc Enter runs")
    terminal.press(ENTER + "print(f(four))")
    terminal.wait_for("four")
    terminal.press(ESCAPE + ENTER)
    terminal.wait_for("Enter edits again")


SCREENS: tuple[tuple[str, str, Act], ...] = (
    ("p1", "value-pow", pressed(ENTER, "⏎ run")),
    ("p1", "draw-grads", ran),
    ("p1", "plot-f", ran),
    ("p1", "smaller-h", pressed("?", "not now")),
    ("p1", "value-pow", pressed("o", "move")),
    ("p1", "grid", pressed("v", "move")),
    ("p1", "neuron-grad-n", asked),
    ("p1", "define-f", failed),
    ("p1", "value-pow", pressed("/tanh", "mention tanh")),
    ("p1", "tangents", pressed("e", "Esc Enter runs")),
)
"""Lectures, their steps, and what is done there."""


def shots(home: Path) -> Iterator[Image.Image]:
    """Yield the screens, dark and light in turn."""
    for place, (lesson, step, act) in enumerate(SCREENS):
        is_dark = place // ACROSS % 2 == place % ACROSS
        ground = {"COLORFGBG": "15;0" if is_dark else "0;15"}
        with Terminal(
            ["start", lesson, "--step", step], home, columns=COLUMNS, rows=ROWS, variables=ground
        ) as terminal:
            terminal.key_line()
            act(terminal)
            yield paint(picture_of(terminal.screen), is_dark, rows=ROWS)


def main(target: Path) -> None:
    """Paint the screens in rows of two."""
    with tempfile.TemporaryDirectory() as folder:
        images = list(shots(Path(folder)))
    FORGE.close()
    wide, high = images[0].size
    down = -(-len(images) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * (wide + GAP) - GAP, down * (high + GAP) - GAP), (128, 128, 128))
    for place, image in enumerate(images):
        sheet.paste(image, (place % ACROSS * (wide + GAP), place // ACROSS * (high + GAP)))
    sheet.quantize(64).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screens.png")
