"""What a learner reads beside a step."""

from playmore_cli.exercises.judging import compare
from playmore_cli.lesson.model import Figure
from playmore_cli.outputs import Value
from playmore_cli.view.after_run import comparison_text


def _text(figure: Figure, value: Value) -> str:
    return comparison_text(compare(figure, value, "quick", frozenset()))


def test_yours_has_the_digits_of_the_lecture() -> None:
    """
    A number is told with as many digits as the lecture's, not with all that it has.
    """
    figure = Figure(what="saturated", value="x", is_=60.95, within=5.0)
    assert (
        _text(figure, Value("63.05312538146973", 63.05312538146973))
        == "saturated: yours 63.05 · lecture 60.95"
    )
    exact = Figure(what="o", value="x", is_=0.70711, within=0.00001)
    assert (
        _text(exact, Value("0.7071067811865476", 0.7071067811865476)) == "o: yours 0.70711 · lecture 0.70711"
    )


def test_a_list_of_numbers_is_told_as_the_lecture_tells_it() -> None:
    """
    Numbers in a list lose their brackets and digits as well.
    """
    figure = Figure(what="p", value="x", is_=(0.0478, 0.0377), within=0.0001)
    value = Value(
        "[0.04770000025629997, 0.03770000115036964]", None, (0.04770000025629997, 0.03770000115036964)
    )
    assert _text(figure, value) == "p: yours 0.0477, 0.0377 · lecture 0.0478, 0.0377"


def test_a_difference_is_never_rounded_away() -> None:
    """
    Where the two differ only in the digits that would be left out, all are told.
    """
    figure = Figure(what="x", value="x", is_=2.5, within=0.001)
    assert (
        _text(figure, Value("2.5040001", 2.5040001))
        == "x: yours 2.5040001 · lecture 2.5 · they differ by +0.2 %"
    )
