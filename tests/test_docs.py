"""What the documents say is so."""

import re
from pathlib import Path

from playmore_cli.checker import check_lesson
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.view.maths import undrawable

ROOT = Path(__file__).parent.parent


def test_the_authors_example_runs(tmp_path: Path) -> None:
    """
    The lesson in the authors' guide is valid and runs as it says, exercise and all.
    """
    guide = (ROOT / "docs" / "writing-lessons.md").read_text()
    (example,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    path = tmp_path / "slopes.yaml"
    path.write_text(example)
    lesson = load_lesson(path, undrawable)

    report = check_lesson(lesson, "quick", lambda folder: frozenset())

    assert report.ran == 3 and report.failed == ()


def test_the_guide_explains_every_key() -> None:
    """
    The tables of the authors' guide name each key of a lesson and of a step, and no other.
    """
    from playmore_cli.lesson.model import Lesson, Step

    guide = (ROOT / "docs" / "writing-lessons.md").read_text()
    lesson, step = guide[guide.index("Of a lesson:") : guide.index("Live values,")].split("Of a step:")

    for part, kind in ((lesson, Lesson), (step, Step)):
        cells = [row.split("|")[1] for row in part.splitlines() if row.startswith("| `")]
        named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
        assert sorted(named) == sorted(kind.__struct_encode_fields__)


def test_the_guides_commands_exist() -> None:
    """
    Each command of the guide, with each of its options, is one of the program's.
    """
    from typer.main import get_command

    from playmore_cli.cli import app

    group = get_command(app)
    guide = (ROOT / "docs" / "writing-lessons.md").read_text()
    found = re.findall(r"playmore (\w+)((?: [^\s`#]+)*)", re.sub(r"```.*?```", "", guide, flags=re.DOTALL))
    assert len(found) > 8
    for name, words in found:
        command = group.get_command(None, name)  # type: ignore[attr-defined,arg-type]
        assert command is not None, name
        command = getattr(command, "commands", {}).get(words.split()[0] if words else "", command)
        known = {option for parameter in command.params for option in parameter.opts}
        assert [word for word in words.split() if word.startswith("-") and word not in known] == [], name


def test_every_command_is_in_the_readme() -> None:
    """
    The README's table of commands names each command there is.
    """
    from playmore_cli.cli.table import ENTRIES

    readme = (ROOT / "README.md").read_text()
    table = readme[readme.index("| command |") : readme.index("Commands that print")]

    assert [name for name in ENTRIES if name != "list" and f"`playmore {name}" not in table] == []


def test_every_setting_is_in_the_readme() -> None:
    """
    The README's table of settings names each setting there is, and no other.
    """
    from playmore_cli.settings import BY_NAME

    readme = (ROOT / "README.md").read_text()
    table = readme[readme.index("| setting |") : readme.index("`PLAYMORE_HOME`")]
    cells = [row.split("|")[1] for row in table.splitlines()[2:] if row.startswith("|")]

    assert [name for cell in cells for name in re.findall(r"`(\w+)`", cell)] == list(BY_NAME)


def test_the_two_commands_of_the_readme() -> None:
    """
    The README holds the set-up lines that CI and newcomers run, word for word.
    """
    lines = [line.strip() for line in (ROOT / "README.md").read_text().splitlines()]

    start = "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt"
    assert f"{start} . && .venv/bin/playmore start p1" in lines
    assert f"{start} '.[test]' && .venv/bin/pytest" in lines


def test_links_in_the_documents_lead_somewhere() -> None:
    """
    Every relative link in the README and the documents names a file that is there.
    """
    broken = []
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)\)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")

    assert broken == []
