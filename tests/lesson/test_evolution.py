"""How code evolves through a lesson."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playmore_cli.errors import UsageError
from playmore_cli.lesson.catalog import Catalog
from playmore_cli.lesson.evolution import compare_code, defined_names, find_changes, history
from playmore_cli.lesson.model import Chapter, Constant, Lecture, Lesson, Step, Timecode

VALUE = "class Value:\n\n    def __init__(self, data):\n        self.data = data"
VALUE_ADD = f"{VALUE}\n\n    def __add__(self, other):\n        return Value(self.data + other.data)"
VALUE_MUL = f"{VALUE_ADD}\n\n    def __mul__(self, other):\n        return Value(self.data * other.data)"
LOOP = (
    "for step in range(100):\n    # forward\n    logits = net(x)\n    loss = error(logits, y)\n\n"
    "    # backward\n    loss.backward()\n    update(0.1)"
)


def _lesson(*codes: str | None, pace: dict[str, dict[str, Constant]] | None = None) -> Lesson:
    steps = [
        Step(id=f"s{n}", at=Timecode(n), say="Hello.", code=code, pace=pace or {})  # type: ignore[arg-type]
        for n, code in enumerate(codes)
    ]
    lecture = Lecture("A lecture", "Somebody", "abcdefghijk", Timecode(600))
    chapter = Chapter(Timecode(0), "intro", tuple(steps))
    return Lesson(format=1, id="demo", title="Demo", lecture=lecture, about="", chapters=(chapter,))


def _shown(*codes: str | None, pace: str | None = None) -> str:
    """Return the last code as a learner sees it: marks, removed lines, and changed spans in brackets."""
    changes = find_changes(_lesson(*codes), len(codes) - 1)
    assert changes is not None
    assert codes[-1] is not None
    rows = []
    for number, line in enumerate([*codes[-1].split("\n"), None]):
        rows += [f"-{old}" for old in changes.removed.get(number, ())]
        if line is not None:
            for start, end in reversed(changes.spans.get(number, ())):
                line = f"{line[:start]}[{line[start:end]}]{line[end:]}"
            rows.append(changes.marks[number] + line)
    return "\n".join(rows)


# ---- classes and functions


def test_a_first_version_has_no_marks() -> None:
    """What is wholly new needs no marks: all of it is new."""
    assert find_changes(_lesson(VALUE), 0) is None
    assert find_changes(_lesson(VALUE, "def f():\n    return 1"), 1) is None


def test_the_step_that_marked_code_is_compared_with() -> None:
    """Changes tell since which step code is new: that of each part which differs, and of no other."""
    codes = (VALUE, LOOP, "x = 1", f"{VALUE_ADD}\n\n{LOOP}")

    changes = find_changes(_lesson(*codes), 3)
    again = find_changes(_lesson(*codes, VALUE_ADD), 4)

    assert changes is not None
    assert changes.since == (0,)
    assert again is not None
    assert again.since == ()


def test_narration_has_no_changes() -> None:
    """A step without code changes nothing, and stands in nobody's way."""
    assert find_changes(_lesson(VALUE, None), 1) is None
    assert find_changes(_lesson(VALUE, None, VALUE_ADD), 2) is not None


def test_a_method_is_added() -> None:
    """Only the new method is marked, although its neighbour looks much like it."""
    changes = find_changes(_lesson(VALUE_ADD, VALUE_MUL), 1)
    assert changes is not None
    assert "".join(changes.marks) == " " * 8 + "++"
    assert changes.removed == {}


def test_the_latest_version_counts() -> None:
    """A class is compared with its last version, not its first."""
    changes = find_changes(_lesson(VALUE, VALUE_ADD, VALUE_MUL), 2)
    assert changes is not None
    assert changes.marks.count("+") == 2


def test_a_repeated_version_is_unchanged() -> None:
    """Code that is repeated word for word has an earlier version and no marks."""
    changes = find_changes(_lesson(VALUE, VALUE), 1)
    assert changes is not None
    assert changes.is_empty


def test_a_line_changes() -> None:
    """The changed characters are known, whole words and signs at a time."""
    old = "class Value:\n    def __init__(self, data):\n        self.data = data\n\n    def relu(self):\n        pass"
    new = (
        "class Value:\n    def __init__(self, data, _children=()):\n        self.data = data\n"
        "        self.grad = 0.0\n\n    def relu(self):\n        pass"
    )
    assert _shown(old, new) == (
        " class Value:\n~    def __init__(self, data[, _children=()]):\n         self.data = data\n"
        "+        self.grad = 0.0\n \n     def relu(self):\n         pass"
    )


def test_a_method_is_removed_and_another_moves() -> None:
    """Removed methods are told where they stood; a method that only moved is not marked."""
    two = "    def two(self):\n        return 2\n"
    old = f"class A:\n    def one(self):\n        return 1\n{two}    def three(self):\n        return 3"
    new = "class A:\n    def three(self):\n        return 3\n    def one(self):\n        return 1"
    changes = compare_code(old, new)
    assert set(changes.marks) == {" "}
    assert changes.removed == {1: ("    def two(self):", "        return 2")}


def test_lines_are_removed_at_the_end() -> None:
    """They stand before the line after the last."""
    assert compare_code("a = 1\nb = 2\nc = 3", "a = 1").removed == {1: ("b = 2", "c = 3")}


def test_several_definitions_in_one_step() -> None:
    """Each is compared with its own last version, wherever that stood; beside them a new one is new."""
    code = "def g():\n    return 3\n\ndef new():\n    return 9\n\ndef f():\n    return 1"
    assert _shown("def f():\n    return 1", "def g():\n    return 2", code) == (
        " def g():\n~    return [3]\n \n+def new():\n+    return 9\n \n def f():\n     return 1"
    )


def test_decorators_and_comments_belong_to_a_definition() -> None:
    """A comment or decorator above a function is compared with it."""
    assert _shown("@torch.no_grad()\ndef f():\n    pass", "# fast\n@cache\ndef f():\n    pass") == (
        "-@torch.no_grad()\n+# fast\n+@cache\n def f():\n     pass"
    )


def test_a_comment_behind_code_is_no_change() -> None:
    """Remarks come and go; the code is the same."""
    changes = compare_code("x = 1  # one\ny = 2", "x = 1\ny = 2  # two")
    assert changes.is_empty


def test_blank_lines_are_no_change() -> None:
    """Air between lines is neither new nor removed."""
    assert compare_code("a = 1\n\nb = 2", "a = 1\nb = 2\n\nc = 3\n").marks == (" ", " ", " ", "+", " ")
    assert compare_code("a = 1\n\nb = 2", "a = 1\nb = 2").is_empty


def test_a_name_that_becomes_something_else() -> None:
    """A class is no version of a function of its name."""
    assert find_changes(_lesson("def f():\n    pass", "class f:\n    x = 1"), 1) is None


def test_a_method_put_into_a_class_afterwards() -> None:
    """A function that becomes a method is compared with the method it replaces."""
    code = "def __add__(self, other):\n    return Value(self.data - other.data)\nValue.__add__ = __add__"
    assert _shown(VALUE_ADD, code) == (
        " def __add__(self, other):\n~    return Value(self.data [-] other.data)\n+Value.__add__ = __add__"
    )


def test_an_async_function_and_a_property() -> None:
    """Two methods of one name, as a property has, are compared in order."""
    old = "class A:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, v):\n        self.v = v"
    changes = compare_code(old, old.replace("self.v = v", "self.v = v + 1"))
    assert changes.marks == (" ", " ", " ", " ", " ", "~")
    assert find_changes(_lesson("async def f():\n    pass", "async def f():\n    return 1"), 1) is not None


# ---- blocks


def test_a_loop_is_known_by_its_likeness() -> None:
    """A training loop is compared with the loop it came from."""
    new = LOOP.replace("update(0.1)", "update(0.01)").replace(
        "    # backward", "    loss += penalty\n    # backward"
    )
    assert _shown(LOOP, "x = 1", new) == (
        " for step in range(100):\n     # forward\n     logits = net(x)\n     loss = error(logits, y)\n \n"
        "+    loss += penalty\n     # backward\n     loss.backward()\n~    update(0.[01])"
    )


def test_another_loop_is_no_version() -> None:
    """Loops that merely begin alike are not compared."""
    other = (
        "for step in range(100):\n    print(words[step])\n    total += len(words[step])\n    seen.add(step)"
    )
    assert find_changes(_lesson(LOOP, other), 1) is None


def test_the_most_similar_loop_counts() -> None:
    """Of several earlier loops it is the nearest one, and of equally near ones the newest."""
    other = LOOP.replace("net(x)", "big(net(x), deep=True, wide=True)").replace(
        "update(0.1)", "decay()\n    update(0.5)"
    )
    changes = find_changes(_lesson(LOOP, other, LOOP.replace("100", "200")), 2)
    assert changes is not None
    assert [row for row, mark in enumerate(changes.marks) if mark != " "] == [0]
    changes = find_changes(_lesson(LOOP, LOOP.replace("100", "150"), LOOP.replace("100", "200")), 2)
    assert changes is not None
    assert changes.spans == {0: ((18, 21),)}


def test_short_blocks_are_not_compared() -> None:
    """Two lines say too little to be a version of anything; comments do not count."""
    assert find_changes(_lesson("x = 1\ny = 2", "x = 1\ny = 3"), 1) is None
    assert find_changes(_lesson("x = 1\n# a\n# b\ny = 2", "x = 1\n# a\n# b\ny = 3"), 1) is None


def test_a_short_run_beside_a_version_is_compared() -> None:
    """The one line of thirty that changed is marked, also where it stands in a run of two."""
    changes = find_changes(_lesson(f"losses = []\nrate = 0.1\n{LOOP}", f"losses = []\nrate = 0.2\n{LOOP}"), 1)
    assert changes is not None
    assert [row for row, mark in enumerate(changes.marks) if mark != " "] == [1]
    assert changes.spans == {1: ((9, 10),)}


def test_what_is_new_beside_a_version_is_marked() -> None:
    """A statement that nothing before is like is new, and those around it are as they were."""
    changes = find_changes(_lesson(f"n = 0\n{LOOP}", f"P = N + 1\nn = 0\n{LOOP}\nprint(n)"), 1)
    assert changes is not None
    assert [row for row, mark in enumerate(changes.marks) if mark == "+"] == [0, len(changes.marks) - 1]
    assert "~" not in changes.marks


def test_a_statement_that_moved_past_a_version_is_new() -> None:
    """What stood after a function and now stands before it gives something else."""
    changes = find_changes(
        _lesson("def f():\n    return 1\n\nbefore = f()", "before = f()\n\ndef f():\n    return 2"), 1
    )
    assert changes is not None
    assert changes.marks == ("+", " ", " ", "~")


def test_a_loop_that_was_indented_is_as_it_was() -> None:
    """A loop put into another one is marked where it has new lines, and nowhere else."""
    inner = LOOP.replace("\n", "\n    ")
    changes = find_changes(_lesson(LOOP, f"for turn in range(3):\n    {inner}\n    seen.append(turn)"), 1)
    assert changes is not None
    assert [row for row, mark in enumerate(changes.marks) if mark != " "] == [0, len(changes.marks) - 1]
    assert set(changes.marks) == {" ", "+"}


def test_a_line_that_left_its_body_has_changed() -> None:
    """A line that was indented otherwise than those beside it does something else."""
    assert compare_code("for x in y:\n    a = 1\n    b = 2", "for x in y:\n    a = 1\nb = 2").marks == (
        " ",
        " ",
        "~",
    )


def test_a_run_of_statements_is_known_by_the_names_it_assigns() -> None:
    """The parameters of a network are compared; three prints that look alike are not."""
    old = "C = randn(27, 2)\nW1 = randn(6, 100)\nb1 = randn(100)\nW2 = randn(100, 27)"
    assert _shown(
        old, old.replace("randn(27, 2)", "randn(27, 10)").replace("b1 = randn(100)", "b1 = zeros(100)")
    ) == ("~C = randn(27, [10])\n W1 = randn(6, 100)\n~b1 = [zeros](100)\n W2 = randn(100, 27)")
    assert find_changes(_lesson("print(a)\nprint(b)\nprint(c)", "print(d)\nprint(b)\nprint(c)"), 1) is None


def test_a_statement_that_is_not_repeated_is_not_removed() -> None:
    """Its variable is still there, so the run shows what is new and what changed, not what is missing."""
    changes = find_changes(_lesson("a = 1\nb = 2\nc = 3\nd = 4", "a = 1\nb = 2\nc = 5"), 1)
    assert changes is not None
    assert changes.marks == (" ", " ", "~")
    assert changes.removed == {}


def test_lines_that_assign_the_same_name_are_one_line() -> None:
    """However different the right sides are."""
    assert compare_code("x = 1\nloss = -probs.log().mean()", "x = 1\nloss = F.cross_entropy(a, b)").marks == (
        " ",
        "~",
    )


# ---- steps that are special


def test_code_that_does_not_parse() -> None:
    """A step that shows a syntax error has no pieces, and the next one is compared with the step before it."""
    broken = "def f(:\n    pass"
    assert find_changes(_lesson("def f():\n    pass", broken), 1) is None
    assert find_changes(_lesson("def f():\n    pass", broken, "def f():\n    return 1"), 2) is not None


def test_statements_on_one_line() -> None:
    """They are one line of one piece."""
    old = "a = 1; b = 2\nc = 3\nd = 4"
    assert _shown(old, "a = 1; b = 5\nc = 3\nd = 4") == "~a = 1; b = [5]\n c = 3\n d = 4"


def test_pace() -> None:
    """Code is compared as it runs at the pace, so that the constants of the pace are not marked."""
    code = "n = 1_000\nm = 2\nk = 3"
    constants: dict[str, dict[str, Constant]] = {"n": {"quick": 10, "full": 1_000}}
    lesson = _lesson(code, code, pace=constants)
    for pace in ("quick", "full", None):
        changes = find_changes(lesson, 1, pace)  # type: ignore[arg-type]
        assert changes is not None
        assert changes.is_empty


# ---- history


def test_history_of_a_class() -> None:
    """The versions in order with their places; a step that repeats the class adds none."""
    versions = history(_lesson(VALUE, VALUE, None, VALUE_ADD, "Value(1)", VALUE_MUL), "Value")
    assert [(version.index, version.at) for version in versions] == [(0, 0.0), (3, 3.0), (5, 5.0)]
    assert versions[-1].source == VALUE_MUL


def test_history_of_a_method() -> None:
    """A method has versions of its own, without its indentation, also when it is put into the class afterwards."""
    later = "def __add__(self, other):\n    return Value(self.data + other)\nValue.__add__ = __add__"
    versions = history(_lesson(VALUE, VALUE_ADD, VALUE_MUL, later), "Value.__add__")
    assert [version.index for version in versions] == [1, 3]
    assert versions[0].source == "def __add__(self, other):\n    return Value(self.data + other.data)"
    assert versions[1].source == "def __add__(self, other):\n    return Value(self.data + other)"


def test_history_of_a_name() -> None:
    """An assigned name has the statements that assign it, in loops as well, all of a step together."""
    lesson = _lesson("x = 1", "if x:\n    x, y = 2, 3\nx = 4", "x += 1", "def f():\n    x = 5", "x: int = 6")
    assert [(version.index, version.source) for version in history(lesson, "x")] == [
        (0, "x = 1"),
        (1, "x, y = 2, 3\nx = 4"),
        (4, "x: int = 6"),
    ]


def test_a_version_that_returns() -> None:
    """A wrong turn that is taken back is three versions."""
    lesson = _lesson("def f():\n    return 1", "def f():\n    return 2", "def f():\n    return 1")
    assert [version.index for version in history(lesson, "f")] == [0, 1, 2]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Valu", "; did you mean 'Value'?"),
        ("__add__", "; did you mean 'Value.__add__'?"),
        ("Value.__sub__", "; did you mean 'Value.__add__'?"),
        ("zzzzzz", "; it defines Value, trace"),
    ],
)
def test_unknown_names(name: str, advice: str) -> None:
    """The nearest name is offered, a method by its class, or else the classes and functions there are."""
    lesson = _lesson(VALUE_ADD, "def trace(root):\n    return root\nn = 1")
    with pytest.raises(UsageError) as caught:
        history(lesson, name)
    assert str(caught.value) == f"demo defines no {name!r}{advice}"


def test_unknown_name_in_a_lesson_without_code() -> None:
    """There is nothing to offer."""
    with pytest.raises(UsageError, match=r"^demo defines no 'x'$"):
        history(_lesson(None), "x")


def test_defined_names() -> None:
    """Everything that has a history, in the order of the lesson."""
    assert defined_names(_lesson(VALUE_ADD, "a, (b, *c) = 1, (2, 3)\nValue.data = 1\np.grad = None")) == (
        "Value",
        "Value.__init__",
        "Value.__add__",
        "a",
        "b",
        "c",
        "Value.data",
    )


# ---- whatever the code


_LINES = st.lists(
    st.sampled_from(
        [
            "",
            "a = 1",
            "a = 2",
            "b = a + 1",
            "class A:",
            "    def f(self):",
            "        return 1",
            "    x = 1",
            "# c",
        ]
    ),
    max_size=12,
)


@given(_LINES, _LINES)
def test_any_two_codes(old: list[str], new: list[str]) -> None:
    """Every line has one mark, spans lie in changed lines, and old and new together account for every line."""
    changes = compare_code("\n".join(old), "\n".join(new))
    lines = "\n".join(new).split("\n")
    assert len(changes.marks) == len(lines)
    for row, spans in changes.spans.items():
        assert changes.marks[row] == "~"
        assert all(0 <= start < end <= len(lines[row]) for start, end in spans)
    kept = sum(bool(line.strip()) and mark != "+" for line, mark in zip(lines, changes.marks, strict=True))
    removed = sum(len(gone) for gone in changes.removed.values())
    assert kept + removed == sum(bool(line.strip()) for line in old)
    assert all(0 <= row <= len(lines) for row in changes.removed)


@pytest.mark.whole
def test_the_lessons_that_ship(tmp_path: Path) -> None:
    """In every lesson each step's marks fit its code, and every name has a history."""
    for lesson in Catalog(cache=tmp_path).lessons():
        for index, step in enumerate(lesson.steps):
            changes = find_changes(lesson, index, "quick")
            assert changes is None or len(changes.marks) == (step.code or "").count("\n") + 1
        assert all(history(lesson, name) for name in defined_names(lesson))
