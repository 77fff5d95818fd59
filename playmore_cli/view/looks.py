"""The theme in the words of prompt_toolkit, so that editor, prompt, lists and pager look as the screen does."""

from rich.color import Color
from rich.style import Style

from playmore_cli.view.code import LOOKS
from playmore_cli.view.pictures import rgb_of_256
from playmore_cli.view.theme import Theme

_SIXTEEN = (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "gray",
    "brightblack", "brightred", "brightgreen", "brightyellow", "brightblue", "brightmagenta", "brightcyan", "white",
)  # fmt: skip
_PARTS = ("title", "muted", "rule", "accent", "good", "bad", "warning", "key", "keylabel", "select", "match")


def prompt_looks(theme: Theme) -> dict[str, str]:
    """Return the looks of a theme by the class of what they are for."""
    looks = {f"pygments.{kind.lower()}": in_words(getattr(theme, part)) for kind, part in reversed(LOOKS)}
    looks |= {part: in_words(getattr(theme, part)) for part in _PARTS}
    menu, select, muted = (in_words(one) for one in (theme.menu, theme.select, theme.muted))
    return looks | {
        "keys": in_words(theme.keylabel),
        "beside": muted,
        "bottom-toolbar": f"noreverse {muted}",
        "completion-menu": menu,
        "completion-menu.completion": menu,
        "completion-menu.completion.current": select,
        "selected": select,
        "search": in_words(theme.match),
        "search.current": select,
        "incsearch": in_words(theme.match),
        "incsearch.current": select,
        "matching-bracket.cursor": "underline",
        "matching-bracket.other": "bold underline",
    }


def in_words(style: Style) -> str:
    """
    Return a style as prompt_toolkit writes it.

    >>> in_words(Style.parse("bold color(117)")), in_words(Style.parse("black on cyan"))
    ('bold fg:#87d7ff', 'fg:ansiblack bg:ansicyan')
    """
    # What is dim on the screen stays bright here: older versions do not know the word.
    flags = {
        "bold": style.bold,
        "italic": style.italic,
        "underline": style.underline,
        "reverse": style.reverse,
    }
    words = [word for word, is_on in flags.items() if is_on]
    for where, colour in (("fg", style.color), ("bg", style.bgcolor)):
        if colour is not None and (name := _colour(colour)):
            words.append(f"{where}:{name}")
    return " ".join(words)


def _colour(colour: Color) -> str:
    if colour.number is None:
        return ""
    if colour.number < len(_SIXTEEN):
        return f"ansi{_SIXTEEN[colour.number]}"
    return "#{:02x}{:02x}{:02x}".format(*rgb_of_256(colour.number))
