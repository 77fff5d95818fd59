"""Learners' versions in place of the lecture's, at their own step and from there on."""

from playmore_cli.exercises.placing import carry, place_attempts, put_in_place
from playmore_cli.lesson.model import Chapter, Lecture, Lesson, Recreate, Step, Timecode

CLASS = """\
class Box:
    def __init__(self, x):
        self.x = x

    def get(self):
        return self.x
"""
GROWN = CLASS + "\n    def twice(self):\n        return 2 * self.x\n"
CHANGED = GROWN.replace("return self.x\n", "return float(self.x)\n")
MINE = """\
class Box:
    def __init__(self, x):
        self.x = x
        self.mine = True

    def get(self):
        value = self.x
        return value

    def extra(self):
        return 7
"""


def lesson(*codes: str, ideas: dict[int, str | None]) -> Lesson:
    """Return a lesson with a step for each code; *ideas* gives by step the exercise's solution, if it has its own."""
    steps = tuple(
        Step(
            id=f"s{number}",
            at=Timecode(number),
            code=code,
            recreate=Recreate("Do it", "assert True", solution=ideas[number]) if number in ideas else None,
        )
        for number, code in enumerate(codes)
    )
    chapter = Chapter(Timecode(0), "one", steps)
    lecture = Lecture("Tiny", "nobody", "x", Timecode(600))
    return Lesson(format=1, id="t", title="Tiny", lecture=lecture, about="", chapters=(chapter,))


def run(source: str) -> dict[str, object]:
    """Return what *source* leaves in a namespace."""
    names: dict[str, object] = {}
    exec(source, names)
    return names


def test_the_step_keeps_what_the_attempt_does_not_replace() -> None:
    """
    Lines that use the definition stay, and stand behind the learner's.
    """
    code = "start = 1\n\ndef f(x):\n    return x\n\nresult = f(start)"

    assert run(put_in_place(code, "def f(x):\n    return 5", code) or "")["result"] == 5


def test_an_assignment_in_pieces_is_replaced_as_a_whole() -> None:
    """
    A gradient that the lecture assigns in two statements is one thing; what shows it stays.
    """
    code = "d = [0, 0]\nd[1] = 4\nseen = list(d)"

    assert run(put_in_place(code, "d = [7, 7]", code) or "")["seen"] == [7, 7]


def test_names_used_on_the_way_replace_nothing() -> None:
    """
    What the attempt assigns besides the task's own names does not take the lecture's away.
    """
    code = "n = 3\n\ndef f():\n    return n"

    placed = put_in_place(code, "n = 99\ndef f():\n    return 1", "def f():\n    return n")

    assert placed is not None and placed.startswith("n = 3")


def test_an_answer_to_another_question_stands_for_itself() -> None:
    """
    Where the attempt gives names that the step does not have, nothing is replaced.
    """
    assert put_in_place("x = 1", "def g():\n    return 1", "def g():\n    return 1") is None


def test_a_class_is_carried_on_until_it_changes() -> None:
    """
    Repeated as it was the class is the learner's whole; grown, it is theirs but for what is new or changed.
    """
    assert carry(MINE, CLASS, CLASS) is not None
    grown = carry(MINE, CLASS, GROWN)
    changed = carry(MINE, CLASS, CHANGED)

    assert grown is not None and changed is not None
    box = run(grown.source + "\nbox = Box(4)\nsaid = box.mine, box.get(), box.twice(), box.extra()")
    assert box["said"] == (True, 4, 8, 7)
    assert (grown.lectures, changed.lectures) == (("twice",), ("get", "twice"))


def test_a_function_that_changed_is_the_lectures() -> None:
    """
    Of a function that the lecture writes anew nothing stays the learner's.
    """
    assert carry("def f():\n    return 1", "def f():\n    return 0", "def f():\n    return 2") is None


def test_placement_of_a_whole_lesson() -> None:
    """
    A version is at work at its own step and wherever its class is repeated; an answer of its own is at work nowhere.
    """
    other = "def apart():\n    return 1"
    small = lesson("x = 1", CLASS + "\nbox = Box(1)", GROWN, "y = 2", ideas={1: None, 3: other})

    placement = place_attempts(small, {"s1": MINE, "s3": other}, "quick")

    assert placement.used == {"s1": ("s1", "s2"), "s3": ()}
    assert set(placement.codes) == {"s1", "s2"}
    assert placement.lectures == {"Box": ("twice",)}


def test_a_later_version_of_the_learners_counts() -> None:
    """
    Two ideas about the same class: from the second on its version is at work.
    """
    later = MINE.replace("return 7", "return 8")
    small = lesson(CLASS, CLASS, CLASS, ideas={0: None, 1: None})

    placement = place_attempts(small, {"s0": MINE, "s1": later}, "quick")

    assert placement.used == {"s0": ("s0",), "s1": ("s1", "s2")}
    assert "return 8" in placement.codes["s2"]
