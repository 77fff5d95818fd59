"""What is told of an attempt that was not accepted."""

from playmore_cli.exercises.diagnosis import OWN, diagnose
from playmore_cli.outputs import Failure, Frame

MINE = Frame(OWN, 2, "slope", "    return rise / run", 11, 21)
CHECKS = Frame(f"{OWN}:check", 1, "the step", "assert slope(f, 3) > 0, 'sign'")
LIBRARY = Frame("/lib/torch/functional.py", 9, "einsum", "...", own=False)


def test_a_failing_assert_is_its_message() -> None:
    """
    Where a check fails its own sentence is all that is said.
    """
    found = diagnose("check", Failure("AssertionError", "the sign is wrong", (CHECKS,)))

    assert (found.says, found.failure) == ("the sign is wrong", None)


def test_an_assert_without_words_shows_what_it_asked() -> None:
    """
    A check without a message is quoted.
    """
    found = diagnose(
        "check", Failure("AssertionError", "", (Frame(f"{OWN}:check", 1, "the step", "assert x > 0"),))
    )

    assert found.says == "this does not hold: x > 0"


def test_only_the_learners_lines_are_shown() -> None:
    """
    A traceback leaves out the check's lines and the libraries'.
    """
    found = diagnose("check", Failure("ZeroDivisionError", "division by zero", (CHECKS, MINE, LIBRARY)))

    assert found.failure is not None
    assert found.failure.frames == (MINE,)


def test_a_name_that_was_not_defined() -> None:
    """
    A name that the check looks for and does not find is said so, without a traceback of the check.
    """
    found = diagnose("check", Failure("NameError", "name 'slope' is not defined", (CHECKS,)))

    assert "slope" in found.says and found.failure is None


def test_an_attempt_that_does_not_run() -> None:
    """
    An attempt that raises by itself is shown with its own line.
    """
    found = diagnose("attempt", Failure("SyntaxError", "invalid syntax", (MINE,)))

    assert found.failure is not None and found.failure.frames == (MINE,)


def test_ends_without_an_exception() -> None:
    """
    A stopped check and a process that ended are told as such.
    """
    assert "stopped" in diagnose("check", None, interrupted=True).says
    assert "ended the process" in diagnose("died", None).says
