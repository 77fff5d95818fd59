"""How a problem looks."""

from playmore_cli.lesson.problems import Finding, LessonError, Problem, place_findings


def test_a_problem_shows_its_line_and_a_caret() -> None:
    """As in the house style: place and message, the line, a caret, what to do."""
    problem = Problem("p1.yaml", 7, 5, "this is wrong", "mend it", "    at: 1")
    assert str(problem) == "p1.yaml:7:5: this is wrong\n  7 |     at: 1\n    |     ^ mend it"


def test_a_problem_without_advice() -> None:
    """The caret stands alone."""
    assert str(Problem("p1.yaml", 7, 1, "wrong", "", "at: 1")).endswith("\n    | ^")


def test_a_problem_of_the_whole_file() -> None:
    """Line 0 stands for the file: one sentence, no caret."""
    assert (
        str(Problem("p1.yaml", 0, 0, "it is a folder", "name a file"))
        == "p1.yaml: it is a folder; name a file"
    )
    assert str(Problem("p1.yaml", 0, 0, "it is a folder")) == "p1.yaml: it is a folder"


def test_the_caret_stands_below_wide_characters() -> None:
    """Chinese characters take two columns, an accent of its own none, a tab one."""
    lines = str(Problem("f", 1, 5, "wrong", "mend", "你好é\tx")).split("\n")
    assert lines[1:] == ["  1 | 你好é x", "    |       ^ mend"]
    assert str(Problem("f", 1, 3, "wrong", "", "e\u0301x")).split("\n")[2] == "    |  ^"


def test_long_lines_are_cut_around_the_caret() -> None:
    """The place itself is always in sight, and the advice finds room below."""
    line = "a" * 300 + "X" + "b" * 300
    shown = str(Problem("f", 1, 301, "wrong", "mend it " * 10, line)).split("\n")
    assert all(len(part) < 120 for part in shown)
    assert shown[1][shown[2].index("^")] == "X"
    assert shown[3] == "    | " + "mend it " * 10


def test_what_a_terminal_would_act_on_is_not_shown() -> None:
    """Escape sequences and signs that turn the text around are replaced, in the line and in the file's name."""
    text = str(Problem("a\x1b[2Jb", 1, 1, "wrong", "", "x\x1b[31m\u202ey\x00"))
    assert text == "a�[2Jb:1:1: wrong\n  1 | x�[31m�y�\n    | ^"


def test_an_error_shows_all_problems_and_their_number() -> None:
    """Several problems are counted at the end; one is not."""
    problems = place_findings([Finding(2, 1, "second"), Finding(1, 3, "first", "mend")], "f.yaml", "one\ntwo")
    assert str(LessonError(problems)) == (
        "f.yaml:1:3: first\n  1 | one\n    |   ^ mend\nf.yaml:2:1: second\n  2 | two\n    | ^\n2 problems in f.yaml"
    )
    assert str(LessonError(problems[:1])) == str(problems[0])


def test_findings_are_sorted_and_said_once() -> None:
    """The order is the file's, whatever the order of the rules."""
    findings = [Finding(3, 1, "c"), Finding(1, 9, "b"), Finding(1, 2, "a"), Finding(3, 1, "c")]
    assert [problem.message for problem in place_findings(findings, "f", "\n\n\n")] == ["a", "b", "c"]
