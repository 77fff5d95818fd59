"""
The shapes in a piece of code: it is run with every operand and result recorded on the way.

That belongs into a copy of the namespace. TensorSensor does the like in notebooks, at an error; the way of recording
(a call around each subexpression, put into the syntax tree) is our own.
"""

import ast
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Any

from playmore_cli.outputs import Operand, ShapeLine

_SEEN = "__seen__"
_BESIDE = "__beside__"
_MOST = 200
"""Operations that are passed on."""
_SPEAKS_OF_SHAPES = re.compile(
    r"shape|size|broadcast|dimension|must match|mat1|mat2|invalid for input|too many indices|align",
    re.IGNORECASE,
)
_SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@", ast.Mod: "%",
    ast.FloorDiv: "//", ast.BitAnd: "&", ast.BitOr: "|", ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=",
    ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def speaks_of_shapes(error: BaseException) -> bool:
    """
    Whether an error is about shapes, by its kind and its words.

    >>> speaks_of_shapes(RuntimeError("mat1 and mat2 shapes cannot be multiplied (1x3 and 4x2)"))
    True
    """
    return isinstance(error, RuntimeError | ValueError | IndexError) and bool(
        _SPEAKS_OF_SHAPES.search(str(error))
    )


@dataclass
class _Operation:
    """An operation of the code: its own key among what is recorded, and those of its operands with their text."""

    key: int
    line: int
    text: str
    sign: str
    operands: list[tuple[int, str]]
    over: tuple[int, ...] | None = None


@dataclass
class _Recorder:
    """What was seen of each subexpression the first time: its shape, ``None`` where it has none."""

    shapes: dict[int, tuple[int, ...] | None] = field(default_factory=dict)

    def seen(self, key: int, value: Any) -> Any:
        """Take in a value and pass it on."""
        self.shapes.setdefault(key, shape_of(value))
        return value

    def beside(self, key: int, look: Callable[[], Any], value: Any) -> Any:
        """Take in what is changed in place by *value*, which is passed on."""
        if key not in self.shapes:
            self.shapes[key] = shape_of(look())
        return value


def shape_of(value: Any) -> tuple[int, ...] | None:
    """Return the shape of a tensor or array, an empty one for a number, ``None`` for anything else."""
    torch, numpy = sys.modules.get("torch"), sys.modules.get("numpy")
    if type(value) in (int, float):
        return ()
    if (torch is not None and issubclass(type(value), torch.Tensor)) or (
        numpy is not None and issubclass(type(value), numpy.ndarray)
    ):
        return tuple(int(size) for size in value.shape)
    return None


def record_shapes(source: str, names: dict[str, Any], filename: str) -> tuple[ShapeLine, ...]:
    """
    Run *source* among *names* and return its operations on tensors, in their order, each as it was the first time.

    An error or the end of the time ends it; where it was an error in an operation, that one comes last and is *failed*.

    Raises:
        SyntaxError: Python does not understand *source*.
    """
    tree = ast.parse(source)
    recorder = _Recorder()
    operations = _instrument(tree, source)
    names |= {_SEEN: recorder.seen, _BESIDE: recorder.beside}
    failed: BaseException | None = None
    # The code is the lesson's or the learner's, and so is all that it raises.
    try:
        exec(compile(tree, filename, "exec"), names)
    except BaseException as error:
        failed = error
    return _told(operations, recorder, failed=failed is not None and speaks_of_shapes(failed))


def shapes_at(
    error: BaseException, is_own: Callable[[str], bool], line_of: Callable[[str], str]
) -> tuple[ShapeLine, ...]:
    """
    Return the operations of the statement at which an error arose, with the shapes that met there.

    The statement is run again where it failed, so this belongs into a copy.

    Args:
        error: with its traceback.
        is_own: whether a file is the lesson's or the learner's own code.
        line_of: returns the whole source of such a file.
    """
    frame, line = _last_own(error.__traceback__, is_own)
    if frame is None:
        return ()
    source = line_of(frame.f_code.co_filename)
    statement = _statement_at(ast.parse(source), line)
    if statement is None:
        return ()
    tree = ast.Module(_evaluated(statement), [])
    recorder = _Recorder()
    operations = _instrument(tree, source)
    names = frame.f_globals | frame.f_locals | {_SEEN: recorder.seen, _BESIDE: recorder.beside}
    try:
        exec(compile(tree, "<shapes>", "exec"), names)
    except BaseException:
        return _told(operations, recorder, failed=True)
    return ()  # it does not fail again: what was seen would explain nothing


def _last_own(trace: TracebackType | None, is_own: Callable[[str], bool]) -> tuple[FrameType | None, int]:
    frame, line = None, 0
    while trace is not None:
        if is_own(trace.tb_frame.f_code.co_filename):
            frame, line = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    return frame, line


def _statement_at(tree: ast.AST, line: int) -> ast.stmt | None:
    """Return the innermost statement that stands on a line."""
    found: ast.stmt | None = None
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or node.lineno):
            found = node  # ast.walk goes from the outside in
    return found


def _evaluated(statement: ast.stmt) -> list[ast.stmt]:
    """Return what a statement evaluates, as statements that can stand alone."""
    match statement:
        case ast.Return(value=ast.expr() as value) | ast.Assert(test=value):
            return [ast.copy_location(ast.Expr(value), statement)]
        case ast.For(iter=value) | ast.While(test=value) | ast.If(test=value):
            return [ast.copy_location(ast.Expr(value), statement)]
        case ast.With(items=items):
            return [ast.copy_location(ast.Expr(one.context_expr), statement) for one in items]
        case ast.FunctionDef() | ast.ClassDef() | ast.Return():
            return []
        case _:
            return [statement]


def _told(operations: list[_Operation], recorder: _Recorder, *, failed: bool) -> tuple[ShapeLine, ...]:
    found: list[ShapeLine] = []
    for one in operations:
        known = [(text, recorder.shapes[key]) for key, text in one.operands if key in recorder.shapes]
        ends_here = failed and one.key not in recorder.shapes and len(known) == len(one.operands) > 0
        if one.key not in recorder.shapes and not ends_here:
            continue
        result = recorder.shapes.get(one.key)
        operands = tuple(Operand(text, shape) for text, shape in known if shape is not None)
        if not any(shape for shape in (result, *(operand.shape for operand in operands))):
            continue
        found.append(ShapeLine(one.line, one.text, one.sign, operands, result, one.over, failed=ends_here))
        if ends_here:
            break
    return tuple(found[-_MOST:] if failed else found[:_MOST])


# -- the syntax tree -----------------------------------------------------------------------------------------------


def _instrument(tree: ast.Module, source: str) -> list[_Operation]:
    """Put a call around each subexpression of *tree*; return its operations, the inner ones first."""
    instrument = _Instrument(source)
    instrument.visit(tree)
    ast.fix_missing_locations(tree)
    return instrument.operations


class _Instrument(ast.NodeTransformer):
    def __init__(self, source: str) -> None:
        self._source = source
        self._keys = 0
        self.operations: list[_Operation] = []

    def _seen(self, node: ast.expr) -> tuple[ast.expr, int]:
        """Return *node*, its inside recorded, in a call that records it, and its key."""
        text_of = node
        inside = self.visit(node)
        if isinstance(inside, ast.Call) and isinstance(inside.func, ast.Name) and inside.func.id == _SEEN:
            key = inside.args[0]
            assert isinstance(key, ast.Constant) and isinstance(key.value, int)
            return inside, key.value
        self._keys += 1
        return self._call(_SEEN, self._keys, inside, text_of), self._keys

    def _call(self, name: str, key: int, value: ast.expr, at: ast.expr, *more: ast.expr) -> ast.expr:
        arguments = [ast.Constant(key), *more, value]
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), arguments, []), at)

    def _text(self, node: ast.AST) -> str:
        return " ".join((ast.get_source_segment(self._source, node) or "").split())

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        texts = self._text(node.left), self._text(node.right)
        text, at = self._text(node), node.lineno
        node.left, left = self._seen(node.left)
        node.right, right = self._seen(node.right)
        return self._finished(
            node, text, at, _SIGNS.get(type(node.op), "?"), [(left, texts[0]), (right, texts[1])]
        )

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) > 1 or type(node.ops[0]) not in _SIGNS:
            self.generic_visit(node)
            return node
        texts = self._text(node.left), self._text(node.comparators[0])
        text, at = self._text(node), node.lineno
        node.left, left = self._seen(node.left)
        node.comparators[0], right = self._seen(node.comparators[0])
        return self._finished(
            node, text, at, _SIGNS[type(node.ops[0])], [(left, texts[0]), (right, texts[1])]
        )

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        text, at, whole = self._text(node), node.lineno, self._text(node.value)
        if not isinstance(node.ctx, ast.Load):
            self.generic_visit(node)
            return node
        node.value, key = self._seen(node.value)
        operands = [(key, whole)]
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for place, part in enumerate(parts):
            if isinstance(part, ast.Slice | ast.Constant | ast.Starred):
                parts[place] = self.visit(part)
                continue
            said = self._text(part)
            parts[place], key = self._seen(part)
            operands.append((key, said))
        if not isinstance(node.slice, ast.Tuple):
            node.slice = parts[0]
        return self._finished(node, text, at, "[]", operands)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if not isinstance(node.ctx, ast.Load) or node.attr not in ("T", "mT", "H"):
            self.generic_visit(node)
            return node
        text, at, whole = self._text(node), node.lineno, self._text(node.value)
        node.value, key = self._seen(node.value)
        return self._finished(node, text, at, f".{node.attr}", [(key, whole)])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        text, at = self._text(node), node.lineno
        name = node.func.attr if isinstance(node.func, ast.Attribute) else self._text(node.func)
        over = _dimensions(node)
        operands: list[tuple[int, str]] = []
        if isinstance(node.func, ast.Attribute):
            whole = self._text(node.func.value)
            node.func.value, key = self._seen(node.func.value)
            operands.append((key, whole))
        elif not isinstance(node.func, ast.Name):
            node.func = self.visit(node.func)
        for place, given in enumerate(node.args):
            if isinstance(given, ast.List | ast.Tuple):
                for within, element in enumerate(given.elts):
                    if not isinstance(element, ast.Starred):
                        said = self._text(element)
                        given.elts[within], key = self._seen(element)
                        operands.append((key, said))
            elif not isinstance(given, ast.Starred | ast.Constant):
                said = self._text(given)
                node.args[place], key = self._seen(given)
                operands.append((key, said))
            else:
                node.args[place] = self.visit(given)
        for word in node.keywords:
            said = self._text(word.value)
            word.value, key = self._seen(word.value)
            operands.append((key, said))
        return self._finished(node, text, at, name, operands, over)

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        text, target, said = self._text(node), self._text(node.target), self._text(node.value)
        node.value, given = self._seen(node.value)
        before, after = self._keys + 1, self._keys + 2
        self._keys = after
        look = ast.parse(f"lambda: {target}", mode="eval").body
        node.value = self._call(_BESIDE, before, node.value, node.value, look)
        changed = ast.parse(target, mode="eval").body
        seen = ast.copy_location(ast.Expr(self._call(_SEEN, after, changed, node.value)), node)
        sign = f"{_SIGNS.get(type(node.op), '?')}="
        self.operations.append(_Operation(after, node.lineno, text, sign, [(before, target), (given, said)]))
        return [node, seen]

    def _finished(
        self,
        node: ast.expr,
        text: str,
        line: int,
        sign: str,
        operands: list[tuple[int, str]],
        over: tuple[int, ...] | None = None,
    ) -> ast.expr:
        self._keys += 1
        self.operations.append(_Operation(self._keys, line, text, sign, operands, over))
        return self._call(_SEEN, self._keys, node, node)

    # What is no expression to be evaluated in its place is left alone.

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        node.body = self._statements(node.body)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        node.body = self._statements(node.body)
        return node

    def _statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        inside = ast.Module(body, [])
        self.generic_visit(inside)
        return inside.body


def _dimensions(node: ast.Call) -> tuple[int, ...] | None:
    """Return the dimensions that a call names by numbers, as those of a sum; none named is an empty tuple."""
    given = [word.value for word in node.keywords if word.arg in ("dim", "axis")]
    if not given and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        given = node.args[1:2] if node.func.value.id in ("torch", "np", "numpy", "F") else node.args[:1]
    elif not given:
        given = node.args[:1]
    if not given:
        return ()
    try:
        found = ast.literal_eval(given[0])
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    if type(found) is int:
        return (found,)
    is_several = isinstance(found, tuple | list) and all(type(one) is int for one in found)
    return tuple(found) if is_several else None
