"""A lesson to begin with: a step of every kind, valid, ready to be played and to be written over."""

from playmore_cli.lesson.model import (
    Ban,
    Card,
    Chapter,
    Claim,
    Expect,
    Figure,
    Lecture,
    Lesson,
    Mistake,
    Prediction,
    Recreate,
    Step,
    Timecode,
)

HEAD = """\
A lesson to write over. Timecodes say when the lecture does what a step does.
While you write:  playmore check FILE --watch    and    playmore preview FILE --from STEP
A figure with  is: "?"  is filled in by  playmore check FILE --run --update
What the code opens lies beside this file:  data: [links.csv]  below the id names it
Completion in editors:  playmore check --schema > lesson.schema.json"""

MODELINE = "yaml-language-server: $schema=lesson.schema.json"
"""The comment by which editors find the schema, where it lies beside the lesson."""

_PARTS = 8
"""Into how many parts the length is cut: where the steps stand."""


def make_scaffold(id: str, title: str, video: str, length: float) -> Lesson:
    """Return a lesson of eight steps that show what a lesson can do; *length* is that of the video in seconds."""

    def at(part: int) -> Timecode:
        return Timecode(int(length * part / _PARTS))

    return Lesson(
        format=1,
        id=id,
        title=title,
        lecture=Lecture(title, "the lecturer", video, Timecode(int(length))),
        about="What the lecture is about, in a sentence or two. Sentences and code are ours, ideas the lecture's.",
        chapters=(
            Chapter(at(0), "one slope", (_welcome(at(0)), _define(at(1)), _nudge(at(2)), _guess(at(3)))),
            Chapter(
                at(4), "a wrong turn", (_wrong(at(4)), _descend(at(5)), _picture(at(6)), _end(at(7), id))
            ),
        ),
    )


def _welcome(at: Timecode) -> Step:
    return Step(
        id="welcome",
        at=at,
        say=(
            "A step is one idea: a few sentences, then something to do. Narration is Markdown, with maths in\n"
            "dollars: $f(x) = 3x^2 - 4x + 5$."
        ),
    )


def _define(at: Timecode) -> Step:
    return Step(
        id="define-f",
        at=at,
        say="Code is plain Python. The value of its last line is shown.",
        code="def f(x):\n    return 3*x**2 - 4*x + 5\n\nf(3.0)",
        lecture=(Figure("f(3)", "f(3.0)", 20.0),),
        then="A figure of the lecture stands beside the learner's own, where there is one.",
    )


def _nudge(at: Timecode) -> Step:
    return Step(
        id="small-step",
        at=at,
        say=(
            "Pieces of a list are revealed one by one.",
            "How much higher is `f`, per unit of a small step?",
        ),
        code="h = 0.001\nslope = (f(3.0 + h) - f(3.0)) / h\nslope",
        lecture=(Figure("slope", "slope", 14.003, within=0.001, recorded=True),),
        then="Live values stand in braces: the slope is {{ slope:.3f }}.",
        recreate=Recreate(
            task="Write `slope_at(f, x)`, the slope of `f` at `x`.",
            start="def slope_at(f, x):\n    ",
            check='def line(x):\n    return 2*x\n\nagrees("slope_at", line, 1.0, want=2.0, atol=0.01)\n'
            'agrees("slope_at", f, 3.0, want=14.0, atol=0.05)',
            hints=("Step a little to the right, and see how much higher `f` is.", "Divide by the step."),
            mistakes=(Mistake("def slope_at(f, x):\n    return f(x + 0.001) - f(x)", "slope_at"),),
            solution="def slope_at(f, x):\n    return (f(x + 0.0001) - f(x)) / 0.0001",
            forbids=(Ban(("imports",), "plain numbers are enough"),),
        ),
    )


def _guess(at: Timecode) -> Step:
    return Step(
        id="slope-at-zero",
        at=at,
        say="A question before the code runs is answered by what the code gives.",
        predict=Prediction(
            "Is the slope at 0 positive or negative?",
            "'positive' if at_zero > 0 else 'negative'",
            ("positive", "negative"),
            "Left of its lowest point the parabola falls.",
        ),
        code="at_zero = (f(0 + h) - f(0)) / h\nat_zero",
        cards=(
            Card("What does a slope tell?", "How much the output changes for a small change of the input."),
            Card(
                "Give the slope of `f` at -1.",
                code="(f(-1 + h) - f(-1)) / h",
                check="same(_, -10.0, 'the last value', atol=0.1)",
            ),
        ),
    )


def _wrong(at: Timecode) -> Step:
    return Step(
        id="wrong-turn",
        at=at,
        say="A wrong turn of the lecture is a step of its own, and says which error it meets.",
        code="f('three')",
        expect=Expect("TypeError"),
    )


def _descend(at: Timecode) -> Step:
    return Step(
        id="many-steps",
        at=at,
        say="What takes long has two paces: few rounds to play along, all of them with `--pace full`.",
        pace={"rounds": {"quick": 20, "full": 2000}},
        code=("rounds = 2000\nx = 3.0\nfor i in range(rounds):\n    x -= 0.1 * (f(x + h) - f(x)) / h\nx"),
        predict=Prediction("Where does it end, to a tenth?", "x", within=0.1, also=("2/3",)),
        holds=(Claim("f(x) < f(3.0)", "it is lower than where it began"),),
        then="What the narration claims is tried by `check --run`: it went downhill, to {{ x:.2f }}.",
    )


def _picture(at: Timecode) -> Step:
    return Step(
        id="picture",
        at=at,
        say="Plots are drawn in characters, from the code of the lecture.",
        code=(
            "import matplotlib.pyplot as plt\n\n"
            "xs = [i / 10 for i in range(-20, 31)]\nplt.plot(xs, [f(x) for x in xs]);"
        ),
        draws="A parabola whose lowest point is near two thirds.",
    )


def _end(at: Timecode, lesson: str) -> Step:
    return Step(
        id="the-end", at=at, say="That was all. Links lead to other steps.", see=(f"{lesson}/small-step",)
    )
