"""Pages: one file for everyone, in light and dark, on a phone, and in a real browser."""

import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from playmore_cli.export.document import Document, make_document
from playmore_cli.export.mathml import mathml
from playmore_cli.export.page import write_page
from playmore_cli.export.page_style import style_sheet
from playmore_cli.export.prose import prose
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.spans import find_maths

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next((path for name in BROWSERS if (path := shutil.which(name))), None)
EMPTY = {"meta", "img", "br", "hr", "link", "input", "col"}


class Reader(HTMLParser):
    """Notes every element, and what is opened but never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Note an end that fits no beginning."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def read(page: str) -> Reader:
    """Return what a page holds."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def page(played: Document) -> str:
    """The page of the small lesson with outputs."""
    return write_page(played)


# -- what stands in it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["document", "played", "mine"])
def test_every_element_is_closed(name: str, request: pytest.FixtureRequest) -> None:
    """
    The page is well formed, whatever signs the lesson and the learner wrote.
    """
    reader = read(write_page(request.getfixturevalue(name)))

    assert reader.wrong == [] and reader.open == []


def test_nothing_is_fetched(page: str) -> None:
    """
    No script, no style sheet, no font and no picture from elsewhere; addresses occur in links only.
    """
    reader = read(page)

    assert not reader.all("script") and not reader.all("link") and not reader.all("iframe")
    assert all((one["src"] or "").startswith("data:image/png;base64,") for one in reader.all("img"))
    assert "url(" not in page and "@import" not in page


def test_what_is_read_aloud(page: str) -> None:
    """
    The language is named, pictures are described, headings go down by one level at a time.
    """
    reader = read(page)

    assert reader.all("html")[0]["lang"] == "en"
    assert len(reader.all("img")) == 1 and "A parabola rises." in (reader.all("img")[0]["alt"] or "")
    assert "Graph of 2 values" in (reader.all("svg")[0]["aria-label"] or "")
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_steps_are_anchors(page: str, lesson: Any) -> None:
    """
    Each step and chapter can be linked to, each name is there once, and no link within the page leads nowhere.
    """
    reader = read(page)
    names = [one["id"] for _, one in reader.elements if "id" in one]

    assert {step.id for step in lesson.steps} <= set(names) and len(names) == len(set(names))
    inner = [one["href"] for one in reader.all("a") if (one["href"] or "").startswith("#")]
    assert len(inner) == len(lesson.steps) + len(lesson.chapters)
    assert {(one or "")[1:] for one in inner} <= set(names)


def test_timecodes_lead_to_the_second(page: str) -> None:
    """
    A step's timecode is a link into the video.
    """
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=30s">00:00:30 ≈</a>' in page


def test_changed_lines_are_marked(page: str) -> None:
    """
    Against the version before, the changed line carries the mark that the screen shows.
    """
    (changed,) = re.findall(r'<span class="line changed">(.*?)\n</span>', page)

    assert re.sub("<.*?>", "", changed).strip() == "return 4*x**2"


def test_outputs_errors_and_figures(page: str) -> None:
    """
    What came out stands below the code, a deliberate error is called one, and figures stand beside the lecture's.
    """
    assert '<pre class="out" tabindex="0">(12, &#x27;two&#x27;)</pre>' in page
    assert "This error is part of the lecture." in page and "TypeError: " in page
    assert "<td>3</td><td>4498500</td><td>at the full pace</td>" in page


def test_signs_of_a_lesson_are_no_elements(page: str, mine: Document) -> None:
    """
    Angle brackets in what people wrote are shown, not obeyed.
    """
    assert "with &lt;angle brackets&gt; &amp; signs" in page
    assert "why &lt;b&gt;3&lt;/b&gt;?" in write_page(mine)
    assert prose("<script>alert(1)</script> [x](javascript:alert(1))").count("<") == 2


def test_own_things_are_marked_as_ones_own(mine: Document) -> None:
    """
    The learner's code, attempts, notes, marks and guesses stand in asides; the lecture's version is folded.
    """
    shown = write_page(mine)

    assert shown.count('<aside class="mine"') == 7
    assert "Your version of the code" in shown and "The lecture&#x27;s version" in shown


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_contrast(theme: int) -> None:
    """
    Every colour of letters reaches 4.5 to 1 on every ground that it can stand on.
    """
    roots = re.findall(r":root\{([^}]*)\}", style_sheet())
    colours = dict(re.findall(r"--([\w-]+):(#\w{6})", roots[theme]))
    letters = ("ink", "soft", "link", "kw", "def", "str", "num", "com", "gone", "bad", "lit")
    grounds = ("paper", "code", "out", "new", "changed", "mine")

    poor = []
    for letter in letters:
        for ground in grounds:
            bright, dim = sorted((_light(colours[letter]), _light(colours[ground])), reverse=True)
            if (bright + 0.05) / (dim + 0.05) < 4.5:
                poor.append(f"{letter} on {ground}: {(bright + 0.05) / (dim + 0.05):.2f}")
    assert poor == []


# -- formulae ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "drawn"),
    [
        (r"\frac{a}{b}", "<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>"),
        (r"x_i", "<math><msub><mi>x</mi><mi>i</mi></msub></math>"),
        (r"\hat{y}", '<math><mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover></math>'),
        (r"\sqrt{2}", "<math><msqrt><mn>2</mn></msqrt></math>"),
        (r"a \cdot b", "<math><mi>a</mi><mo>·</mo><mi>b</mi></math>"),
        (r"\unknown", r"<code>\unknown</code>"),
    ],
)
def test_formulae_become_mathml(tex: str, drawn: str) -> None:
    """
    A formula becomes elements that browsers draw; what is outside our subset is shown as its source.
    """
    assert mathml(tex) == drawn


@pytest.mark.parametrize("name", Catalog().ids())
def test_every_formula_of_every_lesson(name: str) -> None:
    """
    Each formula of the lessons becomes well-formed MathML.
    """
    lesson = Catalog().find(name)
    formulae = [
        tex
        for step in lesson.steps
        for text in (*step.pieces, step.then or "")
        for tex, _ in find_maths(text)
    ]

    for tex in formulae:
        drawn = mathml(tex, display=True)
        reader = read(drawn)
        assert drawn.startswith("<math") and not reader.wrong and not reader.open, tex


def test_a_whole_lecture_without_a_run() -> None:
    """
    The page of the first lecture is well formed and holds every step.
    """
    lesson = Catalog().find("p1")
    reader = read(write_page(make_document(lesson, "quick")))

    assert reader.wrong == [] and reader.open == []
    assert len(reader.all("article")) == len(lesson.steps)


# -- in a browser --------------------------------------------------------------------------------------------------

FRAME = """<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>-</title>
<iframe width="{width}" height="900" style="border:0" srcdoc="{page}"></iframe>
<script>
const box = element => element.getBoundingClientRect();
const frame = document.querySelector("iframe");
frame.onload = () => {{
  const page = frame.contentDocument, style = one => frame.contentWindow.getComputedStyle(one);
  const [above, below] = page.querySelector("mfrac").children;
  document.title = JSON.stringify({{
    inner: frame.contentWindow.innerWidth, wide: page.documentElement.scrollWidth,
    paper: style(page.body).backgroundColor,
    pictures: [...page.images].map(one => one.naturalWidth),
    maths: [...page.querySelectorAll("math")].map(one => box(one).height),
    stacked: box(below).top >= box(above).bottom - 1,
    graph: box(page.querySelector("svg")).width,
  }});
}};
</script>"""
"""Shows a page at some width, for a browser's own window has a least one, and measures it."""


@pytest.mark.skipif(BROWSER is None, reason=f"none of {', '.join(BROWSERS)} is installed")
@pytest.mark.parametrize(
    ("width", "dark", "paper"), [(1200, False, "rgb(255, 254, 251)"), (390, True, "rgb(23, 24, 27)")]
)
def test_in_a_browser(page: str, tmp_path: Path, width: int, dark: bool, paper: str) -> None:
    """
    Chromium lays it out without a scroll bar at the bottom, in the system's colours, and draws pictures and formulae.
    """
    assert BROWSER is not None
    file = tmp_path / "page.html"
    file.write_text(FRAME.format(width=width, page=html.escape(page)), encoding="utf-8")

    ran = subprocess.run(
        [
            BROWSER,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1300,1000",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )

    title = re.search(r"<title>(\{.*?\})</title>", ran.stdout)
    assert title is not None, ran.stdout[:500]
    seen = json.loads(title[1])
    assert seen["inner"] == width and seen["wide"] <= width
    assert seen["paper"] == paper
    assert seen["pictures"] and all(one > 100 for one in seen["pictures"])
    assert len(seen["maths"]) == 2 and all(one > 8 for one in seen["maths"]) and seen["stacked"]
    assert seen["graph"] > 100
