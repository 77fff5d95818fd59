"""What is typed out of habit at the prompt for Python does what is meant, or says in a sentence what does."""

import pytest

from playmore_cli.prompt.asides import AskAbout, Explained, LeaveLines, PressKey, read_aside, without_prompts


@pytest.mark.parametrize("line", ["exit", "quit", "exit()", " quit() ", ":q"])
def test_leaving(line: str) -> None:
    """
    What leaves Python leaves the prompt.
    """
    assert read_aside(line) == LeaveLines()


@pytest.mark.parametrize(
    ("line", "expression", "whole"),
    [
        ("C?", "C", False),
        ("?C", "C", False),
        ("torch.randn??", "torch.randn", True),
        ("words[0] ?", "words[0]", False),
    ],
)
def test_asking(line: str, expression: str, whole: bool) -> None:
    """
    A name with a question mark asks what it is, two ask for its source.
    """
    assert read_aside(line) == AskAbout(expression, whole)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("!ls", "another terminal"),
        ("!", "only Python"),
        ("%timeit x", "timeit"),
        ("%matplotlib inline", "by themselves"),
        ("%cd ..", "%cd"),
        ("pip install torch", "another terminal"),
        ("?", "name?"),
        (":z", "':z'"),
    ],
)
def test_what_does_nothing_here_says_what_does(line: str, word: str) -> None:
    """
    Commands of a shell or a notebook get one sentence.
    """
    found = read_aside(line)

    assert isinstance(found, Explained) and word in found.says and "\n" not in found.says


@pytest.mark.parametrize(
    ("line", "pressed"),
    [
        (":f", PressKey("f")),
        ("f", PressKey("f", surely=False)),
        (":x h @ W", PressKey("x", rest="h @ W")),
        ("%whos", PressKey("v")),
    ],
)
def test_keys_of_the_lesson(line: str, pressed: PressKey) -> None:
    """
    A key behind a colon does what it does in the lesson; alone only where no variable is called so.
    """
    assert read_aside(line) == pressed


@pytest.mark.parametrize(
    "line", ["x", "ls", "x = 1  # why?", "'what?'", "a % b", "help(x)", "print('!')", "f(2)"]
)
def test_python_is_left_alone(line: str) -> None:
    """
    What Python understands is run.
    """
    assert read_aside(line) is None


def test_pasted_prompts_go() -> None:
    """
    Lines copied from a session of Python or IPython run without the prompts before them.
    """
    assert without_prompts(">>> x = 1") == "x = 1"
    assert without_prompts("In [3]: x") == "x"
    assert without_prompts("x >>= 1") == "x >>= 1"
