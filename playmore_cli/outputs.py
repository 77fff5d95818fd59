"""
What running code can produce, as frozen records.

They lie at the bottom so that the view, the exports, the checker and the exercises can be written and tested
with no process in sight. On the pipe they travel as msgpack maps tagged by ``type``.
"""

from msgspec import Struct

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


class Run(Struct, frozen=True, array_like=True):
    """Characters of one look, side by side; ``None`` is the terminal's own colour."""

    text: str
    ink: Colour | None = None
    paper: Colour | None = None
    bold: bool = False
    dim: bool = False


class Picture(Struct, frozen=True):
    """A drawing in character cells: *rows* from top to bottom, each a tuple of runs."""

    columns: int
    rows: tuple[tuple[Run, ...], ...]

    def text(self) -> str:
        """Return the drawing without its colours, spaces at line ends removed."""
        return "\n".join("".join(run.text for run in row).rstrip() for row in self.rows)


class Stream(Struct, frozen=True, tag="stream", tag_field="type"):
    """Characters that the code wrote to ``stdout`` or ``stderr``."""

    name: str
    text: str


class TensorTable(Struct, frozen=True):
    """
    A tensor or array as plain data: a heading and a few aligned rows.

    *rows* and *columns* are the labels of the cells shown, ``""`` where some were left out; *cells* has
    shape (len(rows), len(columns)).
    """

    heading: str
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    spread: str = ""


class Token(Struct, frozen=True):
    """A piece of a text as a tokenizer cut it: its bytes, and its *id* where that is to be shown."""

    data: bytes
    id: int | None = None


class TokenLine(Struct, frozen=True):
    """A text in tokens, with a *label* before it where several stand below each other."""

    tokens: tuple[Token, ...]
    label: str = ""


class Result(Struct, frozen=True, tag="result", tag_field="type"):
    """
    The value of a step's last expression: its ``repr``, and a form to look at where it has one.

    That is a *table* for a tensor or an array, and lines of *tokens* for a text that was cut into such. A value that
    brings its own form along has that for a *text*, which may be Markdown.
    """

    text: str
    table: TensorTable | None = None
    tokens: tuple[TokenLine, ...] = ()
    is_markdown: bool = False


class Node(Struct, frozen=True):
    """A box of a graph: *fields* are the parts of a record label; *round* marks an operation's bubble."""

    id: str
    fields: tuple[str, ...]
    round: bool = False


class Graph(Struct, frozen=True, tag="graph", tag_field="type"):
    """A computation graph: boxes in the order they were declared, *edges* from id to id."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    words: str = ""


class Plot(Struct, frozen=True, tag="plot", tag_field="type"):
    """
    A finished figure.

    *figure* is the figure itself, pickled by the worker that drew it, so that it can be drawn again for another
    width; *picture* is it in characters for the width at hand; *words* describe it for those who do not see it;
    *png* is it in pixels, where the terminal shows those.
    """

    figure: bytes
    picture: Picture
    words: str = ""
    png: bytes = b""


class Frame(Struct, frozen=True):
    """
    One line of a traceback: a line of *source*, and the columns (0-based, end excluded) of the operation.

    *own* tells the learner's and the lesson's code from library code.
    """

    source: str
    line: int
    function: str
    text: str
    start: int = 0
    end: int = 0
    own: bool = True


class Operand(Struct, frozen=True):
    """What an operation works on: its *text* in the code and its shape; a number has an empty one."""

    text: str
    shape: tuple[int, ...]


class ShapeLine(Struct, frozen=True):
    """
    The shapes that meet in one operation.

    *line* of the code counts from 1, *text* is the operation as it stands there, *sign* its operator or the name of
    what is called. *result* is ``None`` where it has no shape. *over* are the dimensions that a call names, none for
    all, ``None`` where they are not known; *failed* says that the operation raised.
    """

    line: int
    text: str
    sign: str
    operands: tuple[Operand, ...]
    result: tuple[int, ...] | None = None
    over: tuple[int, ...] | None = None
    failed: bool = False


class Failure(Struct, frozen=True, tag="failure", tag_field="type"):
    """
    An exception that reached the top of the step; often the point of the lecture.

    *shapes* are those that met in its statement, where it speaks of shapes.
    """

    name: str
    message: str
    frames: tuple[Frame, ...] = ()
    shapes: tuple[ShapeLine, ...] = ()

    def traceback(self) -> str:
        """Return the traceback as plain text, library frames left out."""
        lines = []
        for frame in self.frames:
            if not frame.own:
                continue
            lines.append(f"  {frame.source} line {frame.line}, in {frame.function}")
            text = frame.text.strip()
            if text:
                lines.append(f"    {text}")
                start = frame.start - (len(frame.text) - len(frame.text.lstrip()))
                if frame.end > frame.start and start >= 0:
                    lines.append("    " + " " * start + "^" * (min(frame.end, len(frame.text)) - frame.start))
        lines.append(f"{self.name}: {self.message}" if self.message else self.name)
        return "\n".join(lines)


class Value(Struct, frozen=True):
    """An expression's value as text, and as numbers where it is one or a list of them."""

    text: str = ""
    number: float | None = None
    numbers: tuple[float, ...] | None = None
    error: str | None = None


class Progress(Struct, frozen=True, tag="progress", tag_field="type"):
    """
    How far the outermost loop of the running step is.

    *done* of *total* rounds (``None`` where not known) after *seconds*; *loss* as it is now.
    """

    done: int
    total: int | None
    seconds: float
    loss: float | None = None


class Variable(Struct, frozen=True):
    """
    A name of the namespace as it is listed: what *kind* its value is, its size or itself in a few words (*short*).

    *about* are its figures, *picture* how its numbers are spread, or run, in a few bars.
    """

    name: str
    kind: str
    short: str
    about: str = ""
    picture: str = ""


class Changes(Struct, frozen=True):
    """What a run did to the names of the namespace, each with a short description of its value."""

    new: dict[str, str] = {}
    changed: dict[str, tuple[str, str]] = {}
    gone: tuple[str, ...] = ()


Output = Stream | Result | Graph | Plot | Failure
