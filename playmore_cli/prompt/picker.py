"""A list over the whole screen, of which one row is picked; the screen before comes back."""

import textwrap
from collections.abc import Callable, Mapping
from contextlib import suppress

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

from playmore_cli.prompt.picking import PickList, PickRow, counted, window
from playmore_cli.prompt.surface import Surface

_DETAIL = 4
"""Rows below the list that say more of the chosen one, at most."""


def pick_row(title: str, picks: PickList, surface: Surface, *, one: str) -> PickRow | None:
    """Show a list under its *title* until a row is picked; ``None`` where none is. *one* is what a row is called."""
    now = picks
    bindings = KeyBindings()

    def moves(name: str, change: Callable[[PickList, int], PickList]) -> None:
        @bindings.add(name)
        def _(event: KeyPressEvent) -> None:
            nonlocal now
            now = change(now, event.app.output.get_size().rows)

    for name, change in _MOVES.items():
        moves(name, change)

    @bindings.add(Keys.Any)
    def _(event: KeyPressEvent) -> None:
        nonlocal now
        if event.data.isprintable():
            now = now.narrowed(now.typed + event.data)

    @bindings.add("escape", eager=True)
    @bindings.add("c-c")
    @bindings.add("c-d")
    def _(event: KeyPressEvent) -> None:
        nonlocal now
        if event.key_sequence[0].key == Keys.Escape and now.typed:
            now = now.narrowed("")
        else:
            event.app.exit(result=None)

    @bindings.add("enter")
    def _(event: KeyPressEvent) -> None:
        if now.chosen is not None:
            event.app.exit(result=now.chosen)

    @bindings.add("c-z")
    def _(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    def text() -> FormattedText:
        size = get_app().output.get_size()
        return FormattedText(list(_screen(title, now, one, size.columns, size.rows)))

    app: Application[PickRow | None] = Application(
        layout=Layout(Window(FormattedTextControl(text, show_cursor=False), wrap_lines=False)),
        key_bindings=bindings,
        full_screen=True,
        **surface.ends,
    )
    app.ttimeoutlen = 0.05
    with suppress(EOFError):  # the terminal has gone
        return app.run()
    return None


_MOVES: Mapping[str, Callable[[PickList, int], PickList]] = {
    "up": lambda now, rows: now.moved(-1),
    "down": lambda now, rows: now.moved(1),
    "pageup": lambda now, rows: now.moved(-max(rows - 6, 1)),
    "pagedown": lambda now, rows: now.moved(max(rows - 6, 1)),
    "home": lambda now, rows: now.moved(-len(now.rows)),
    "end": lambda now, rows: now.moved(len(now.rows)),
    "right": lambda now, rows: now.opened_at_place(closes=False),
    "left": lambda now, rows: now.opened_at_place(closes=True),
    "backspace": lambda now, rows: now.narrowed(now.typed[:-1]),
    "c-u": lambda now, rows: now.narrowed(""),
}


def _screen(title: str, now: PickList, one: str, columns: int, rows: int) -> list[tuple[str, str]]:
    """Return the whole screen in fragments: a title, what was typed, the rows in sight, more of one, the keys."""
    width = columns - 1
    found = now.visible
    count = counted(found, now.typed, one)
    room = width - len(count) - 3
    head = title if len(title) <= room else title[: max(room - 1, 0)] + "…"
    detail = (
        textwrap.wrap(now.chosen.detail, max(width - 2, 10))[:_DETAIL] if now.chosen and rows >= 16 else []
    )
    high = max(rows - 4 - (len(detail) + 1 if detail else 0), 1)
    shown: list[tuple[str, str]] = [
        ("class:title", f" {head}".ljust(width - len(count) - 1)),
        ("class:muted", f"{count}\n" if room > 0 else "\n"),
        ("class:key", " find › "),
        ("", f"{now.typed}▏\n"),
        ("class:rule", f" {'─' * max(width - 2, 0)}\n"),
    ]
    chosen = now.chosen
    for place in window(len(found), found.index(chosen) if chosen else 0, high):
        row = found[place]
        sign = "▸ " if row is chosen else "  "
        shown.append(("class:select" if row is chosen else "", f"{sign}{row.fitted(width - 2)}\n"))
    if not found:
        shown.append(
            (
                "class:muted",
                f"   {'type to find' if not now.typed else 'nothing; Backspace takes a letter back'}\n",
            )
        )
    shown += [("", "\n" * max(high - max(len(found), 1), 0))]
    if detail:
        shown += [
            ("class:rule", f" {'─' * max(width - 2, 0)}\n"),
            ("", "".join(f" {line}\n" for line in detail)),
        ]
    opens = any(row.parent for row in now.rows)
    shown.append(("class:keylabel", f" {_keys(width - 1, opens=opens and not now.typed)}"[:width]))
    return shown


def _keys(columns: int, *, opens: bool) -> str:
    """
    Return the keys of a list; where not all fit those go that one finds by trying.

    >>> _keys(60, opens=True), _keys(38, opens=True)
    ('↑↓ move  → steps  ← back  ⏎ go  abc find  Esc back', '→ steps  ⏎ go  abc find  Esc back')
    """
    keys = ["↑↓ move", *(["→ steps", "← back"] if opens else []), "⏎ go", "abc find", "Esc back"]
    for first_gone in ("← back", "↑↓ move"):
        if len("  ".join(keys)) > columns and first_gone in keys:
            keys.remove(first_gone)
    return "  ".join(keys)
