"""Where words and calls are used, and what they mean at a step."""

import pytest
from one_chapter import one_chapter

from playmore_cli.errors import UsageError
from playmore_cli.lesson.loader import read_lesson
from playmore_cli.lesson.model import Lesson
from playmore_cli.lesson.terms import Vocabulary, find_meanings, meanings, meanings_at


def lesson_of(name: str, head: str, steps: str) -> Lesson:
    """Return a lesson with these *head* lines and steps."""
    text = one_chapter(steps, name=name).replace("chapters:\n", f"{head}chapters:\n", 1)
    lesson, problems = read_lesson(text, f"{name}.yaml")
    assert lesson is not None, problems
    return lesson


FIRST = lesson_of(
    "a1",
    'terms:\n  gradient: {is: the slope in every weight, step: one}\n  bias: {is: "what is added", step: two}\n',
    '      - {id: one, at: "00:00:00", say: A gradient.}\n      - {id: two, at: "00:01:00", say: A bias.}\n',
)
SECOND = lesson_of(
    "a2",
    "needs: [a1]\nterms:\n  bias: {is: an offset, step: late}\n  loss: {is: how bad it is, step: late}\n",
    '      - {id: early, at: "00:00:00", say: "Biases, a gradient and a loss."}\n'
    '      - {id: late, at: "00:01:00", say: "The bias and the loss."}\n',
)


def find(name: str) -> Lesson:
    """Return one of the two lessons."""
    if name != "a1":
        raise UsageError("there is no such lesson")
    return FIRST


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("bias", "Two biases, one Bias.", 2),
        ("bias", "It is biased.", 0),
        ("loss", "All losses.", 1),
        ("learning rate", "The learning\nrate, a *learning* rate, learning-rate", 3),
        ("loss", "the name `loss` and $loss$ and {{ loss }}", 0),
        ("batch norm", "a batch", 0),
        (".grad", "the attribute `.grad`, and grad", 1),
        ("torch.cat()", "`torch.cat` or `torch.cat(a, b)`", 2),
        ("@", "`a @ b`, or me@home", 1),
        ("lambda", "a lambda, as in `lambda x: x`", 1),
    ],
)
def test_in_prose(form: str, text: str, found: int) -> None:
    """
    A word is found with its plural, over a line's end and within emphasis, and not in code; a call in code alone.
    """
    assert len(list(Vocabulary([("it", [form])]).in_prose(text))) == found


@pytest.mark.parametrize(
    ("form", "source", "found"),
    [
        (".grad", "p.grad = None\ngrad = 1", 1),
        ("zip()", "zip(a, b)\nx.zip(a)\nzip = 3", 1),
        ("@", "@torch.no_grad()\ndef f(x):\n    return x @ y", 1),
        ("keepdim=", "x.sum(1, keepdim=True)", 1),
        ("lambda", "f = lambda x: x  # no lambda here\ns = 'lambda'", 1),
        ("loss", "loss = 1  # the loss falls", 1),
        (".sum()", "x = (1", 0),
    ],
)
def test_in_code(form: str, source: str, found: int) -> None:
    """
    A call is found as tokens, not in texts, comments, names or decorators; a word in comments alone.
    """
    assert len(list(Vocabulary([("it", [form])]).in_code(source))) == found


def test_the_longest_term_is_meant() -> None:
    """
    Where one term is a part of another only the whole is found.
    """
    vocabulary = Vocabulary([("batch", ["batch"]), ("norm", ["batch norm"])])

    assert [word for word, _ in vocabulary.in_prose("Batch norm for a batch.")] == ["norm", "batch"]


def test_meanings_at_a_step() -> None:
    """
    A step shows its terms that are known there: of the lessons needed, and the lesson's own from their step on.
    """
    early = [(one.word, one.lesson) for one in meanings_at(SECOND, 0, find)]
    late = [(one.word, one.lesson) for one in meanings_at(SECOND, 1, find)]

    assert early == [("bias", "a1"), ("gradient", "a1")]
    assert late == [("bias", "a2"), ("loss", "a2")]


def test_a_lesson_that_is_not_there_brings_nothing() -> None:
    """
    Where the lesson needed is missing only one's own terms are explained.
    """

    def nowhere(name: str) -> Lesson:
        raise UsageError("there is no such lesson")

    assert [one.word for one in meanings_at(SECOND, 1, nowhere)] == ["bias", "loss"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("Losses", ["loss"]), ("grad", ["gradient"]), ("bias", ["bias", "bias"]), ("xyz", [])],
)
def test_find_meanings(typed: str, words: list[str]) -> None:
    """
    A word is found in any form; one that is none finds the terms it is a part of.
    """
    known = (*meanings(FIRST), *meanings(SECOND))

    assert [one.word for one in find_meanings(known, typed)] == words
