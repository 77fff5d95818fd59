"""``playmore history LESSON STEP --mine``: all that was typed at a step."""

import json
from pathlib import Path

from playmore_cli.store.learner import Edits, Store, TextKind

from .conftest import Command


def fill(home: Path) -> None:
    moments = iter(range(1_000, 2_000))
    store = Store(home / "state" / "progress.db", lambda: float(next(moments)))
    for kind, text in ((TextKind.EDIT, "x = 1"), (TextKind.LINES, "x + 1")):
        typed = store.save_text("p1", "imports", kind, text)
        assert typed is not None
        store.finish_text(typed)
    store.save_text("p1", "imports", TextKind.NOTE, "half a no")
    store.add_attempt("p1", "imports", "def f(): pass", True)
    store.add_note("p1", "imports", 1.0, "a note")
    store.save_prediction("p1", "imports", "42", False)
    store.save_edits("p1", "imports", Edits("x = 1"))
    store.save_text("p1", "other", TextKind.EDIT, "elsewhere")
    store.close()


def test_all_that_was_typed_is_listed(home: Path, playmore: Command) -> None:
    """
    Edits, lines, attempts, notes and guesses stand in the order of time, with what became of each.
    """
    fill(home)

    ran = playmore("history", "p1", "imports", "--mine", "--json")

    found = [(one["kind"], one["text"], one["state"]) for one in json.loads(ran.out)]
    assert found == [
        ("edit", "x = 1", "kept in the lesson"),
        ("lines", "x + 1", ""),
        ("note", "half a no", "unfinished"),
        ("attempt", "def f(): pass", "passed"),
        ("note", "a note", ""),
        ("guess", "42", "not right"),
    ]
    assert "elsewhere" not in playmore("history", "p1", "imports", "--mine").out


def test_a_reset_takes_typed_texts_and_brings_them_back(home: Path, playmore: Command) -> None:
    """
    Only a reset removes what was typed; its undoing brings all of it back.
    """
    fill(home)
    before = playmore("history", "p1", "imports", "--mine").out

    playmore("reset", "p1", "--yes", "--notes")

    assert playmore("history", "p1", "imports", "--mine").out == ""
    playmore("reset", "--undo")
    assert playmore("history", "p1", "imports", "--mine").out == before


def test_typed_texts_travel(home: Path, playmore: Command, tmp_path: Path) -> None:
    """
    An export carries what was typed; a file of the format before has none of it and is read all the same.
    """
    fill(home)
    file = tmp_path / "progress.json"
    playmore("progress", "export", str(file))
    (home / "state" / "progress.db").unlink()

    assert playmore("progress", "import", str(file)).status == 0
    store = Store(home / "state" / "progress.db")
    assert {(one.text, one.is_open) for one in store.texts("p1", "imports")} == {
        ("half a no", True),
        ("x = 1", False),
        ("x + 1", False),
    }
    store.close()

    document = json.loads(file.read_text())
    document["format"] = 1
    del document["tables"]["typed"], document["version"]
    document["tables"]["attempt"]["columns"].remove("says")
    file.write_text(json.dumps(document))
    assert playmore("progress", "import", str(file)).status == 0
