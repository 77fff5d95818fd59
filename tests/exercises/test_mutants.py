"""Mutants of a solution: what is changed, and what is left alone."""

from playmore_cli.exercises.mutants import mutants_of


def changes(solution: str) -> list[str]:
    """Return what the mutants of a solution change."""
    return [mutant.change for mutant in mutants_of(solution)]


def test_what_is_only_shown_is_no_part_of_the_task() -> None:
    """
    Values, prints and calls at the end that show what was defined have no mutants.
    """
    plain = "def f(x):\n    return x + 1\n"

    assert changes(plain + "\nfor i in (1, 2):\n    print(f(i))\nf(3)\n") == changes(plain) != []


def test_a_last_call_that_does_something_is_tried() -> None:
    """
    A call of a method at the end may be what the task asks for.
    """
    assert "loss.backward() => pass" in changes("loss = x.sum()\nloss.backward()\n")


def test_every_mutant_is_another_program() -> None:
    """
    A mutant differs from the solution, and no two mutants are the same.
    """
    solution = "y = x.sum(1, keepdim=True)\nz = x / y"
    sources = [mutant.source for mutant in mutants_of(solution)]

    assert len(set(sources)) == len(sources) > 0 and solution not in sources
