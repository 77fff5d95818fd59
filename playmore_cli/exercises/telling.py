"""Whether what stands on the screen tells the answer of a question before it is asked."""

import ast
import re

from playmore_cli.exercises.arithmetic import read_numbers
from playmore_cli.exercises.choosing import words_of
from playmore_cli.lesson.model import Prediction, Step


def find_telling(step: Step, source: str | None, truth: str) -> str | None:
    """
    Return what tells the right answer too early: ``code`` or ``say``; ``None`` where nothing does.

    Something tells it where the right choice stands in it, or in code the number by which that differs from the other
    choices, and no other choice does. Without choices a long number tells itself.

    Args:
        step: the step with the question.
        source: its code as it runs; ``None`` where it has none.
        truth: the right answer.
    """
    question = step.predict
    if question is None or question.hold is False:
        return None
    if source is not None and not question.hold and tells(question, truth, source, is_code=True):
        return "code"
    said = "\n".join(step.pieces)
    return "say" if tells(question, truth, said, is_code=False) else None


def tells(question: Prediction, truth: str, text: str, *, is_code: bool) -> bool:
    """
    Return whether *text* tells that *truth* is the answer.

    >>> sides = Prediction("Along which dimension?", "dimension 1", ("dimension 0", "dimension 1"))
    >>> tells(sides, "dimension 1", "torch.cat(parts, 1)", is_code=True)
    True
    >>> tells(sides, "dimension 1", "torch.cat(parts, 1).sum(0)", is_code=True)
    False
    """
    if not question.choices:
        return len(re.sub(r"\D", "", truth).strip("0")) >= 3 and _stands(truth, text)
    told = {choice for choice in question.choices if _stands_alone(choice, text, is_code=is_code)}
    for constants in _constants(text) if is_code else ():
        told = told or {one for one in question.choices if _is_worth_one(one, question.choices, constants)}
    return told == {truth}


def _stands_alone(choice: str, text: str, *, is_code: bool) -> bool:
    if choice.isdigit() or not (is_code or len(choice.split()) > 1):
        return False
    return _stands(choice, text)


def _is_worth_one(choice: str, choices: tuple[str, ...], constants: set[float]) -> bool:
    """Return whether *choice*, or the one number in it that no other choice has, is among the *constants*."""
    if values := read_numbers(choice):
        is_exact = not values[0].is_rounded and any(letter.isdigit() for letter in choice)
        return is_exact and any(values[0].is_near(constant) for constant in constants)
    others = {word for other in choices if other != choice for word in words_of(other)}
    numerals = [word for word in words_of(choice) if word[0].isdigit() and word in choice]
    return (
        len(numerals) == 1 and numerals[0] not in others and float(numerals[0].replace(",", "")) in constants
    )


def _stands(answer: str, text: str) -> bool:
    """Return whether a line of *text* holds *answer*, spaces aside, and not as a part of another word."""
    letters = r"[^\S\n]*".join(re.escape(letter) for letter in answer.lower() if not letter.isspace())
    return re.search(rf"(?<![\w.]){letters}(?![\w.]\w)(?!\w)", text.lower()) is not None


def _constants(code: str) -> tuple[set[float], set[float]]:
    """Return what *code* calculates of numbers alone, and its other numbers, but for indices."""
    calculated, written = set[float](), set[float]()
    try:
        waiting: list[ast.AST] = [ast.parse(code)]
    except SyntaxError:
        return calculated, written
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant | ast.BinOp | ast.UnaryOp) and _is_arithmetic(node):
            kind = calculated if isinstance(node, ast.BinOp) else written
            kind.update(one.value for one in read_numbers(ast.unparse(node))[:1])
        elif isinstance(node, ast.Subscript):
            waiting.append(node.value)
        else:
            waiting.extend(ast.iter_child_nodes(node))
    return calculated, written


def _is_arithmetic(node: ast.AST) -> bool:
    parts = (ast.BinOp, ast.UnaryOp, ast.Constant, ast.operator, ast.unaryop)
    return all(isinstance(part, parts) for part in ast.walk(node))
