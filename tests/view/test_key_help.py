"""The list of keys fits its screen."""

import pytest
from rich.cells import cell_len

from playmore_cli.view.key_help import key_rows
from playmore_cli.view.theme import NONE

GROUPS = [
    (f"Group {group}", [(key, f"what the key {key} does, in a few words more") for key in group])
    for group in ("abcde", "fgh", "ij")
]
REST = [(key, f"why {key} does nothing") for key in "klmnop"]


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 20), (120, 40)])
def test_it_fits(width: int, height: int) -> None:
    """
    Two columns where there is room, one where there is none; no row is wider than the screen.
    """
    rows = [row.plain for row in key_rows(GROUPS, REST, width, height, NONE)]

    assert all(cell_len(row) <= width for row in rows)
    assert ("Group abcde" in rows[0] and "Group fgh" in rows[0]) == (width >= 76)


def test_usable_keys_come_first() -> None:
    """
    What does something stands before what does not; where the screen is low only the names of the rest are left.
    """
    high = "\n".join(row.plain for row in key_rows(GROUPS, REST, 80, 40, NONE))
    low = "\n".join(row.plain for row in key_rows(GROUPS, REST, 40, 20, NONE))

    assert high.index("not now") > high.index("Group ij") and "why p does nothing" in high
    assert "not now: k l m n o p" in low
