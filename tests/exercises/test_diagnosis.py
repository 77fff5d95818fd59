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


def test_an_assert_without_words_is_not_quoted() -> None:
    """
    Of a check without a message a true sentence is told, and none of its code.
    """
    found = diagnose(
        "check", Failure("AssertionError", "", (Frame(f"{OWN}:check", 1, "the step", "assert x > 0"),))
    )

    assert "does not do what the task asks" in found.says and "x > 0" not in found.says


def test_an_error_of_the_check_is_told_without_its_code() -> None:
    """
    Where the check cannot go on, what was raised is told, and none of its code.
    """
    found = diagnose("check", Failure("TypeError", "no len", (CHECKS,)))

    assert "TypeError: no len" in found.says and "slope" not in found.says


def test_only_the_learners_lines_are_shown() -> None:
    """
    A traceback leaves out the check's lines and the libraries'.
    """
    found = diagnose("check", Failure("ZeroDivisionError", "division by zero", (CHECKS, MINE, LIBRARY)))

    assert found.failure is not None
    assert found.failure.frames == (MINE,)


def test_an_own_error_comes_with_its_call_and_line() -> None:
    """
    The learner's error is told in words, with the call that led to it and their line.
    """
    failure = Failure("ZeroDivisionError", "division by zero", (CHECKS, MINE))

    assert diagnose("check", failure, call="slope(f, 3)", silent="slope").says == (
        "slope(f, 3) raises ZeroDivisionError: division by zero, in your line 2"
    )


def test_a_name_that_was_not_defined() -> None:
    """
    A name that is the learner's to define and that the check does not find is said so, without a traceback.
    """
    found = diagnose("check", Failure("NameError", "name 'slope' is not defined", (CHECKS,)), missing="slope")

    assert found.says == "you have not defined `slope`" and found.failure is None


def test_a_name_that_the_own_code_lacks() -> None:
    """
    Where the learner's own code reads such a name, their line is told.
    """
    found = diagnose("attempt", Failure("NameError", "name 'n' is not defined", (MINE,)), missing="n")

    assert found.says == "your line 2 uses `n`, which you have not defined"


def test_a_forgotten_return() -> None:
    """
    Where a function returns nothing, that is told before any sentence of the check.
    """
    found = diagnose("check", Failure("AssertionError", "wrong", (CHECKS,)), silent="slope")

    assert found.says == "slope returns nothing: is a `return` missing?"


def test_an_attempt_that_does_not_run() -> None:
    """
    An attempt that is no Python is shown with its own line.
    """
    found = diagnose("attempt", Failure("SyntaxError", "invalid syntax", (MINE,)))

    assert found.failure is not None and found.failure.frames == (MINE,)
    assert found.says == "your line 2 is no Python: invalid syntax"


def test_a_rule_and_a_time_limit() -> None:
    """
    What breaks a rule and what takes too long is told as such.
    """
    assert diagnose("rule", Failure("Forbidden", "line 2 uses a loop", (MINE,))).says == "line 2 uses a loop"
    assert "come to an end" in diagnose("time", None).says


def test_ends_without_an_exception() -> None:
    """
    A stopped check and a process that ended are told as such.
    """
    assert "stopped" in diagnose("check", None, interrupted=True).says
    assert "ended the process" in diagnose("died", None).says
