"""Markdown: pictures beside it, what is to be found out folded, everything else as GitHub reads it."""

import re

from markdown_it import MarkdownIt

from playmore_cli.export.document import Document, make_document
from playmore_cli.export.markdown import write_markdown
from playmore_cli.export.page import write_page
from playmore_cli.lesson.catalog import Catalog


def test_pictures_lie_beside_it(played: Document) -> None:
    """
    Plots and graphs are files in the folder, named after their steps, with words for who does not see them.
    """
    text, files = write_markdown(played, "every_files")

    assert set(files) == {"every_files/plot-1.png", "every_files/graph-1.svg"}
    assert files["every_files/plot-1.png"].startswith(b"\x89PNG")
    assert "![A parabola rises.](every_files/plot-1.png)" in text


def test_pictures_in_the_text(played: Document) -> None:
    """
    Without a folder the pictures stand in the text itself.
    """
    text, files = write_markdown(played, "")

    assert files == {} and "](data:image/png;base64,iVBOR" in text


def test_fences_are_closed(played: Document, mine: Document) -> None:
    """
    Every block of code and every fold ends, so that what follows is read as text.
    """
    for document in (played, mine):
        text, _ = write_markdown(document, "x")
        tokens = MarkdownIt("commonmark").parse(text)

        assert text.count("<details>") == text.count("</details>") > 3
        headings = [
            tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"
        ]
        assert headings == ["One of everything", "the first chapter", "Questions", "the second chapter"]
        codes = [token.content for token in tokens if token.type == "fence" and token.info == "python"]
        assert (document.moments[1].source or "?").rstrip() + "\n" in codes


def test_links_and_anchors(document: Document) -> None:
    """
    Timecodes lead into the video, steps can be linked to, references to other steps lead there.
    """
    text, _ = write_markdown(document, "x")

    assert '<a id="define-f"></a>[00:00:30 ≈](https://www.youtube.com/watch?v=abcdefghijk&t=30s)' in text
    assert "See also [One of everything, 00:00:30](https://example.org/watch?t=30s)." in text
    assert "- In the lecture, f(2): 12" in text
    assert "[the second chapter](#_chapter-2)" in text and '<a id="_chapter-2"></a>' in text


def test_maths_stays_maths(played: Document) -> None:
    """
    Formulae keep their dollars; the run's values stand where the lesson asks for them.
    """
    text, _ = write_markdown(played, "x")

    assert r"Its slope is $\frac{df}{dx}$." in text
    assert "At two it is 12.0, in code `12`." in text
    assert not re.search(r"\{\{|\}\}", text)


def test_long_outputs_are_folded(lesson: object, played: Document) -> None:
    """
    Of an output of a hundred lines the first forty show; the rest is behind a fold that counts them.
    """
    from playmore_cli.export.markdown import _text

    shown = _text("\n".join(str(number) for number in range(100)))

    assert "39\n```" in shown and "<summary>60 lines more</summary>" in shown


def test_code_of_long_before() -> None:
    """
    Code that was shown long before stands folded above the code that uses it, on a page with the way there.
    """
    document = make_document(Catalog().find("p2"), "quick")
    moment = next(one for one in document.moments if one.step.id == "net-sampler")
    text, _ = write_markdown(document, "")
    page = write_page(document)

    step = text[text.index('<a id="net-sampler">') :]
    assert step.index("<code>draw</code>, as at") < step.index("def draw(") < step.index(moment.source or "?")
    assert '<summary>draw, as at <a href="#' in page
