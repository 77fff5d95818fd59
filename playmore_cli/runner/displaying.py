"""``display()``, as notebooks have it: a name that is always there, and IPython's own where that is imported."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

_THEIRS = "IPython.core.display_functions"


class DisplayHandle:
    """What ``display(..., display_id=True)`` gives back; an update is shown below what was shown before."""

    def __init__(self, show: Callable[[Any], None]) -> None:
        self._show = show

    def display(self, value: Any, **options: Any) -> None:
        """Show a value."""
        self._show(value)

    update = display


def put_in_place(show: Callable[[Any], None]) -> Callable[..., DisplayHandle | None]:
    """
    Return a ``display`` that shows each value with *show*, and let it stand in for IPython's when that is imported.

    Without its shell IPython would print the ``repr`` of what it should display.
    """

    def display(*values: Any, display_id: Any = None, **options: Any) -> DisplayHandle | None:
        for value in values:
            show(value)
        return DisplayHandle(show) if display_id else None

    sys.meta_path.insert(0, _WithOurs(display))
    return display


class _WithOurs(importlib.abc.MetaPathFinder):
    """Finds the module in which IPython's ``display`` is, and puts another in its place once it is loaded."""

    def __init__(self, display: Callable[..., Any]) -> None:
        self._display = display

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return IPython's own module with another loader, for any other name nothing."""
        if name != _THEIRS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            load, ours = spec.loader.exec_module, self._display

            def load_and_replace(module: ModuleType) -> None:
                load(module)
                module.__dict__["display"] = ours

            spec.loader.exec_module = load_and_replace  # type: ignore[method-assign]
        return spec
