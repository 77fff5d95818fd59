"""Pages that have a section for each lesson, made anew one by one; what the scripts beside it share."""

import re
from pathlib import Path

from playmore_cli.lesson.catalog import Catalog


def put_section(file: Path, head: str, name: str, text: str) -> None:
    """
    Write a lesson's section into a page, in the place of the one it had; the others stay, in the lessons' order.

    Args:
        file: the page; it is made where it is not.
        head: what stands above the sections.
        name: the lesson's id, which the section's heading begins with.
        text: the section, with its heading.
    """
    page = file.read_text(encoding="utf-8") if file.is_file() else head
    sections = {part.split()[1]: part for part in re.split(r"(?m)^(?=## )", page)[1:]} | {name: text}
    ordered = [sections[one].rstrip("\n") + "\n" for one in Catalog().ids() if one in sections]
    file.write_text("\n".join([head, *ordered]), encoding="utf-8")
