"""A line of keys, of which one is pressed; what stands beside the lesson is looked at meanwhile."""

import textwrap
from asyncio import get_running_loop
from collections.abc import Callable, Sequence

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window

from playmore_cli.prompt.keys import BESIDE, Key, bright_keys, key_line
from playmore_cli.prompt.reader import Beside
from playmore_cli.prompt.surface import Surface

LOOK_EVERY = 0.25
"""Seconds after which what stands beside the lesson is looked at again while a key is waited for."""

REMARK = 3.0
"""Seconds for which it is said why a key does nothing."""


def press(
    surface: Surface,
    keys: Sequence[Key],
    write: Callable[[Sequence[Key], int], str] = key_line,
    look: Callable[[], Beside] | None = None,
    why: Callable[[str], str] | None = None,
    remark: str = "",
) -> Key | None:
    """
    Show the key line until one of its keys is pressed, then take it away; ``None`` for Ctrl-C, Ctrl-D.

    What *look* tells is looked at again and again and stands above the key line: nothing that was pressed is
    lost, and nothing above it moves but by a line. *why* tells why any other key does nothing; that stands there
    too, until the next one or for `REMARK` seconds. A *remark* stands there from the beginning.
    """
    bindings = KeyBindings()
    names = {
        name: key for key in keys for name in (("enter",) if key.key == "⏎" else (key.key,)) + key.others
    }
    for name in names:
        bindings.add(name)(lambda event, name=name: event.app.exit(result=names[name]))
    for name in ("c-c", "c-d"):
        bindings.add(name)(lambda event: event.app.exit(result=None))

    @bindings.add("c-z")
    def _(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    @bindings.add(Keys.Any)
    def _(event: KeyPressEvent) -> None:
        nonlocal remark
        # Only what is a sign can be named; a paste or an answer of the terminal is none.
        if why is None or len(event.data) != 1 or not event.data.isprintable():
            return
        remark = said = why(event.data)

        def forget() -> None:
            nonlocal remark
            if remark is said and not event.app.is_done:
                remark = ""
                event.app.invalidate()

        get_running_loop().call_later(REMARK, forget)

    @bindings.add(Keys.SIGINT)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result=None)

    def text() -> FormattedText:
        width = get_app().output.get_size().columns - 2
        beside = look() if look is not None else Beside(has_video=True)
        line = beside.fitted(width)
        offered = [key for key in keys if beside.has_video or key not in BESIDE]
        above = [("class:beside", f" {line}\n")] if line else []
        if remark:
            rows = textwrap.wrap(remark, max(width - 1, 8))
            above.append(("class:warning", "".join(f" {row}\n" for row in rows)))
        return FormattedText([*above, *bright_keys(" " + write(offered, width), offered)])

    app: Application[Key | None] = Application(
        layout=Layout(Window(FormattedTextControl(text, show_cursor=False), dont_extend_height=True)),
        key_bindings=bindings,
        erase_when_done=True,
        include_default_pygments_style=surface.style is None,
        refresh_interval=LOOK_EVERY if look is not None else None,
        **surface.ends,
    )
    app.ttimeoutlen = 0.05
    try:
        return app.run()
    except EOFError:  # the terminal has gone
        return None
