"""Exports of a lesson without a video speak of none, and name a command that works where only the file is."""

import json
from pathlib import Path

import pytest
from one_chapter import one_chapter

from playmore_cli.export.document import make_document
from playmore_cli.export.forms import write_form
from playmore_cli.lesson.loader import parse_lesson

STEPS = '      - {id: one, at: "00:00:00", say: One., code: x = 1}\n'


@pytest.mark.parametrize("form", ["ipynb", "py", "md", "html"])
def test_no_word_of_a_video(form: str) -> None:
    """
    No form has the word or a link into a video; each says how to play the file.
    """
    text = one_chapter(STEPS).replace("video: abc", 'video: ""')
    document = make_document(parse_lesson(text.encode(), Path("x.yaml")), "quick", named="tiny_x.yaml")

    written = write_form(document, form, "").text
    if form == "ipynb":  # its metadata keep the lesson's keys, so that it can be imported again
        written = "".join("".join(cell["source"]) for cell in json.loads(written)["cells"])

    assert "video" not in written and "youtu" not in written and "timecode leads" not in written
    assert "playmore start tiny_x.yaml" in written


@pytest.mark.parametrize("form", ["ipynb", "py", "md", "html"])
def test_with_a_video(form: str) -> None:
    """
    Where there is one it is linked.
    """
    document = make_document(parse_lesson(one_chapter(STEPS).encode(), Path("x.yaml")), "quick")

    assert "the video" in write_form(document, form, "").text
