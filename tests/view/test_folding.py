"""Code that is too tall for the room shows what changed in it, and where that stands."""

import pytest

from playmore_cli.view.folding import Fold, fold

CLASS = """\
class Value:

    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.children = ()

    def __add__(self, other):
        out = Value(self.data + other.data)
        return out

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t)

    def __repr__(self):
        return f"Value({self.data})"
"""


def marked(*lines: int) -> list[str]:
    """Return marks for the class, a plus at *lines*."""
    return ["+" if line in lines else " " for line in range(len(CLASS.splitlines()))]


def test_what_fits_is_not_folded() -> None:
    """
    Where there is room nothing is left out.
    """
    assert fold(CLASS, marked(8), {}, 17) is None


@pytest.mark.parametrize("room", range(6, 17))
def test_changes_and_their_heads_stay(room: int) -> None:
    """
    The changed line is shown with the def and the class around it, in no more rows than there are.
    """
    found = fold(CLASS, marked(12), {}, room)

    assert found is not None and {0, 11, 12} <= set(found) and len(found) <= room
    hidden = [item for item in found if isinstance(item, Fold)]
    shown = [item for item in found if not isinstance(item, Fold)]
    assert all(item.count >= 3 for item in hidden)
    gone = {line for item in hidden for line in range(item.first, item.last + 1)}
    blanks = {line for line, text in enumerate(CLASS.splitlines()) if not text}
    assert gone.isdisjoint(shown) and set(range(17)) - gone - set(shown) <= blanks


def test_a_fold_names_what_it_hides() -> None:
    """
    Functions that lie wholly in a fold are named.
    """
    found = fold(CLASS, marked(16), {}, 6)

    assert found is not None
    assert [item.names for item in found if isinstance(item, Fold)] == [("__init__", "__add__", "tanh")]


def test_repeated_code_keeps_its_outline() -> None:
    """
    Where nothing changed the heads of the outermost blocks stay.
    """
    loop = "n = 3\nfor i in range(n):\n" + "    x = i\n" * 9 + "print(x)"

    assert fold(loop, [" "] * 12, {}, 6) == (0, 1, Fold(2, 10, 4), 11)


def test_changes_taller_than_the_room_are_all_shown() -> None:
    """
    No changed line is ever folded; what does not fit then comes in screenfuls.
    """
    found = fold(CLASS, marked(*range(2, 14)), {}, 5)

    assert found is None or set(range(2, 14)) - {6, 10} <= set(found)


@pytest.mark.parametrize("room", range(6, 12))
def test_a_statement_is_shown_or_folded_whole(room: int) -> None:
    """
    Of a call over several lines no end is left above a changed line, whatever the room.
    """
    calls = "a = 1\n" * 4 + "b = call(\n" + "    1,\n" * 5 + ")\nc = 2"

    found = fold(calls, [" "] * 11 + ["+"], {}, room)

    assert found is not None and 11 in found
    assert {*range(4, 11)} <= set(found) or not {*range(4, 11)} & set(found)


def test_no_python_is_not_folded() -> None:
    """
    What Python does not understand is shown as it is.
    """
    assert fold("for for\n" * 30, [" "] * 30, {}, 5) is None
