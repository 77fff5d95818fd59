"""The schema for editors."""

from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

from playmore_cli.lesson.nodes import parse_nodes
from playmore_cli.lesson.schema import FIELD_HELP, FILE_NAME, lesson_schema, schema_text
from playmore_cli.lesson.shape import plain, struct_types
from playmore_cli.paths import lessons_folder

DATA = Path(__file__).parent / "data"
SEEN_BY_EDITORS = [
    *(
        "bad-slugs",
        "bad-timecodes",
        "missing-keys",
        "unknown-keys",
        "wrong-choices",
        "wrong-types",
        "no-steps",
    ),
    *(
        "no-chapters",
        "numbers-that-are-text",
        "nothing-behind-the-colon",
        "links",
        "expect",
        "cards",
        "recreate",
    ),
]


def _document(path: Path) -> object:
    root, _ = parse_nodes(path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))
    assert root is not None
    return plain(root)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """A validator for the schema."""
    Draft202012Validator.check_schema(lesson_schema())
    return Draft202012Validator(lesson_schema())


def test_the_file_is_current() -> None:
    """The schema beside the lessons is the one that the model gives; the module's command writes it."""
    assert (lessons_folder() / FILE_NAME).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("path", sorted((DATA / "valid").glob("*.yaml")), ids=lambda path: path.stem)
def test_valid_files_fit(validator: Draft202012Validator, path: Path) -> None:
    """An editor marks nothing in a file that the program reads."""
    assert [error.message for error in validator.iter_errors(_document(path))] == []


@pytest.mark.parametrize("name", SEEN_BY_EDITORS)
def test_invalid_files_do_not_fit(validator: Draft202012Validator, name: str) -> None:
    """What is wrong with keys, types, patterns and choices is seen in the editor already."""
    assert not validator.is_valid(_document(DATA / "invalid" / f"{name}.yaml"))


def test_every_key_is_explained() -> None:
    """Each key of each record has a sentence, and no sentence is left over from a key that is gone."""
    keys = {kind.cls.__name__: {field.encode_name for field in kind.fields} for kind in struct_types()}
    assert {name: set(texts) for name, texts in FIELD_HELP.items()} == keys
    for name, definition in lesson_schema()["$defs"].items():
        for key, described in definition["properties"].items():
            assert described["description"] == FIELD_HELP[name][key]


def test_null_is_not_offered() -> None:
    """A key is left out, not set to null."""
    assert b'"null"' not in msgspec.json.encode(lesson_schema())
