"""What the documents say is so."""

import re
from pathlib import Path

import pytest

from playmore_cli.checker import check_lesson
from playmore_cli.lesson.loader import load_lesson
from playmore_cli.view.maths import undrawable

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the documents are in the checkout")


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
