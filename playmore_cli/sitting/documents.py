"""The records that the JSON of several commands holds."""

from typing import Any

from playmore_cli.exercises.judging import Comparison
from playmore_cli.outputs import Changes, Failure, Graph, Output, Plot, Result, Stream
from playmore_cli.view.graphs import draw_graph, graph_words
from playmore_cli.view.theme import NONE

_GRAPH_COLUMNS = 100
"""Graphs are drawn for lines of this length, as wide as they may be."""


def output_document(output: Output) -> dict[str, Any]:
    """Return an output: what was printed, a result, a picture in characters and words, or a failure."""
    match output:
        case Stream(name=name, text=text):
            return {"type": "stream", "name": name, "text": text}
        case Result(text=text):
            return {"type": "result", "text": text}
        case Plot():
            return {"type": "display", "kind": "plot", "text": output.picture.text(), "words": output.words}
        case Graph():
            drawing = draw_graph(output, _GRAPH_COLUMNS, theme=NONE).plain
            return {"type": "display", "kind": "graph", "text": drawing, "words": graph_words(output)}
        case Failure():
            traceback = output.traceback()
            return {"type": "failure", "name": output.name, "message": output.message, "traceback": traceback}


def changes_document(changes: Changes) -> dict[str, Any]:
    """Return what a step did to the names."""
    return {
        "new": changes.new,
        "changed": {name: list(pair) for name, pair in changes.changed.items()},
        "gone": list(changes.gone),
    }


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return a figure of the lecture beside the one that came out."""
    return {
        "what": comparison.figure.what,
        "yours": comparison.yours,
        "is": comparison.figure.is_,
        "within": comparison.figure.within,
        "verdict": comparison.verdict.value,
    }
