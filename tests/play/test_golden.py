"""The screens that answer keys, and the lists of commands: at three sizes, dark, light and without colours."""

import re
from pathlib import Path

import pytest
from contrast import DARK_GROUNDS, LIGHT_GROUNDS, contrast
from rich.color import Color
from terminal import ENTER, ESCAPE, Terminal, TwoScreens

LESSON = """\
format: 1
id: areas
title: Areas
lecture: {title: A lecture on areas, by: nobody, video: abc, length: "00:10:00"}
about: A lesson for tests.
terms:
  area: {is: how much room a figure takes, step: sides}
  side: {is: "one of the lines around a figure, from corner to corner", step: sides}
chapters:
  - at: "00:00:00"
    title: rectangles, and how their areas come about
    steps:
      - id: sides
        at: "00:00:00"
        say: The area of a rectangle is one side times the other, of which 50 % is a triangle.
      - id: numbers
        at: "00:01:00"
        say: "Two sides, and the area:"
        code: |
          sides = [3, 4]
          area = sides[0] * sides[1]
          area
        then: The area is {{ area }}.
        lecture:
          - {what: area, value: area, is: 12}
          - {what: the longer side, value: max(sides), is: 5}
        cards:
          - {ask: What is the area of a square with side 3?, answer: It is $3^2 = 9$.}
      - id: larger
        at: "00:02:00"
        say: Now one side is twice as long.
        code: |
          sides[0] = 6
          area = sides[0] * sides[1]
          area
        predict:
          ask: What becomes of the area when one of two sides is twice as long?
          choices: [it stays, it is twice as large, it is four times as large]
          answer: it is twice as large
          why: The area is a product, in which this side is one factor.
      - id: rectangle
        at: "00:03:00"
        say: A function for it.
        code: |
          def area_of(width, height):
              return width * height

          area_of(2, 5)
        recreate:
          task: Write `area_of(width, height)`. It returns the area of a rectangle.
          start: |
            def area_of(width, height):
                ...
          check: |
            assert area_of(2, 5) != 7, "that is half of the way around, not the area"
            assert area_of(2, 5) == 10, f"area_of(2, 5) should be 10, not {area_of(2, 5)}"
          hints: [Which of the two grows with both sides?, "It is a product, one factor for each side."]
          mistakes:
            - {code: "def area_of(width, height): return width + height", says: half of the way}
  - at: "00:05:00"
    title: circles
    steps:
      - id: half
        at: "00:05:00"
        say: A triangle is half of it.
        code: |
          area_of(2, 5) / 2
        predict:
          ask: What is half of the area?
          answer: area_of(2, 5) / 2
          why: Two such triangles make the rectangle.
      - id: circle
        at: "00:06:00"
        say: The area of a circle comes next.
"""

_PASSING = re.compile(r"^  (?:variables rebuilt|took |ran before|loading ).*\n?", re.MULTILINE)
"""Remarks that are made only where something took long."""
_TIME = re.compile(r" (?:in|·) \d+ (?:s|min)\b")
_RULE = re.compile(r"^ ━")


class Pictures:
    """What a terminal shows, compared with the golden file of its size, part by part."""

    def __init__(self, file: Path, *, rewrite: bool, grounds: tuple[Color, ...]) -> None:
        self._file, self._rewrite, self._grounds = file, rewrite, grounds
        text = file.read_text(encoding="utf-8") if file.is_file() and not rewrite else ""
        parts = re.split(r"^== (.*)\n", text, flags=re.MULTILINE)
        self._golden = dict(zip(parts[1::2], parts[2::2], strict=True))
        self._taken: dict[str, str] = {}
        self._before = ""

    def take(self, terminal: Terminal, name: str, *, whole: bool = False) -> None:
        """
        Wait until what is new since the last heading and the last look, or the *whole* screen, is as it was looked at.

        Every letter is legible then.
        """
        if self._rewrite:
            terminal.settle()
        else:
            terminal.wait_until(lambda: self._new(terminal, whole=whole) == self._golden[name])
        self._taken[name] = self._new(terminal, whole=whole)
        assert self._rewrite or self._taken[name] == self._golden[name]
        if not whole:
            self._before = _shown(terminal, whole=False)
        for ink, paper in _inks(terminal):
            for ground in self._grounds if paper == "default" else (Color.parse(f"#{paper}"),):
                assert ink == "default" or contrast(Color.parse(f"#{ink}"), ground) >= 4.5, (
                    name,
                    ink,
                    ground,
                )

    def _new(self, terminal: Terminal, *, whole: bool) -> str:
        shown, before = _shown(terminal, whole=whole).split("\n"), self._before.split("\n")
        alike = [one == other for one, other in zip(shown, before, strict=False)]
        known = 0 if whole else next((place for place, is_so in enumerate(alike) if not is_so), len(alike))
        return "\n".join(shown[known:])

    def keep(self) -> None:
        """Write them anew, if that was asked for."""
        if self._rewrite:
            text = "".join(f"== {name}\n{shown}" for name, shown in self._taken.items())
            self._file.write_text(text, encoding="utf-8")


def _shown(terminal: Terminal, *, whole: bool) -> str:
    lines = (terminal.text() if whole else terminal.everything()).split("\n")
    rules = [number for number, line in enumerate(lines) if _RULE.match(line)]
    text = "\n".join(lines if whole or not rules else lines[rules[-1] - 1 :]) + "\n"
    return re.sub(r"\n{3,}", "\n\n", _TIME.sub("", _PASSING.sub("", text)))


def _inks(terminal: Terminal) -> set[tuple[str, str]]:
    cells = [cell for row in terminal.screen.buffer.values() for cell in row.values() if cell.data.isalnum()]
    return {(cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg) for cell in cells}


def play_all(file: Path, home: Path, pictures: Pictures, **options: object) -> None:
    """Press one key after the other in a lesson, and look at what comes."""

    def see(name: str, key: str, *seen: str, whole: bool = False) -> None:
        terminal.press(key)
        for words in seen:
            terminal.wait_for(words)
        if not seen:
            terminal.key_line()
        pictures.take(terminal, name, whole=whole)

    def back(key: str) -> None:
        terminal.press(key)
        terminal.key_line()

    with Terminal(["start", str(file)], home, **options) as terminal:  # type: ignore[arg-type]
        terminal.key_line()
        pictures.take(terminal, "narration")
        terminal.press(ENTER)
        terminal.wait_for("⏎ run")
        terminal.key_line()
        see("a step that has run", ENTER, "The area is 12.", "⏎ on")
        see("variables", "v", "⏎ go", whole=True)
        back(ESCAPE)
        see("words", "i", "Enter stays")
        back(ENTER)
        see("outline", "o", "⏎ go", whole=True)
        back(ESCAPE)
        terminal.press("/")
        terminal.wait_for("type to find")
        see("lines found", "area", "mention area", whole=True)
        back(ESCAPE + ESCAPE)
        see("keys", "?", "not now")
        terminal.key_line()
        see("editor", "e", "Esc Enter runs")
        see("an error in an edit", f"{ENTER}area / 0{ESCAPE}{ENTER}", "Enter edits again")
        back("u" + ENTER)
        terminal.press(":")
        terminal.wait_for("Enter runs", after="put back")
        see("lines of one's own", "area + 1" + ENTER, "│ 13")
        back(ENTER)
        terminal.press(ENTER)
        terminal.wait_for("⏎ run")
        terminal.key_line()
        see("a question", ENTER, "Enter skips")
        see("an answer", "b", "As you said", "⏎ on")
        terminal.press(ENTER)
        terminal.wait_for("A function for it.")
        terminal.key_line()
        see("a task", "y", "Esc Enter checks")
        see("a diagnosis", f"{ENTER}return width + height{ESCAPE}{ENTER}", "⏎ write")
        see("a hint", "h", "Hint 1 of 2", "⏎ write")
        see("a solution", "s", "it creates", "⏎ write")
        terminal.press("q")
        terminal.wait_for("⏎ run")
        terminal.key_line()
        terminal.press(ENTER)
        terminal.wait_for("│ 10")
        terminal.key_line()
        see("the end of a chapter", ENTER, "half of it.", "⏎ run")
        see("a question for a number", ENTER, "Enter skips")
        see("another answer", "10" + ENTER, "Not quite", "⏎ on")
        see("the last step", ENTER, "comes next.")
        terminal.press("q")
        terminal.end()
        pictures.take(terminal, "leaving", whole=True)
    with Terminal(["resume", str(file)], home, **options) as terminal:
        terminal.wait_for("comes next.")
        terminal.key_line()
        pictures.take(terminal, "coming back", whole=True)
        terminal.press("q")
        terminal.end()
    with Terminal(["list", "."], home, folder=file.parent, **options) as terminal:
        terminal.end()
        pictures.take(terminal, "a list")
    with Terminal(["outline", str(file)], home, **options) as terminal:
        terminal.end()
        pictures.take(terminal, "an outline")
    with Terminal(["recreate", str(file)], home, **options) as terminal:
        terminal.end()
        pictures.take(terminal, "ideas to write")
    with Terminal(["review", "--lesson", str(file)], home, **options) as terminal:
        terminal.wait_for("⏎ answer")
        pictures.take(terminal, "a card")
        terminal.press(ENTER)
        terminal.wait_for("4 easy", after="3² = 9")
        pictures.take(terminal, "its answer")
        terminal.press("3")
        terminal.end()
        pictures.take(terminal, "the end of a review")
    pictures.keep()


SIZES = [(40, 20), (80, 24), (120, 40)]
GROUNDS = {"dark": DARK_GROUNDS, "light": LIGHT_GROUNDS, "none": ()}


@pytest.mark.parametrize(("columns", "rows"), SIZES)
@pytest.mark.parametrize("theme", GROUNDS)
def test_every_screen(
    columns: int, rows: int, theme: str, tmp_path: Path, home: Path, request: pytest.FixtureRequest
) -> None:
    """
    They are as they were looked at, the same on both grounds, and every letter is legible.
    """
    file = tmp_path / "lessons" / "areas.yaml"
    file.parent.mkdir()
    file.write_text(LESSON)
    bare = "_bare" if theme == "none" else ""
    pictures = Pictures(
        Path(request.path).parent / "golden" / f"keys_{columns}x{rows}{bare}.txt",
        rewrite=bool(request.config.getoption("--rewrite-golden")),
        grounds=GROUNDS[theme],
    )
    variables = {
        "PLAYMORE_THEME": theme,
        "VISUAL": None,
        "EDITOR": None,
        "PLAYMORE_TRUSTED_FOLDERS": str(tmp_path),
    }
    play_all(file, home, pictures, columns=columns, rows=rows, variables=variables, kind=TwoScreens)
