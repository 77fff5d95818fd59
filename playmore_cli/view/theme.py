"""The looks of the screen: named styles for dark and light terminals, the user's own 16 colours, and none."""

import re
from dataclasses import dataclass, fields
from typing import Literal

from rich.style import Style

from playmore_cli.ordinals import ordinal_in

ThemeName = Literal["dark", "light", "ansi", "none"]
Setting = Literal["auto", "dark", "light", "ansi", "none"]
Background = Literal["dark", "light"]


@dataclass(frozen=True)
class Theme:
    """
    What each part of the screen looks like; colours are numbers of the 256-colour table, or the 16 names.

    The prompts have it too, see `looks`.
    """

    name: ThemeName
    # the screen
    title: Style
    muted: Style
    rule: Style
    bar: Style
    done: Style
    output: Style
    accent: Style
    good: Style
    bad: Style
    warning: Style
    # prompts and lists
    key: Style
    keylabel: Style
    select: Style
    match: Style
    menu: Style
    # narration
    heading: Style
    strong: Style
    emphasis: Style
    code_span: Style
    maths: Style
    link: Style
    quote: Style
    bullet: Style
    # code
    keyword: Style
    builtin: Style
    defined: Style
    string: Style
    number: Style
    comment: Style
    operator: Style
    added: Style
    changed: Style
    removed: Style
    changed_paper: Style
    changed_text: Style
    # graphs and tables
    label: Style
    gradient: Style
    lit: Style
    operation: Style
    wire: Style
    spread: Style
    # tokens, one ground after the other
    token: Style
    token_next: Style


def _theme(name: ThemeName, looks: dict[str, str]) -> Theme:
    given = {part.name: Style.parse(looks[part.name]) for part in fields(Theme)[1:]}
    return Theme(name=name, **given)


DARK = _theme(
    "dark",
    {
        "title": "bold color(255)",
        "muted": "color(248)",
        "rule": "color(240)",
        "bar": "color(66)",
        "done": "color(110)",
        "output": "color(152)",
        "accent": "bold color(117)",
        "good": "color(114)",
        "bad": "bold color(210)",
        "warning": "color(221)",
        "key": "bold color(117)",
        "keylabel": "color(250)",
        "select": "color(255) on color(24)",
        "match": "bold color(221)",
        "menu": "color(252) on color(236)",
        "heading": "bold color(117)",
        "strong": "bold",
        "emphasis": "italic",
        "code_span": "color(222)",
        "maths": "color(158)",
        "link": "underline color(111)",
        "quote": "italic color(250)",
        "bullet": "color(110)",
        "keyword": "color(111)",
        "builtin": "color(116)",
        "defined": "bold color(158)",
        "string": "color(180)",
        "number": "color(183)",
        "comment": "italic color(248)",
        "operator": "color(250)",
        "added": "bold color(114)",
        "changed": "bold color(221)",
        "removed": "color(210)",
        "changed_paper": "on color(236)",
        "changed_text": "bold underline",
        "label": "bold color(117)",
        "gradient": "color(179)",
        "lit": "bold color(16) on color(221)",
        "operation": "bold color(213)",
        "wire": "color(242)",
        "spread": "color(110)",
        "token": "color(255) on color(24)",
        "token_next": "color(255) on color(94)",
    },
)

LIGHT = _theme(
    "light",
    {
        "title": "bold color(232)",
        "muted": "color(241)",
        "rule": "color(250)",
        "bar": "color(66)",
        "done": "color(25)",
        "output": "color(23)",
        "accent": "bold color(25)",
        "good": "color(22)",
        "bad": "bold color(124)",
        "warning": "color(94)",
        "key": "bold color(25)",
        "keylabel": "color(239)",
        "select": "color(16) on color(153)",
        "match": "bold color(94)",
        "menu": "color(16) on color(254)",
        "heading": "bold color(25)",
        "strong": "bold",
        "emphasis": "italic",
        "code_span": "color(88)",
        "maths": "color(23)",
        "link": "underline color(25)",
        "quote": "italic color(239)",
        "bullet": "color(25)",
        "keyword": "color(20)",
        "builtin": "color(24)",
        "defined": "bold color(22)",
        "string": "color(88)",
        "number": "color(55)",
        "comment": "italic color(241)",
        "operator": "color(239)",
        "added": "bold color(22)",
        "changed": "bold color(94)",
        "removed": "color(124)",
        "changed_paper": "on color(194)",
        "changed_text": "bold underline",
        "label": "bold color(25)",
        "gradient": "color(94)",
        "lit": "bold color(16) on color(222)",
        "operation": "bold color(127)",
        "wire": "color(245)",
        "spread": "color(25)",
        "token": "color(16) on color(153)",
        "token_next": "color(16) on color(223)",
    },
)

ANSI = _theme(
    "ansi",
    {
        "title": "bold",
        "muted": "dim",
        "rule": "dim",
        "bar": "dim",
        "done": "bold cyan",
        "output": "cyan",
        "accent": "bold cyan",
        "good": "green",
        "bad": "bold red",
        "warning": "yellow",
        "key": "bold cyan",
        "keylabel": "none",
        "select": "reverse",
        "match": "bold yellow",
        "menu": "none",
        "heading": "bold cyan",
        "strong": "bold",
        "emphasis": "italic",
        "code_span": "cyan",
        "maths": "green",
        "link": "underline blue",
        "quote": "italic",
        "bullet": "cyan",
        "keyword": "blue",
        "builtin": "cyan",
        "defined": "bold green",
        "string": "yellow",
        "number": "magenta",
        "comment": "dim",
        "operator": "none",
        "added": "bold green",
        "changed": "bold yellow",
        "removed": "red",
        "changed_paper": "none",
        "changed_text": "bold underline",
        "label": "bold cyan",
        "gradient": "yellow",
        "lit": "bold reverse yellow",
        "operation": "bold magenta",
        "wire": "dim",
        "spread": "cyan",
        "token": "black on cyan",
        "token_next": "black on yellow",
    },
)

NONE = _theme(
    "none",
    dict.fromkeys((part.name for part in fields(Theme)[1:]), "none")
    | {
        "title": "bold",
        "key": "bold",
        "match": "bold",
        "select": "reverse",
        "heading": "bold",
        "strong": "bold",
        "emphasis": "italic",
        "link": "underline",
        "changed_text": "bold underline",
        "lit": "bold",
    },
)

THEMES: dict[ThemeName, Theme] = {"dark": DARK, "light": LIGHT, "ansi": ANSI, "none": NONE}


def choose_theme(setting: Setting, background: Background | None, colours: bool) -> Theme:
    """
    Return the theme for a setting and what is known of the terminal.

    With ``auto`` a background that nobody told us gives the user's own 16 colours, which are legible on
    whatever they chose; a terminal without *colours* gives none.
    """
    if setting != "auto":
        return THEMES[setting]
    if not colours:
        return NONE
    return THEMES[background] if background else ANSI


def background_from_environment(colorfgbg: str | None) -> Background | None:
    """
    Return what the variable ``COLORFGBG`` says, as rxvt, Konsole and others set it.

    >>> background_from_environment("15;0"), background_from_environment("0;default;15")
    ('dark', 'light')
    """
    number = ordinal_in((colorfgbg or "").rpartition(";")[2])
    if number is None or number > 15:
        return None
    return "light" if number in (7, 15) else "dark"


_ANSWER = re.compile(r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")


def background_from_answer(answer: str) -> Background | None:
    r"""
    Return whether the colour in a terminal's answer to the OSC 11 query is dark or light; ``None`` without one.

    >>> background_from_answer("\x1b]11;rgb:1e1e/1e1e/2e2e\x07")
    'dark'
    """
    found = _ANSWER.search(answer)
    if not found:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return "light" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 else "dark"
