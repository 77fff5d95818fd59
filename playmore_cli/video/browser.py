"""Opening the video at a second, where there is a browser to open it in."""

import sys
import webbrowser
from collections.abc import Mapping


def open_link(link: str, variables: Mapping[str, str]) -> bool:
    """
    Open *link* in the browser and return True; False where no screen is at hand.

    A text browser would take the terminal away from the lesson, so none is opened over ssh or without a display.
    """
    if sys.platform.startswith("linux") and not (
        variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY")
    ):
        return False
    if variables.get("SSH_CONNECTION"):
        return False
    try:
        return webbrowser.open(link)
    except webbrowser.Error:
        return False
