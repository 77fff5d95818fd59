"""Mutants of a solution: what is changed, and what is left alone."""

import pytest

from playmore_cli.exercises.mutants import mutants_of, trivial_answers


def changes(solution: str) -> list[str]:
    """Return what the mutants of a solution change."""
    return [mutant.change for mutant in mutants_of(solution)]


def test_what_is_only_shown_is_no_part_of_the_task() -> None:
    """
    Values, prints and calls at the end that show what was defined have no mutants.
    """
    plain = "def f(x):\n    return x + 1\n"

    assert changes(plain + "\nfor i in (1, 2):\n    print(f(i))\nf(3)\n") == changes(plain) != []


def test_a_trial_on_names_that_the_check_lacks_is_no_part_of_the_task() -> None:
    """
    Where the check asks for the function alone, what is tried out behind it has no mutants; a value it names has.
    """
    plain = "def f(x):\n    return x + 1\n"
    trial = plain + "a = g(2.0)\na.on = True\nb, c = f(a), f(a)\nb.backward()\n"

    def judged(solution: str, check: str) -> list[str]:
        return [mutant.change for mutant in mutants_of(solution, check)]

    assert judged(trial, "same(f(3), 4)") == judged(plain, "same(f(3), 4)") != []
    assert "b, c = (f(a), f(a)) => pass" in judged(trial, "same(getattr(yours, 'b'), 3)")
    assert "a = g(2.0) => pass" in judged("a = g(2.0)\n", "same(f(3), 4)")


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


@pytest.mark.parametrize(
    ("solution", "change"),
    [
        ("y = 3", "y = 3 => y = 4"),
        ("y = 0.5", "y = 0.5 => y = -0.5"),
        ("y = -x", "y = -x => y = x"),
        ("y = a @ b", "y = a @ b => y = b @ a"),
        ("y = a - b", "y = a - b => y = a + b"),
        ("y = x.sum(1, keepdim=True)", "y = x.sum(1, keepdim=True) => y = x.sum(1)"),
        ("y = x.softmax(dim=-1)", "y = x.softmax(dim=-1) => y = x.softmax(dim=0)"),
        ("y = x[1:]", "y = x[1:] => y = x[:]"),
        ("y += x", "y += x => y = x"),
        ("y = x.detach()", "y = x.detach() => y = x"),
        ("y = x.clone()", "y = x.clone() => y = x"),
        ("with torch.no_grad():\n    y = x", "with torch.no_grad(): => if True:"),
        ("def f(a, b):\n    return a", "return a => return b"),
        ("def f(N):\n    return N", "def f(N): => def f(N_):"),
        ("@torch.no_grad()\ndef f(): pass", "@torch.no_grad() => "),
        ("y = x.mean()", "y = x.mean() => y = x.sum()"),
        ("y = tanh(x)", "y = tanh(x) => y = x"),
        ("y = a and b", "y = a and b => y = a or b"),
        ("y = a < b", "y = a < b => y = a <= b"),
        ("if a:\n    b()", "if a: => if not a:"),
    ],
)
def test_a_fault_of_each_kind(solution: str, change: str) -> None:
    """
    Each kind of slip that people make is among the mutants.
    """
    assert change in [mutant.change for mutant in mutants_of(solution)]


@pytest.mark.parametrize("solution", ["y = x.item()", "print(x)", "import math", "y = float(x)", "assert x"])
def test_no_mutant_changes_only_the_kind(solution: str) -> None:
    """
    What only changes the kind of a value, or is only shown, is not made a fault of.
    """
    kinds = ("y = x.item() => y = x", "y = float(x) => y = x", "print(x) => pass", "import math => pass")

    assert not [mutant for mutant in mutants_of(solution) if mutant.change in kinds]


def test_ways_out_of_a_card() -> None:
    """
    The variables at hand and a few plain values are tried in place of an answer.
    """
    assert trivial_answers("R = N / N.sum(1)")[0] == "R = N"
    assert "R = torch.eye(8)" in trivial_answers("R = N / N.sum(1)")
