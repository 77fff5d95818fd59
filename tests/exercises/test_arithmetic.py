"""Numbers as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playmore_cli.exercises.arithmetic import read_numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1/2*4", 2),
        ("-log(1/27)", math.log(27)),
        ("ln 27", math.log(27)),
        ("log 1/27", -math.log(27)),
        ("math.log(27)", math.log(27)),
        ("sqrt(10)", math.sqrt(10)),
        ("√10", math.sqrt(10)),
        ("√(2/30)", math.sqrt(2 / 30)),
        ("the square root of 10", math.sqrt(10)),
        ("10**0.5", math.sqrt(10)),
        ("10^6", 1e6),
        ("10⁻", None),
        ("27³", 19683),
        ("ten to the power of six", 1e6),
        ("2/3", 2 / 3),
        ("60 %", 0.6),
        ("60 percent", 60),
        ("a million", 1e6),
        ("half a million", 5e5),
        ("2.5 million", 2.5e6),
        ("forty-one", 41),
        ("forty one", 41),
        ("two hundred and sixteen", 216),
        ("half", 0.5),
        ("two thirds", 2 / 3),
        ("minus one third", -1 / 3),
        ("the third", None),
        ("12 097", 12097),
        ("12,097", 12097),
        ("12.097", 12097),
        ("12'097", 12097),
        ("1_000_000", 1e6),
        ("1.234,5", 1234.5),
        (",5", 0.5),
        (".5", 0.5),
        ("3,3", 3.3),
        ("~41", 41),
        ("about 41", 41),
        ("ca. 41", 41),
        ("it's 41, I think", None),
        ("I think 41", 41),
        ("41 parameters", 41),
        ("4*4 + 4*5 + 5 = 41", 41),
        ("32 of 864", 32),
        ("22k", 22000),
        ("7 times", 7),
        ("30x27", 810),
        ("1e-9", 1e-9),
        ("−0.33", -0.33),
        ("inf", math.inf),
        ("1/0", math.inf),
        ("-log(0)", math.inf),
        ("m+1", None),
        ("more than 3", None),
        ("not 3", None),
        ("2 or 3", None),
        ("many", None),
        ("", None),
        ("-", None),
        ("9**9**9**9", None),
        ("(" * 60 + "1" + ")" * 60, None),
        ("1" * 300, None),
        ("__import__('os')", None),
    ],
)
def test_what_is_read(typed: str, meant: float | None) -> None:
    """
    Figures, arithmetic and words are read as the number they mean, anything else as none.
    """
    values = [one.value for one in read_numbers(typed)]

    assert not values if meant is None else any(math.isclose(value, meant) for value in values)


def test_zero_by_zero_is_nan() -> None:
    """
    What has no value is read as nan, which is the right answer to some questions.
    """
    for typed in ("0/0", "NaN"):
        (reading,) = read_numbers(typed)
        assert math.isnan(reading.value)


@given(st.integers(-(10**12), 10**12))
def test_an_integer_is_read_in_every_custom(number: int) -> None:
    """
    A whole number is read back with and without marks between its thousands.
    """
    for typed in (str(number), f"{number:,}", f"{number:_}", f"{number:,}".replace(",", "'"), f" {number} "):
        assert any(one.equals(number) for one in read_numbers(typed))


@given(st.floats(-1e9, 1e9, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-9))
def test_a_float_is_read(number: float) -> None:
    """
    What Python writes is read, with a comma for the point too where there is no exponent.
    """
    assert any(one.equals(number) for one in read_numbers(repr(number)))
    fixed = f"{number:.6f}"
    assert any(one.value == float(fixed) for one in read_numbers(fixed.replace(".", ",")))


_EXPRESSIONS = st.recursive(
    st.integers(1, 99).map(str),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
            lambda p: f"({p[0]} {p[1]} {p[2]})"
        ),
        inner.map(lambda text: f"-({text})"),
        st.tuples(inner, st.sampled_from(["0", "1", "2"])).map(lambda p: f"({p[0]})**{p[1]}"),
    ),
    max_leaves=8,
)


@given(_EXPRESSIONS)
def test_arithmetic_is_that_of_python(expression: str) -> None:
    """
    An expression is worth what Python makes of it.
    """
    try:
        expected = float(eval(expression))
    except ZeroDivisionError:
        return
    readings = read_numbers(expression)

    assert len(expression) > 200 or any(
        math.isclose(one.value, expected, rel_tol=1e-9, abs_tol=1e-9) for one in readings
    )


@given(st.text(max_size=210))
def test_nothing_typed_is_an_error(typed: str) -> None:
    """
    Whatever is typed is read or not, and never fails.
    """
    read_numbers(typed)


@given(st.text("0123456789+-*/^().,% e√", max_size=80))
def test_no_sum_is_an_error(typed: str) -> None:
    """
    Nor does what looks like arithmetic, however large its powers are.
    """
    read_numbers(typed)
