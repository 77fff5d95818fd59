"""What a check is written with, on a real worker: the names an attempt sees, and each sentence that is told of one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from playmore_cli.exercises.diagnosis import OWN
from playmore_cli.runner.client import Runner, WorkerSettings
from playmore_cli.runner.protocol import Judged, TryAttempt
from playmore_cli.stage.trials import diagnosis_of

STATE = """
import torch
import torch.nn.functional as F
k, words, total = 3.0, ["ab", "c"], 10
def scaled(x): return x * k
g = torch.arange(12.0).reshape(3, 4)
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A worker that holds the variables of a small lesson."""
    with Runner(WorkerSettings(tmp_path_factory.mktemp("state"), 1, ("torch",))) as runner:
        list(runner.run(STATE, "t:state"))
        yield runner


def told(worker: Runner, attempt: TryAttempt) -> str:
    """Return what a learner is told of an attempt; nothing where it passes."""
    (judged,) = [event for event in worker.attempt(attempt) if isinstance(event, Judged)]
    found = diagnosis_of(judged)
    return found.says if found else ""


def tried(worker: Runner, source: str, check: str, solution: str = "", **more: object) -> str:
    """Return what is told of *source* when *check* looks at it."""
    return told(worker, TryAttempt(source, check, OWN, solution, **more))  # type: ignore[arg-type]


F_OF = "def f(x):\n    return {}"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("x * 2", ""),
        ("(x * 2).tolist()", ""),
        ("(x * 2).double().numpy()", ""),
        ("None", "f(a 3x4 tensor) returns nothing: is a `return` missing?"),
        ("...", "f(a 3x4 tensor) gives still `...`: that is yours to write"),
        ("'abc'", "f(a 3x4 tensor) gives the string 'abc', where a tensor of float32 is right"),
        ("x * 2 / (x * 0)", "f(a 3x4 tensor) gives infinite in every number, first at [0, 0]"),
        (
            "(x * 2).log().clamp(max=-0.1).sqrt()",
            "f(a 3x4 tensor) gives nan in every number, first at [0, 0]",
        ),
        ("x + 1", "one was added"),
        ("(x * 2).T", "f(a 3x4 tensor) is transposed: its shape is (4, 3), (3, 4) is right"),
        ("(x * 2)[0]", "f(a 3x4 tensor) has the wrong shape: its shape is (4,), (3, 4) is right"),
        ("x * 0", "f(a 3x4 tensor) gives 0 everywhere"),
        ("x * -2", "f(a 3x4 tensor) has the wrong sign"),
        ("x * 6", "f(a 3x4 tensor) is 3 times too large everywhere"),
        ("x / 2", "f(a 3x4 tensor) is 4 times too small everywhere"),
        ("x * 2 + 5", "f(a 3x4 tensor): every number is 5 too large"),
        ("(x * 2).roll(1, 0)", "f(a 3x4 tensor) is one row too late"),
        ("(x * 2).roll(-1, 1)", "f(a 3x4 tensor) is one column too early"),
        ("(x * 2).flip(1)", "f(a 3x4 tensor) is in reverse order along dimension 1"),
        ("g", "(these are the values of `g`)"),
    ],
)
def test_agrees(worker: Runner, value: str, says: str) -> None:
    """
    The learner's function is compared with the lecture's, and what differs is said in one sentence.
    """
    check = "agrees('f', fresh(3, 4), likely={'one was added': lambda x: x + 1})"

    found = tried(worker, F_OF.format(value), check, F_OF.format("x * 2"))

    assert says in found if says else found == ""


@pytest.mark.parametrize(
    ("check", "says"),
    [
        ("same(17.76971, 17.76972, 'the loss', rtol=0, atol=1e-7)", "17.76971, where 17.76972 is right"),
        ("same([1, 2], [1, 2, 3], 'xs')", "xs has 2 numbers, where 3 are right: the last is missing"),
        ("same({'a': 1}, {'a': 1, 'b': 2}, 'd')", "d has other keys than it should: 'b' is missing"),
        ("same('emna', 'emma', 'name')", "name is 'emna', where 'emma' is right"),
        ("same(['b', 'a'], ['a', 'b'], 'xs')", "xs holds the right items in reverse order"),
        ("same([1.0], 1.0, 'x', kind='float')", "x is a list; a tensor with decimals is asked for"),
        ("same(g.T @ torch.ones(3), g.sum(1), 'h')", "h has 4 numbers, where 3 are right"),
        ("same(g, g.sum(0), 'h')", "h is right before broadcasting is undone: sum it over dimension 0"),
        ("shaped(g, (4, 3), 'g')", "g is transposed: its shape is (3, 4), (4, 3) is right"),
        ("shaped(g, (3, None), 'g')", ""),
        ("members([k, k], {'k': k}, 'parameters()')", "parameters() holds k twice"),
        ("members([g.clone()], {'g': g}, 'parameters()')", "holds a copy of g, not g itself"),
        ("members([], {'g': g}, 'parameters()')", "parameters() lacks g"),
        ("members([[g]], {'g': g}, 'parameters()')", "parameters() is a list of lists"),
        ("members((one for one in [g]), {'g': g}, 'parameters()')", "can be gone through only once"),
        (
            "m = torch.nn.Linear(2, 1)\nmembers(m.parameters(), {'w': m.weight, 'b': m.bias}, 'parameters()')",
            "",
        ),
        ("drawn(torch.ones(99), 'w', mean=0)", "w: every number is 1; they should be drawn at random"),
        ("drawn(fresh(999).abs(), 'w', mean=0, std=1)", "w has mean"),
        ("drawn(fresh(999), 'w', mean=0, std=2)", "w has standard deviation"),
        ("drawn(fresh(999).sigmoid(), 'w', low=-1, high=1)", "it should reach from -1 to 1"),
        ("raises(ValueError, int, 'a')", ""),
        (
            "raises(ValueError, len, 'a', because='no number')",
            "len('a') gives 1; it should raise ValueError: no",
        ),
        ("assert k == 4", "your version does not do what the task asks"),
        ("[].nothing", "the check cannot go on with what your version gives (AttributeError"),
    ],
)
def test_helpers(worker: Runner, check: str, says: str) -> None:
    """
    Each helper says what it finds, and nothing where all is well.
    """
    found = tried(worker, "pass", check)

    assert says in found if says else found == ""


def test_a_gradient_must_flow_back(worker: Runner) -> None:
    """
    A value that is right and cut off from its arguments is told.
    """
    check = "agrees('f', fresh(3, 4).requires_grad_(), grads=True)"
    right = F_OF.format("(x * x).sum()")

    assert tried(worker, right, check, right) == ""
    assert "no gradient flows back from f to x" in tried(
        worker, F_OF.format("(x * x).sum().item()"), check, right
    )
    assert "the gradient of f with respect to x" in tried(
        worker, F_OF.format("(x * x.detach()).sum()"), check, right
    )


def test_an_argument_must_stay(worker: Runner) -> None:
    """
    A function that changes what it is called with is told, where that matters.
    """
    source, right = "def f(x):\n    x *= 2\n    return x", F_OF.format("x * 2")

    assert tried(worker, source, "agrees('f', fresh(2))", right) == ""
    assert "f changes what it is called with" in tried(
        worker, source, "agrees('f', fresh(2), keeps=True)", right
    )


# -- names ---------------------------------------------------------------------------------------------------------


def test_no_variable_stands_in_for_a_missing_line(worker: Runner) -> None:
    """
    What the solution gives values to is gone before the attempt runs; what it reads first stays.
    """
    assert tried(worker, "y = total", "pass", "total = 5\ny = total") == (
        "your line 1 uses `total`, which you have not defined"
    )
    assert tried(worker, "pass", "same(g, 1, 'g')", "g = 1") == "you have not defined `g`"
    assert tried(worker, "total = total / 2", "same(total, 5, 'total')", "total = total / 2") == ""
    assert tried(worker, "y = scaled(2)", "same(y, 6, 'y')", "def h(x):\n    k = x\ny = 6.0") == ""


def test_the_checks_own_names_do_not_leak(worker: Runner) -> None:
    """
    What the check defines or imports, the attempt's functions do not see, unless it is set in ``yours``.
    """
    source = F_OF.format("random.random() + hidden")

    assert "NameError" in tried(worker, source, "import random\nhidden = 1\nf(2)")
    assert tried(worker, F_OF.format("k * x"), "yours.k = 5\nsame(f(2), 10, 'f(2)')") == ""


def test_code_that_is_no_function_runs_anew(worker: Runner) -> None:
    """
    An attempt and the lecture's version run with other values; the lesson's own functions see these.
    """
    right = "n = sum(map(len, words))\nm = scaled(n)"
    check = "same(again(words=['abc'], k=2).m, lecture(words=['abc'], k=2).m, 'with other words, m')"

    assert tried(worker, right, check, right) == ""
    assert tried(worker, "n = 3\nm = 9.0", check, right) == "with other words, m is 9, where 6 is right"
    assert tried(worker, "n = words[1]", "again(words=['a'])", right) == (
        "with words = ['a'] your version raises IndexError: list index out of range, in your line 1"
    )


def test_an_own_error_is_told_with_its_call(worker: Runner) -> None:
    """
    The learner reads what their function was called with, what it raised, and in which of their lines.
    """
    source = "def encode(text):\n    places = {'a': 1}\n    return [places[ch] for ch in text]"

    found = tried(worker, source, "agrees('encode', 'az')", "def encode(text):\n    return [1, 2]")

    assert found == "encode('az') raises KeyError: 'z', in your line 3"
    lambdas = "places = {'a': 1}\nencode = lambda text: [places[ch] for ch in text]"
    assert tried(worker, lambdas, "encode('az')", "encode = len") == (
        "encode('az') raises KeyError: 'z', in your line 2"
    )


def test_a_forgotten_return_comes_first(worker: Runner) -> None:
    """
    A function that returns nothing is told, whatever the check stumbles over.
    """
    assert tried(worker, "def f(x):\n    x * 2", "f(g).sum()", F_OF.format("x * 2")) == (
        "f returns nothing: is a `return` missing?"
    )


# -- rules ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (F_OF.format("F.softmax(x, 1)"), "line 2 uses `F.softmax`, which is ruled out here: you write it"),
        ("from torch import softmax\n" + F_OF.format("softmax(x, 1)"), "line 1 uses"),
        (F_OF.format("getattr(F, 'soft' + 'max')(x, 1)"), "your version calls `softmax`"),
        (F_OF.format("x.exp() / x.exp().sum(1, keepdim=True)"), ""),
        ("softmax = 1\n" + F_OF.format("x.exp() / x.exp().sum(1, keepdim=True)"), ""),
    ],
)
def test_what_is_ruled_out(worker: Runner, source: str, says: str) -> None:
    """
    A rule is told with its reason, also where the name was put together; all else passes.
    """
    check = "same(f(g), torch.softmax(g, 1), 'f(g)')"

    found = tried(worker, source, check, bans=(((".softmax",), "you write it"),))

    assert says in found if says else found == ""


def test_an_attempt_without_end_is_stopped(worker: Runner) -> None:
    """
    An attempt that takes too long ends, and the worker lives on.
    """
    assert "does not come to an end" in tried(worker, "while True: pass", "pass", seconds=0.3)
    assert tried(worker, "pass", "pass") == ""


def test_an_attempt_leaves_the_lessons_files_alone(worker: Runner, tmp_path: Path) -> None:
    """
    What an attempt changes in place is unchanged for the next one.
    """
    assert tried(worker, "g += 1", "same(g[0, 0], 1, 'g[0, 0]')") == ""
    assert tried(worker, "pass", "same(g[0, 0], 0, 'g[0, 0]')") == ""


def test_a_value_where_the_name_belongs(worker: Runner) -> None:
    """
    A check that gives a value in place of the function's name is the author's mistake, and says how it is written.
    """
    found = list(worker.attempt(TryAttempt(F_OF.format("6"), "agrees(f(3), 6)", OWN, F_OF.format("6"))))

    assert "agrees takes the name of a function, as in agrees('f', 3), and not a value: 6" in str(found)
