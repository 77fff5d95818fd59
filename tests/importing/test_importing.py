"""Notebooks of several kinds as lessons: what every cell becomes, and what the report says."""

import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from playmore_cli.errors import UsageError
from playmore_cli.importing.account import ImportReport
from playmore_cli.importing.assembling import Wishes, make_lesson
from playmore_cli.importing.notebook import Notebook, NotebookCell, StoredError, parse_notebook
from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.model import Expect, Lesson, Step
from playmore_cli.lesson.writing import write_lesson
from playmore_cli.timecode import format_timecode
from playmore_cli.view.maths import undrawable

DATA = Path(__file__).parent / "data"
NAMES = sorted(path.stem for path in DATA.glob("*.ipynb"))


def imported(name: str, **wishes: object) -> tuple[Lesson, ImportReport]:
    """Return the lesson and the report of one of the notebooks."""
    path = DATA / f"{name}.ipynb"
    notebook = parse_notebook(path.read_bytes(), path.name)
    return make_lesson(notebook, path.name, Wishes(name, **wishes), undrawable, f"{name}_pictures")  # type: ignore[arg-type]


def made(*cells: NotebookCell, **wishes: object) -> tuple[Lesson, ImportReport]:
    """Return the lesson and the report of a notebook of these cells."""
    return make_lesson(Notebook(cells), "made.ipynb", Wishes("made", **wishes), undrawable, "pictures")  # type: ignore[arg-type]


def markdown(number: int, source: str) -> NotebookCell:
    """Return a cell of text."""
    return NotebookCell(number, "markdown", source)


def code(number: int, source: str, **more: object) -> NotebookCell:
    """Return a cell of code."""
    return NotebookCell(number, "code", source, **more)  # type: ignore[arg-type]


def step(lesson: Lesson, name: str) -> Step:
    """Return a step by its id."""
    return lesson.steps[lesson.index_of(name)]


def remarks(report: ImportReport, cell: int | None) -> str:
    """Return all that was said of a cell."""
    return "\n".join(remark.message for remark in report.remarks if remark.cell == cell)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_imported_passes_the_check(name: str) -> None:
    """
    The lesson of every notebook, written as a file, has no problems and is the same lesson.
    """
    lesson, _ = imported(name)

    again, problems = read_lesson(write_lesson(lesson), name, undrawable)

    assert problems == () and again == lesson


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_is_lost(name: str) -> None:
    """
    Every cell is part of a step, or the report says what became of it.
    """
    lesson, report = imported(name)
    named = {remark.cell for remark in report.remarks}
    ids = {step.id for step in lesson.steps}

    for number, _, steps in report.cells:
        assert steps or number in named
        assert set(steps) <= ids


# -- chapters and steps --------------------------------------------------------------------------------------------


def test_headings_become_chapters() -> None:
    """
    A lone first heading is the title; those below it begin chapters, without their timecodes; deeper ones stay text.
    """
    lesson, _ = imported("plain")

    assert lesson.title == "Slopes and nudges"
    assert [chapter.title for chapter in lesson.chapters] == ["Slopes and nudges", "The function", "A nudge"]
    assert step(lesson, "what-it-tells").say == "### What it tells\n\nIt is near 14."


def test_headings_with_timecodes_are_chapters() -> None:
    """
    A heading that names a timecode begins a chapter whatever its level, as do those of the highest level; HTML
    headings stand in the text.
    """
    link = "https://www.youtube.com/watch?v=VMj-3S1tku0"
    lesson, _ = made(
        markdown(1, f"# Intro [00:00:00]({link})"),
        markdown(
            2, "Words.\n\n<details><summary><h3 style='x'>But why?</h3></summary>\n\nBecause.\n</details>"
        ),
        markdown(3, "# No time"),
        code(4, "x = 1"),
        markdown(5, f"### A slope [00:08:08]({link}&t=488s)"),
        code(6, "x = 2"),
        markdown(7, "### Below it"),
    )

    assert [(chapter.title, format_timecode(chapter.at)) for chapter in lesson.chapters] == [
        ("Intro", "00:00:00"), ("No time", "00:05:25"), ("A slope", "00:08:08"),
    ]  # fmt: skip
    assert [one.id for one in lesson.steps] == ["intro", "but-why", "no-time", "a-slope", "below-it"]
    assert lesson.steps[1].say == "### But why?\n\nBecause."


def test_text_belongs_to_the_code_behind_it() -> None:
    """
    A text and the code after it are one step; text before text and code after code are steps of their own.
    """
    lesson, report = made(
        markdown(1, "First."),
        markdown(2, "Second."),
        code(3, "x = 1"),
        code(4, "def g(): pass"),
        markdown(5, "Last."),
    )

    assert [(one.say, one.code) for one in lesson.steps] == [
        ("First.", None), ("Second.", "x = 1"), ((), "def g(): pass"), ("Last.", None),
    ]  # fmt: skip
    assert [one.id for one in lesson.steps] == ["first", "second", "define-g", "last"]
    assert report.cells[1][2] == report.cells[2][2] == ("second",)


def test_names_are_unique() -> None:
    """
    Steps that would have the same name are numbered.
    """
    lesson, _ = made(
        code(1, "def f(): pass"), code(2, "def f(): return 1"), markdown(3, "…"), markdown(4, "…")
    )

    assert [one.id for one in lesson.steps] == ["define-f", "define-f-2", "cell-3", "cell-4"]


def test_a_chapter_without_steps() -> None:
    """
    A heading with nothing below it is a chapter whose only step is its title.
    """
    lesson, _ = made(markdown(1, "# One"), markdown(2, "# Two\n\ntext"))

    assert [(chapter.title, chapter.steps[0].say) for chapter in lesson.chapters] == [
        ("One", "**One**"),
        ("Two", "text"),
    ]


def test_empty_notebooks_are_refused() -> None:
    """
    Where nothing could become a step, a sentence says so.
    """
    with pytest.raises(UsageError, match="nothing that could become a step"):
        made(markdown(1, ""), code(2, "%matplotlib inline"))


# -- times and videos ----------------------------------------------------------------------------------------------


def test_timecodes_are_found() -> None:
    """
    Timecodes of headings, links and brackets are used; steps between them are spread evenly and reported.
    """
    lesson, report = imported("plain")

    assert lesson.lecture.video == "VMj-3S1tku0"
    assert [format_timecode(one.at) for one in lesson.steps] == [
        "00:00:00", "00:00:08", "00:00:49", "00:01:30", "00:02:00", "00:02:30",
    ]  # fmt: skip
    assert "3 of 6 steps name no timecode" in remarks(report, None)


def test_a_table_of_contents_times_the_chapters() -> None:
    """
    Entries of a table of contents give their times to the headings they name.
    """
    lesson, _ = imported("colab")

    assert [(chapter.title, format_timecode(chapter.at)) for chapter in lesson.chapters][1:] == [
        ("Reading the words", "00:00:10"), ("Counting pairs", "00:03:20"),
    ]  # fmt: skip
    assert format_timecode(step(lesson, "the-end").at) == "00:06:40"


def test_without_timecodes() -> None:
    """
    Nothing is made up: every step is at zero; with the length of the video they are spread over it.
    """
    cells = (markdown(1, "one"), markdown(2, "two"), markdown(3, "three"))

    at_zero, report = made(*cells)
    spread, _ = made(*cells, length=90.0)

    assert {one.at for one in at_zero.steps} == {0.0} and "no timecodes were found" in remarks(report, None)
    assert [one.at for one in spread.steps] == [0.0, 30.0, 60.0] and spread.lecture.length == 90.0


def test_timecodes_that_cannot_be() -> None:
    """
    A timecode that goes back, or lies beyond the end, is not used, and the others are.
    """
    lesson, report = made(
        markdown(1, "[1:00] a"),
        markdown(2, "[50:00] b"),
        markdown(3, "[2:00] c"),
        markdown(4, "[3:00] d"),
        length=240.0,
    )

    assert [one.at for one in lesson.steps] == [60.0, 90.0, 120.0, 180.0]
    assert "beyond the end (00:04:00)" in remarks(report, 2)

    lesson, report = made(markdown(1, "[5:00] a"), markdown(2, "[2:00] b"), markdown(3, "[3:00] c"))

    assert [one.at for one in lesson.steps] == [0.0, 120.0, 180.0] and "goes back in time" in remarks(
        report, 1
    )


def test_of_several_videos() -> None:
    """
    The video that most links lead to is the lecture's; the others are named.
    """
    lesson, report = made(
        markdown(1, "https://youtu.be/aaaaaaaaaaa"),
        markdown(
            2,
            "https://www.youtube.com/watch?v=VMj-3S1tku0&t=1m5s and <https://www.youtube.com/embed/VMj-3S1tku0>",
        ),
        code(3, "from IPython.display import YouTubeVideo\nYouTubeVideo('VMj-3S1tku0')"),
    )

    assert lesson.lecture.video == "VMj-3S1tku0" and "aaaaaaaaaaa" in remarks(report, None)
    assert lesson.steps[1].at == 65.0


# -- code ----------------------------------------------------------------------------------------------------------


def test_magics_and_shell_lines() -> None:
    """
    What only IPython understands is left out or undone, each line named; what looks like it in strings stays.
    """
    lesson, report = imported("odd")

    assert step(lesson, "set-x").code == (
        "for i in range(2):\n    sum(range(i))\n    pass\nx = (5\n% 3)\ny = '''\n!kept\n'''"
    )
    said = remarks(report, 6)
    assert all(line in said for line in ("`files = !ls`", "`!echo $i`", "`len?`", "`%timeit` was taken off"))
    assert "nothing is left of this cell" in remarks(report, 4)
    assert step(lesson, "cell-5").say == "```\n%%bash\nls -l\n```" and "%%bash" in remarks(report, 5)


def test_data_of_the_lectures() -> None:
    """
    A notebook that opens the lectures' names says so in the lesson; the line that fetches them is left out by name.
    """
    lesson, report = imported("colab")

    assert lesson.data == ("names",)
    assert "`!wget https://raw.githubusercontent.com" in remarks(report, 4)


def test_needs_are_reported() -> None:
    """
    Packages and files that a lesson does not bring are named.
    """
    _, report = made(code(1, "import pandas\nimport torch, re\nopen('own.csv')"))

    said = remarks(report, None)
    assert "does not bring: pandas" in said and "own.csv" in said


def test_deliberate_errors() -> None:
    """
    A stored traceback says what a step raises; a pattern of its message fits, and addresses are left open.
    """
    lesson, report = imported("errors")

    assert step(lesson, "no-heading-at-all").expect == Expect(
        "TypeError", r"unsupported operand type\(s\) for \+: 'int' and 'str'"
    )
    assert step(lesson, "cell-3").expect == Expect(
        "AttributeError", "'object' object has no attribute 'x' <object object at .*>"
    )
    assert step(lesson, "cell-4").expect is None and "no traceback is stored" in remarks(report, 4)
    assert step(lesson, "cell-5").expect == Expect("SyntaxError")
    assert step(lesson, "cell-6").expect is None and "interrupted" in remarks(report, 6)


def test_code_that_is_none() -> None:
    """
    Code that does not compile, and is not meant to, is kept as text with the reason.
    """
    lesson, report = imported("errors")

    assert step(lesson, "cell-7").say == "```python\nprint 'two'\n```" and "line 1 is not Python" in remarks(
        report, 7
    )
    assert step(lesson, "set-x").expect is None and "the code compiles now" in remarks(report, 8)


def test_long_cells_stay_whole() -> None:
    """
    A long cell is one step all the same, and reported.
    """
    lesson, report = imported("odd")

    assert len((lesson.steps[4].code or "").splitlines()) == 41 and "41 lines of code" in remarks(report, 9)
    assert "lines of narration have no place to be cut" in remarks(report, 10)


# -- text ----------------------------------------------------------------------------------------------------------


def test_long_texts_are_cut_at_paragraphs() -> None:
    """
    A text that fills more than a screen is given in pieces, none cut within a paragraph or code, and none lost.
    """
    paragraphs = [f"Paragraph {number}. " + "word " * 60 for number in range(12)]
    paragraphs[5] = "```\n" + "one\n\ntwo\n" * 8 + "```"
    lesson, report = made(markdown(1, "\n\n".join(paragraphs)), code(2, "x = 1"))

    (only,) = lesson.steps
    assert isinstance(only.say, tuple) and len(only.say) > 3 and only.code == "x = 1"
    assert "".join("".join(only.say).split()) == "".join("".join(paragraphs).split())
    assert all(piece.count("```") % 2 == 0 for piece in only.say)
    assert f"given in {len(only.say)} pieces" in remarks(report, 1)


def test_contents_and_dead_links() -> None:
    """
    A list of links within the notebook goes; elsewhere such a link leaves its words; entities in titles are read.
    """
    lesson, report = made(
        markdown(1, "# T\n- [Part one](#Part-one)\n1. [Two](#two)"),
        markdown(2, "## a -&gt; b"),
        markdown(3, "see [above](#Part-one) and [there](https://a.example)"),
    )

    assert [chapter.title for chapter in lesson.chapters] == ["a -> b"]
    assert "".join(lesson.steps[0].say).strip() == "see above and [there](https://a.example)"
    assert "list of contents" in remarks(report, 1)


def test_badges_in_tables_and_attachments_with_spaces() -> None:
    """
    A linked picture is one link, indented HTML no code; an attachment is found by its name as it is written in links.
    """
    link = '<a href="http://a.example/k"><img src="http://a.example/k.svg" /></a>'
    picture = base64.b64encode(b"picture").decode()
    lesson, report = made(
        markdown(1, f"<table>\n  <td>\n    {link}\n  </td>\n</table>"),
        markdown(2, "[![run](https://a.example/r.svg)](https://a.example/run)"),
        NotebookCell(3, "markdown", "![pic](attachment:my%20pic.png)", attachments={"my pic.png": picture}),
    )

    said = ["".join(step.say).strip() for step in lesson.steps]
    assert said[:2] == ["[picture](http://a.example/k)", "[run](https://a.example/run)"]
    assert report.pictures == {"my-pic.png": b"picture"}


@pytest.mark.parametrize("folder", ["../", "../data/", "/content/", "~/makemore/", "./"])
def test_data_in_another_folder(folder: str) -> None:
    """
    The lectures' files are read from beside the lesson, wherever the notebook had them; addresses stay as they are.
    """
    lesson, report = made(code(1, f"w = open('{folder}names.txt').read()\nu = 'https://a.example/names.txt'"))

    assert lesson.steps[0].code == "w = open('names.txt').read()\nu = 'https://a.example/names.txt'"
    assert lesson.data == ("names",) and "a lesson brings it" in remarks(report, 1)


def test_pictures_are_kept_or_named() -> None:
    """
    Pictures within the notebook become files beside the lesson, those on the web links, others are named.
    """
    lesson, report = imported("pictures")

    assert set(report.pictures) == {"net.png", "cell-3-1.png"}
    assert all(content.startswith(b"\x89PNG") for content in report.pictures.values())
    assert "[picture](https://example.org/a.png)" in lesson.steps[0].pieces[0]
    assert "(the net: pictures_pictures/net.png)" in lesson.steps[0].pieces[0]
    assert "attachment:gone.png is only named" in remarks(report, 4) and "damaged" in remarks(report, 5)


def test_html_becomes_words() -> None:
    """
    HTML is reduced to Markdown and words, with a remark; in code it stays.
    """
    lesson, report = imported("pictures")

    assert lesson.steps[1].pieces[0].endswith("**Bold** & *thin*; `<b>` in code stays, and a < b too.")
    assert "<center>, <b>, <i>" in remarks(report, 3)


def test_maths_that_cannot_be_drawn() -> None:
    """
    A formula outside of what a terminal can draw stands as code, with the reason; others stay formulae.
    """
    lesson, report = imported("odd")

    said = lesson.steps[4].pieces[0]
    assert (
        r"`\unknown{y}`" in said
        and "$x^2$" in said
        and r"\unknown is outside the maths" in remarks(report, 8)
    )


def test_braces_open_no_live_value() -> None:
    """
    Two braces in a notebook's text are text, also in code blocks.
    """
    lesson, report = imported("odd")

    assert "{{" not in step(lesson, "two-braces-here-and-three").pieces[0]
    assert "live value" in remarks(report, 7)


LINES = (
    "# A", "## B [1:02]", "text", "%magic", "!ls", "x = 1", "def f():", "    pass", "```", "$x$", "$$", "{{ x", "}}",
    "\\unknown", "<b>", "![a](attachment:b)", "[0:09](https://youtu.be/VMj-3S1tku0?t=9)", "", "---", "\t", "'''",
    "\u202e",
)  # fmt: skip
SOURCES = st.lists(st.sampled_from(LINES), max_size=6).map("\n".join)
ERRORS = st.builds(
    StoredError, st.sampled_from(["ValueError", "SyntaxError", "no name"]), st.text(max_size=9)
)
CELLS = st.tuples(st.sampled_from(["markdown", "code", "raw"]), SOURCES, st.none() | ERRORS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CELLS, min_size=1, max_size=6))
@example([("code", "# A", StoredError("ValueError", "\x1b"))])
@example([("code", "# A", StoredError("ValueError", "no escape\x1b here"))])
@example([("markdown", "$$", None), ("code", "{{ x\n$$", None)])
def test_any_notebook_makes_a_valid_lesson(cells: list[tuple[str, str, StoredError | None]]) -> None:
    """
    Whatever the cells hold, the lesson passes the check, and no cell is lost.
    """
    try:
        lesson, report = made(
            *(
                NotebookCell(number, kind, source, error=error)
                for number, (kind, source, error) in enumerate(cells, start=1)
            )  # type: ignore[arg-type]
        )
    except UsageError:
        return

    _, problems = read_lesson(write_lesson(lesson), "made", undrawable)

    assert problems == ()
    named = {remark.cell for remark in report.remarks}
    assert all(steps or number in named for number, _, steps in report.cells)


@pytest.mark.parametrize(
    "text",
    [
        "<a " * 4000,
        "\\begin{a}" * 2000,
        "[[" * 4000,
        "[0:01] " * 3000,
        "<!--" * 3000,
        "$ x" * 4000,
        "<img src=" * 3000,
    ],
)
def test_no_text_takes_for_ever(text: str) -> None:
    """
    Text that only begins things and never ends them is imported like any other.
    """
    lesson, _ = made(markdown(1, text), code(2, "x = 1"))

    assert [one.code for one in lesson.steps] == ["x = 1"]
