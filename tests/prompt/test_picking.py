"""A list is narrowed by typing, opened by arrows, and what is chosen stays in sight."""

from playmore_cli.prompt.picking import PickList, PickRow, counted

ROWS = (
    PickRow("one", "1 ", "first chapter"),
    PickRow("a", "  ", "tanh", parent="one"),
    PickRow("b", "  ", "relu", words="activation", parent="one"),
    PickRow("two", "2 ", "second chapter"),
)


def keys(picks: PickList) -> list[str]:
    """Return the keys of the rows in sight."""
    return [row.key for row in picks.visible]


def test_rows_below_others_open_and_close() -> None:
    """
    The right arrow shows what is below a row, the left one hides it again and stands at the row above.
    """
    opened = PickList(ROWS).opened_at_place(closes=False)
    assert keys(opened) == ["one", "a", "b", "two"]

    closed = opened.moved(2).opened_at_place(closes=True)
    assert keys(closed) == ["one", "two"] and closed.chosen == ROWS[0]


def test_it_opens_where_one_is() -> None:
    """
    A list at a row shows it, whatever it is below.
    """
    assert PickList(ROWS).at("b").chosen == ROWS[2]


def test_typing_finds_what_is_closed() -> None:
    """
    All words typed must be in a row, in its text or what else it is found by; nothing more need be open.
    """
    assert keys(PickList(ROWS).narrowed("ACT")) == ["b"]
    assert keys(PickList(ROWS).narrowed("chapter sec")) == ["two"]
    assert PickList(ROWS).narrowed("xyz").chosen is None


def test_moving_ends_at_the_ends() -> None:
    """
    No row is chosen before the first or behind the last.
    """
    assert PickList(ROWS).moved(-1).chosen == ROWS[0]
    assert PickList(ROWS).moved(9).chosen == ROWS[3]


def test_a_row_fits_any_width() -> None:
    """
    A row fills its width exactly, and what stands on its right gives way before its text.
    """
    row = PickRow("k", "1 00:10 ", "breaking up a tanh, exercising with more operations", "━━━ 2/5")
    for width in range(8, 90):
        assert len(row.fitted(width)) == width
    assert "2/5" in row.fitted(80) and "2/5" not in row.fitted(40)


def test_hits_are_counted() -> None:
    """
    The head of the list says how many rows there are and for which words.
    """
    assert counted(ROWS, "tanh", "line") == "4 lines mention tanh"
    assert counted(ROWS[:1], "tanh", "line") == "1 line mentions tanh"
    assert counted(ROWS, "", "place") == "4 places"
