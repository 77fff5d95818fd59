"""``playmore import``: files, report, JSON, refusals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
DATA = Path(__file__).parent.parent / "importing" / "data"


def test_a_lesson_is_written_and_passes_the_check(
    playmore: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Without -o the lesson is named after the notebook; the report ends with the next command, which works.
    """
    monkeypatch.chdir(tmp_path)

    ran = playmore("import", str(DATA / "plain.ipynb"), "--length", "3:00", "--title", "Slopes")

    assert ran.status == 0 and ran.err == ""
    assert "10 cells became 6 steps, 4 with code, in 3 chapters" in ran.out
    assert ran.out.strip().endswith("next: playmore check plain.yaml --run")
    text = (tmp_path / "plain.yaml").read_text()
    assert "title: Slopes" in text and 'length: "00:03:00"' in text
    assert playmore("check", "plain.yaml").status == 0


def test_remarks_name_their_cells(playmore: Command, tmp_path: Path) -> None:
    """
    What was left out is told cell by cell; unless that is asked for, of many remarks of a kind the first and a count.
    """
    brief = playmore("import", str(DATA / "colab.ipynb"), "-o", str(tmp_path / "b.yaml"))
    ran = playmore("import", str(DATA / "colab.ipynb"), "-o", str(tmp_path / "c.yaml"), "--verbose")
    assert len(brief.out) < len(ran.out) and "more of this kind, in cell" in " ".join(brief.out.split())

    assert "cell 5: `%matplotlib inline` was left out" in " ".join(ran.out.split())


def test_report_as_json(playmore: Command, tmp_path: Path) -> None:
    """
    The JSON holds the lesson in brief, every cell with its steps, and every remark with its topic.
    """
    target = tmp_path / "own_errors.yaml"

    document = json.loads(playmore("import", str(DATA / "errors.ipynb"), "-o", str(target), "--json").out)

    assert document["ok"] is True and document["problems"] == []
    assert document["lesson"] == {
        "id": "own", "path": str(target), "title": "errors", "video": "", "length": "00:00:00", "chapters": 1,
        "steps": 7, "code_steps": 6,
    }  # fmt: skip
    assert document["cells"][0] == {"cell": 1, "kind": "markdown", "steps": ["no-heading-at-all"]}
    assert {"cell", "topic", "message"} == set(document["remarks"][0])


def test_pictures_lie_beside_the_lesson(playmore: Command, tmp_path: Path) -> None:
    """
    Pictures of the notebook are written into a folder named after the lesson.
    """
    ran = playmore("import", str(DATA / "pictures.ipynb"), "-o", str(tmp_path / "net.yaml"))

    assert ran.status == 0
    assert (tmp_path / "net_pictures" / "net.png").read_bytes().startswith(b"\x89PNG")


def test_to_the_standard_output(playmore: Command) -> None:
    """
    With ``-o -`` the lesson alone is on the standard output, the report on the other.
    """
    ran = playmore("import", str(DATA / "plain.ipynb"), "-o", "-")

    assert ran.out.startswith("# Imported from plain.ipynb.\nformat: 1\n") and "cells became" in ran.err


def test_nothing_is_overwritten(playmore: Command, tmp_path: Path) -> None:
    """
    A file that is there stays, unless --force is given.
    """
    target = tmp_path / "mine.yaml"
    target.write_text("precious")

    refused = playmore("import", str(DATA / "plain.ipynb"), "-o", str(target))

    assert refused.status == 2 and "--force replaces it" in refused.err and target.read_text() == "precious"
    assert playmore("import", str(DATA / "plain.ipynb"), "-o", str(target), "--force").status == 0
    assert target.read_text() != "precious"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such.ipynb"], "there is no notebook no-such.ipynb"),
        ([str(DATA)], "is a folder; give the notebook in it"),
        (["https://example.org/a.ipynb"], "is an address; save the notebook as a file first"),
        ([str(DATA / "plain.ipyn")], "did you mean 'plain.ipynb'?"),
        ([__file__], "is not JSON"),
        ([str(DATA / "plain.ipynb"), "--length", "long"], "'long' is not a timecode"),
        ([str(DATA / "plain.ipynb"), "--length", "0:00"], "is no length of a video"),
        ([str(DATA / "plain.ipynb"), "-o", "no/such/folder/x.yaml"], "there is no folder"),
        ([str(DATA / "plain.ipynb"), "-o", "-", "--json"], "choose one"),
        ([], "missing argument 'NOTEBOOK'"),
    ],
)
def test_bad_usage(playmore: Command, arguments: list[str], sentence: str) -> None:
    """
    What cannot be done is said in a sentence, with status 2 and nothing else.
    """
    ran = playmore("import", *arguments)

    assert (ran.status, ran.out) == (2, "") and sentence in ran.err and "Traceback" not in ran.err


def test_a_video_given_as_a_link(playmore: Command, tmp_path: Path) -> None:
    """
    --video takes an id or a link.
    """
    target = tmp_path / "v.yaml"

    playmore(
        "import", str(DATA / "odd.ipynb"), "-o", str(target), "--video", "https://youtu.be/PaCmpygFfXo?t=3"
    )

    assert "  video: PaCmpygFfXo\n" in target.read_text()


def test_a_lesson_without_a_video(playmore: Command, tmp_path: Path) -> None:
    """
    Where no video was found nothing leads to one: watch says so, and exports show plain timecodes that come back.
    """
    path = tmp_path / "novideo.yaml"
    playmore("import", str(DATA / "odd.ipynb"), "-o", str(path))

    watched = playmore("watch", str(path), "--link")
    assert watched.status == 2 and "names no video" in watched.err

    playmore("export", str(path), "--to", "ipynb", "-o", str(tmp_path / "out.ipynb"))
    assert "youtube" not in (tmp_path / "out.ipynb").read_text()
    playmore("import", str(tmp_path / "out.ipynb"), "-o", str(tmp_path / "back.yaml"))
    text, back = path.read_text(), (tmp_path / "back.yaml").read_text()
    assert text.partition("format: 1")[2] == back.partition("format: 1")[2]
