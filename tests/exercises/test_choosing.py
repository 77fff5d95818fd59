"""Which choice is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playmore_cli.exercises.choosing import LETTERS, fitting

CASES: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = [
    (("above", "below"), "b", ("below",)),
    (("above", "below"), "B)", ("below",)),
    (("above", "below"), "Below.", ("below",)),
    (("above", "below"), "bel", ("below",)),
    (("above", "below"), "a bit above", ("above",)),
    (("above", "below"), "not above", ("below",)),
    (("above", "below"), "sideways", ()),
    (("3", "2", "1"), "1", ("1",)),
    (("3", "2", "1"), "a", ("3",)),
    (("14.0", "0.0", "an error"), "0", ("0.0",)),
    (("14.0", "0.0", "an error"), "1", ()),
    (("14.0", "0.0", "an error"), "2", ()),
    (("0.0", "0.5", "1.0"), "1", ("1.0",)),
    (("0.0", "0.5", "1.0"), "half", ("0.5",)),
    (("dimension 0", "dimension 1"), "1", ("dimension 1",)),
    (("dimension 0", "dimension 1"), "dim 0", ("dimension 0",)),
    (("dimension 0", "dimension 1"), "2", ()),
    (("(32,)", "(32, 32)", "(32, 27)"), "32x32", ("(32, 32)",)),
    (("(32,)", "(32, 32)", "(32, 27)"), "(32, 27)", ("(32, 27)",)),
    (("(32,)", "(32, 32)", "(32, 27)"), "torch.Size([32])", ("(32,)",)),
    (("(32,)", "(32, 32)", "(32, 27)"), "32 by 27", ("(32, 27)",)),
    (("(6,)", "(2, 6)", "(6, 2)"), "6×2", ("(6, 2)",)),
    (("by 4 and by 4", "by 3 and by 4", "by 3 and by 3"), "3, 4", ("by 3 and by 4",)),
    (("by 4 and by 4", "by 3 and by 4", "by 3 and by 3"), "by 4 and by 3", ()),
    (("about 5 %", "about 30 %", "about 60 %"), "0.6", ("about 60 %",)),
    (("about 5 %", "about 30 %", "about 60 %"), "62", ("about 60 %",)),
    (("about 5 %", "about 30 %", "about 60 %"), "45", ()),
    (("by less than 0.05", "by 0.05 to 0.2", "by more than 0.2"), "0.1", ("by 0.05 to 0.2",)),
    (("by less than 0.05", "by 0.05 to 0.2", "by more than 0.2"), "0", ("by less than 0.05",)),
    (("none", "one to ten", "more than ten"), "0", ("none",)),
    (("none", "one to ten", "more than ten"), "5", ("one to ten",)),
    (("none", "one to ten", "more than ten"), "12", ("more than ten",)),
    (("about 0.1", "about 0.001", "practically 0"), "zero", ("practically 0",)),
    (("about 0.1", "about 0.001", "practically 0"), "1e-9", ("practically 0",)),
    (("10", "the square root of 10", "the logarithm of 10"), "3.16", ("the square root of 10",)),
    (("10", "the square root of 10", "the logarithm of 10"), "log 10", ("the logarithm of 10",)),
    (("10", "the square root of 10", "the logarithm of 10"), "10", ("10",)),
    (("yes", "no"), "nope", ("no",)),
    (("yes", "no"), "y", ("yes",)),
    (("yes", "no"), "wrong", ("no",)),
    (("right", "wrong"), "no", ("wrong",)),
    (("yes, lower", "no, higher"), "lower", ("yes, lower",)),
    (("yes, lower", "no, higher"), "no", ("no, higher",)),
    (("no, smaller", "no, larger", "yes"), "no", ("no, smaller", "no, larger")),
    (("lower", "higher"), "no, it falls", ("lower",)),
    (("lower", "higher"), "worse", ("higher",)),
    (("the same", "almost the same", "quite different"), "same", ("the same",)),
    (("the same", "almost the same", "quite different"), "nearly the same", ("almost the same",)),
    (("larger", "smaller", "the same"), "no change", ("the same",)),
    (("20 numbers", "an error"), "it fails", ("an error",)),
    (("20 numbers", "an error"), "ValueError", ("an error",)),
    (("20 numbers", "an error"), "no error", ("20 numbers",)),
    (("positive", "negative"), "-", ("negative",)),
    (("positive", "negative"), "plus", ("positive",)),
    (("n - 1", "n", "n + 1"), "n-1", ("n - 1",)),
    (("h @ d.T", "h.T @ d", "d.T @ h"), "h.T@d", ("h.T @ d",)),
    (("1", "32", "33"), "m+1", ()),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "typed", "meant"), CASES)
def test_what_is_meant(choices: tuple[str, ...], typed: str, meant: tuple[str, ...]) -> None:
    """
    A choice is named by letter, text, part, sense or number; what fits several or none is not guessed.
    """
    assert fitting(choices, typed) == meant


_TEXTS = st.lists(st.text("abcdefg 0123456789.,%", min_size=2, max_size=20), min_size=2, max_size=5)


@given(st.lists(st.text(max_size=12), min_size=2, max_size=5), st.text(max_size=30))
def test_only_choices_are_meant(choices: list[str], typed: str) -> None:
    """
    Whatever is typed, what it may mean is among the choices, and nothing fails.
    """
    assert set(fitting(choices, typed)) <= set(choices)


@given(st.lists(st.sampled_from([case[0] for case in CASES]), min_size=1, max_size=1), st.data())
def test_letter_and_text_name_the_same(picked: list[tuple[str, ...]], data: st.DataObject) -> None:
    """
    Every choice is named by its letter and by its own text, in any case and with a full stop.
    """
    (choices,) = picked
    place = data.draw(st.integers(0, len(choices) - 1))

    for typed in (LETTERS[place], choices[place], choices[place].upper(), f" {choices[place]}. "):
        assert fitting(choices, typed) == (choices[place],)


@given(st.integers(0, 99), st.lists(st.integers(0, 99), min_size=2, max_size=4, unique=True))
def test_a_number_is_no_place_in_the_list(number: int, places: list[int]) -> None:
    """
    A typed number means the choice with this number in it, and none where there is none.
    """
    choices = [f"row {place}" for place in places]

    assert fitting(choices, str(number)) == ((f"row {number}",) if number in places else ())
