"""Values that bring a form of their own along, in a real worker."""

import io

import pytest

from playmore_cli.outputs import Graph, Plot, Result, Stream
from playmore_cli.runner.client import Runner
from playmore_cli.runner.html_words import words_of_html
from playmore_cli.runner.protocol import Done, Event

OWN = """\
class Own:
    def {method}(self{more}):
        return {value!r}
Own()
"""


def shown(runner: Runner, source: str) -> list[Event]:
    """Return what a source shows, without its end."""
    return [event for event in runner.run(source, "t:step") if not isinstance(event, Done)]


def png() -> bytes:
    """Return a picture of 4 x 2 pixels, a corner of which is transparent."""
    from PIL import Image

    image = Image.new("RGBA", (4, 2), "black")
    image.putpixel((0, 0), (0, 0, 0, 0))
    file = io.BytesIO()
    image.save(file, "png")
    return file.getvalue()


@pytest.mark.parametrize(
    ("method", "more", "value", "result"),
    [
        ("_repr_markdown_", "", "**bold**", Result("**bold**", is_markdown=True)),
        ("_repr_latex_", "", "$x^2$", Result("$x^2$", is_markdown=True)),
        ("_repr_html_", "", "<p>plain <b>words</b></p>", Result("plain words")),
        ("_repr_svg_", "", "<svg><text>a</text></svg>", Result("a drawing that only a browser shows; its words: a")),
        ("_repr_mimebundle_", ", **wanted", {"text/html": "<i>in it</i>"}, Result("in it")),
        ("_repr_mimebundle_", ", **wanted", ({"text/markdown": "*x*"}, {}), Result("*x*", is_markdown=True)),
    ],
)  # fmt: skip
def test_own_forms(runner: Runner, method: str, more: str, value: object, result: Result) -> None:
    """
    Of a value that says nothing of itself the best form that a terminal has is shown.
    """
    assert shown(runner, OWN.format(method=method, more=more, value=value)) == [result]


def test_a_telling_repr_stays(runner: Runner) -> None:
    """
    HTML does not take the place of a ``repr`` that says something; a form whose method fails is none.
    """
    told = (
        "class A:\n    def __repr__(self): return 'A(1)'\n    def _repr_html_(self): return '<b>1</b>'\nA()"
    )
    fails = (
        "class A:\n    def __repr__(self): return 'A(1)'\n    def _repr_markdown_(self): return 1 / 0\nA()"
    )

    assert shown(runner, told) == shown(runner, fails) == [Result("A(1)")]


@pytest.mark.parametrize("as_text", [False, True])
def test_a_picture_is_drawn(runner: Runner, as_text: bool) -> None:
    """
    A PNG, also in base64, is drawn as a plot is; what is transparent in it is white.
    """
    code = f"import base64\ndata = {png()!r}\n" + (
        "data = base64.b64encode(data).decode()\n" if as_text else ""
    )
    code += "class Own:\n    def _repr_png_(self): return data\nOwn()"

    (plot,) = shown(runner, code)

    assert isinstance(plot, Plot) and "image of 2 rows and 4 columns" in plot.words
    papers = [run.paper for row in plot.picture.rows for run in row if run.paper]
    assert (255, 255, 255) in papers + [run.ink for row in plot.picture.rows for run in row]


def test_a_picture_that_is_none(runner: Runner) -> None:
    """
    Where the picture cannot be read the ``repr`` is shown, and why.
    """
    (result,) = shown(runner, "class Own:\n    def _repr_png_(self): return b'no picture'\nOwn()")

    assert isinstance(result, Result) and "Own object" in result.text and "cannot be read" in result.text


def test_what_plotting_hands_back_is_no_result(torch_runner: Runner) -> None:
    """
    A plot is not followed by the artists that drew it; a figure looked at later is drawn again.
    """
    torch_runner.reset()

    drawn = shown(torch_runner, "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])")
    again = shown(torch_runner, "fig")
    both = shown(torch_runner, "fig, ax = plt.subplots()\nax.plot([1, 2])\nfig")

    assert [[type(event) for event in events] for events in (drawn, again, both)] == [[Plot]] * 3


def test_graphviz_source(torch_runner: Runner) -> None:
    """
    A text in DOT is drawn as the graph that it describes.
    """
    torch_runner.reset()

    (graph,) = shown(torch_runner, "import graphviz\ngraphviz.Source('digraph { a -> b }')")

    assert isinstance(graph, Graph) and len(graph.nodes) == 2


THEIRS = "from IPython.display import display\n"
BY_MODULE = "import IPython.display as d\ndisplay = d.display\n"


@pytest.mark.parametrize("begin", ["", THEIRS, BY_MODULE])
def test_display(runner: Runner, begin: str) -> None:
    """
    ``display`` is there as in a notebook and shows each value in its best form, IPython's too, in order with prints.
    """
    seen = shown(
        runner, begin + "display([1], 'a')\nprint('b', end='')\nh = display(2, display_id=True)\nh.update(3)"
    )

    assert seen == [Result("[1]"), Result("'a'"), Stream("stdout", "b"), Result("2"), Result("3")]


def test_display_is_no_variable(runner: Runner) -> None:
    """
    It is among the built-in names: not new after a step, and the learner's own ``display`` wins.
    """
    *_, end = runner.run("display(1)", "t:step")
    assert isinstance(end, Done) and not end.changes.new

    assert shown(runner, "def display(x): print('mine', end='')\ndisplay(1)") == [Stream("stdout", "mine")]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<table><thead><tr><th></th><th>a</th></tr></thead><tr><th>x</th><td>10</td></tr></table>", "    a\nx  10"),
        ("<style>p {}</style><ul><li>one</li><li>two &amp; three</li></ul>", "• one\n• two & three"),
        ("<p>a<br>b", "a\nb"),
        ("<table><tr><td>a</td>", ""),
        ("", ""),
        ("<td>lost</td></table>", "lost"),
    ],
)  # fmt: skip
def test_html_in_words(html: str, words: str) -> None:
    """
    Tables stand in columns, blocks on lines of their own, and what is never seen is left out.
    """
    assert words_of_html(html) == words


def test_looking_changes_nothing(runner: Runner) -> None:
    """
    What ``_repr_*_`` methods do to the variables is undone.
    """
    code = "seen = []\nclass Own:\n    def _repr_markdown_(self):\n        seen.append(1)\n        return 'x'\nOwn()"

    assert shown(runner, code) == [Result("x", is_markdown=True)]
    assert shown(runner, "seen") == [Result("[]")]
