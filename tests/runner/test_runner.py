"""A real worker process: what code gives out, and that nothing the code does takes the tutor along."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from playmore_cli.outputs import Failure, Graph, Plot, Progress, Result, Stream, Token, TokenLine
from playmore_cli.runner.client import Runner, WorkerDiedError, WorkerSettings, describe_death
from playmore_cli.runner.copies import Way, safe_way
from playmore_cli.runner.protocol import Asked, Died, Done, Event, Judged, TryAttempt


def run(runner: Runner, source: str, *, quiet: bool = False) -> list[Event]:
    """Run *source* to its end and return the events, neighbouring streams joined."""
    events: list[Event] = []
    for event in runner.run(textwrap.dedent(source), "t:step", quiet=quiet):
        last = events[-1] if events else None
        if isinstance(event, Stream) and isinstance(last, Stream) and last.name == event.name:
            events[-1] = Stream(last.name, last.text + event.text)
        else:
            events.append(event)
    return events


def done(events: list[Event]) -> Done:
    """Return the last event, which must be a `Done`."""
    assert isinstance(events[-1], Done)
    return events[-1]


def text_of(events: list[Event], name: str = "stdout") -> str:
    """Return what was written to a stream."""
    return "".join(event.text for event in events if isinstance(event, Stream) and event.name == name)


def failure_of(events: list[Event]) -> Failure:
    """Return the one failure among the events."""
    (failure,) = [event for event in events if isinstance(event, Failure)]
    return failure


# -- what a step shows -----------------------------------------------------------------------------------------


def test_last_expression_is_displayed(runner: Runner) -> None:
    """
    The value of the last line is a result, as in a notebook.
    """
    assert run(runner, "x = 20\nx + 1")[0] == Result("21")


@pytest.mark.parametrize("source", ["x = 1", "x = 1\nx;", "print", "None"])
def test_no_result(runner: Runner, source: str) -> None:
    """
    An assignment, a closing semicolon and ``None`` give no result; a bare name does.
    """
    results = [event for event in run(runner, source) if isinstance(event, Result)]

    assert len(results) == (1 if source == "print" else 0)


def test_semicolon_inside_a_string(runner: Runner) -> None:
    """
    Only a semicolon behind the expression silences it.
    """
    assert run(runner, "'a;'")[0] == Result("'a;'")


def test_tokens(runner: Runner) -> None:
    """
    A list of bytes comes with the tokens that it is, one of pairs with their ids, other lists as they are.
    """
    (plain, _) = run(runner, "[b'the', b' sea']")
    assert plain == Result("[b'the', b' sea']", tokens=(TokenLine((Token(b"the"), Token(b" sea"))),))
    (with_ids, _) = run(runner, "{'GPT-2': [(262, b'the')]}")
    assert isinstance(with_ids, Result)
    assert with_ids.tokens == (TokenLine((Token(b"the", 262),), "GPT-2"),)
    assert run(runner, "[b'the', 'sea']")[0] == Result("[b'the', 'sea']")


def test_streams_keep_their_order(runner: Runner) -> None:
    """
    What goes to both streams arrives in the order it was written.
    """
    events = run(runner, "import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')")

    assert [(e.name, e.text) for e in events if isinstance(e, Stream)] == [
        ("stdout", "a\n"), ("stderr", "b\n"), ("stdout", "c\n"),
    ]  # fmt: skip


def test_output_streams_while_the_step_runs(runner: Runner) -> None:
    """
    A line printed before a long wait arrives before the wait is over.
    """
    events = runner.run("import time\nprint('first', flush=True)\ntime.sleep(30)", "t:step")

    first = next(events)
    runner.interrupt()
    rest = list(events)

    assert isinstance(first, Stream) and first.text.startswith("first")
    assert isinstance(rest[-1], Done) and rest[-1].interrupted


def test_child_processes_and_c_code_are_heard(runner: Runner) -> None:
    """
    What a child process writes to the real standard output is shown too.
    """
    assert "from a child" in text_of(run(runner, "import os\nos.system('echo from a child');"))


def test_output_is_capped(runner: Runner) -> None:
    """
    A step that prints without end sends a million characters; the rest is counted.
    """
    events = run(runner, "for i in range(30_000):\n    print('x' * 99)")

    assert len(text_of(events)) == 1_000_000
    assert done(events).dropped == 30_000 * 100 - 1_000_000


def test_quiet_run_leaves_results_out(runner: Runner) -> None:
    """
    A quiet run changes the state and displays nothing.
    """
    events = run(runner, "y = 5\ny", quiet=True)

    assert not [event for event in events if isinstance(event, Result)]
    assert run(runner, "y")[0] == Result("5")


def test_names_that_changed(runner: Runner) -> None:
    """
    New, changed and gone names are told; imports are no news.
    """
    run(runner, "a = 1\nb = 2\nc = 3")

    changes = done(run(runner, "import math\nfrom math import sqrt\na = 10\ndel b\nd = 4")).changes

    assert changes.new == {"d": "4"}
    assert changes.changed == {"a": ("1", "10")}
    assert changes.gone == ("b",)


def test_figures_and_graphs_are_displayed(torch_runner: Runner) -> None:
    """
    An open figure is drawn at the end of the step, a shown one where it was shown, a Digraph as a graph.
    """
    torch_runner.reset()
    events = run(
        torch_runner,
        """
        import matplotlib.pyplot as plt
        plt.plot([1, 2, 3]); plt.show()
        print('between')
        plt.plot([3, 2, 1]);
        """,
    )
    kinds = [type(event) for event in events[:-1]]
    graph = run(torch_runner, "from graphviz import Digraph\nd = Digraph()\nd.edge('a', 'b')\nd")[0]

    assert kinds == [Plot, Stream, Plot]
    assert isinstance(graph, Graph) and len(graph.nodes) == 2


def test_a_figure_is_drawn_again_for_another_width(torch_runner: Runner) -> None:
    """
    A figure is kept as data: it can be drawn for any width later, and as a PNG.
    """
    torch_runner.reset()
    plot = run(torch_runner, "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);")[0]
    assert isinstance(plot, Plot)

    narrow = torch_runner.draw(plot.figure, 40, 12)

    assert max(len(line) for line in narrow.text().split("\n")) <= 40
    assert torch_runner.png(plot.figure, 320, 200).startswith(b"\x89PNG")


# -- failures --------------------------------------------------------------------------------------------------


def test_traceback_holds_the_learners_lines_only(runner: Runner) -> None:
    """
    Frames are the step's own, the failing operation marked; nothing of the tutor appears.
    """
    failure = failure_of(run(runner, "def f(d):\n    return 1 + d['key']\nf({})"))

    assert [(frame.line, frame.function) for frame in failure.frames] == [(3, "the step"), (2, "f")]
    last = failure.frames[-1]
    assert last.text[last.start : last.end] == "d['key']"
    assert "playmore" not in failure.traceback()


def test_syntax_error_is_positioned(runner: Runner) -> None:
    """
    Code that Python cannot read names the line and the place in it, and runs nothing.
    """
    failure = failure_of(run(runner, "ran = 1\nx = = 2"))

    assert (failure.name, failure.frames[0].line, failure.frames[0].start) == ("SyntaxError", 2, 4)
    assert failure_of(run(runner, "ran")).name == "NameError"


def test_names_before_the_failure_are_kept(runner: Runner) -> None:
    """
    What ran before an exception stays, as in a notebook.
    """
    run(runner, "kept = 7\nraise ValueError('x')")

    assert run(runner, "kept")[0] == Result("7")


def test_deep_recursion(runner: Runner) -> None:
    """
    A recursion without end is a failure like any other.
    """
    failure = failure_of(run(runner, "def f(n):\n    return f(n + 1)\nf(0)"))

    assert failure.name == "RecursionError"


def test_exception_whose_message_fails(runner: Runner) -> None:
    """
    An exception that cannot be turned into text is still reported by its name.
    """
    failure = failure_of(
        run(runner, "class Odd(Exception):\n    def __str__(self):\n        raise KeyError\nraise Odd")
    )

    assert failure.name == "Odd" and "cannot be read" in failure.message


def test_sys_exit_is_no_death(runner: Runner) -> None:
    """
    A step that calls ``sys.exit`` ends there, and the namespace lives on.
    """
    run(runner, "z = 1\nimport sys\nsys.exit(2)")

    assert run(runner, "z")[0] == Result("1")


# -- interrupts and deaths ---------------------------------------------------------------------------------------


def interrupt_soon(runner: Runner) -> threading.Timer:
    """Interrupt the running step in a moment."""
    timer = threading.Timer(0.3, runner.interrupt)
    timer.start()
    return timer


@pytest.mark.parametrize(
    "source",
    ["while True:\n    n += 1", "while True:\n    print('x' * 1000)", "import time\ntime.sleep(60)"],
    ids=["computing", "printing", "sleeping"],
)
def test_interrupt_keeps_the_names(runner: Runner, source: str) -> None:
    """
    Ctrl-C ends whatever the step does, with the names as they are then.
    """
    run(runner, "n = 41")
    timer = interrupt_soon(runner)

    events = run(runner, source)
    timer.join()

    assert done(events).interrupted
    assert int(run(runner, "n")[0].text) >= 41  # type: ignore[union-attr]


def test_interrupt_between_steps_does_nothing(runner: Runner) -> None:
    """
    Ctrl-C while nothing runs neither ends the worker nor the next step.
    """
    run(runner, "n = 1")
    runner.interrupt()
    time.sleep(0.1)

    assert run(runner, "n")[0] == Result("1")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import os\nos._exit(3)", "ended its own process (exit status 3)"),
        ("import ctypes\nctypes.string_at(0)", "segmentation fault"),
        ("import os\nos.abort()", "abort"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "killed"),
    ],
)
def test_death_is_told_and_survived(runner: Runner, source: str, words: str) -> None:
    """
    A process that ends under the code is reported in words; the next request finds an empty namespace.
    """
    run(runner, "before = 1")

    died = run(runner, source)[-1]

    assert isinstance(died, Died) and words in describe_death(died)
    assert failure_of(run(runner, "before")).name == "NameError"


def test_output_before_death_is_shown(runner: Runner) -> None:
    """
    What was printed before a crash is not lost.
    """
    assert "last words" in text_of(run(runner, "print('last words', flush=True)\nimport os\nos._exit(1)"))


def test_memory_ceiling(tmp_path: Path) -> None:
    """
    With a ceiling, code that asks for too much memory fails with a MemoryError and the namespace lives on.
    """
    with Runner(WorkerSettings(tmp_path, memory=2 * 10**9)) as runner:
        failure = failure_of(run(runner, "kept = 1\nb = bytearray(10 * 10**9)"))

        assert failure.name == "MemoryError"
        assert run(runner, "kept")[0] == Result("1")


def test_evaluating_what_kills(runner: Runner) -> None:
    """
    An expression that ends its process gives an error, and the namespace stays; without a copy it goes, as is told.
    """
    run(runner, "x = 1")
    kill = [("__import__('os')._exit(4)", "")]

    if safe_way() is Way.FORK:
        (value,) = runner.evaluate(kill)
        assert value.error == "its process ended"
    else:
        with pytest.raises(WorkerDiedError, match="ended its own process"):
            runner.evaluate(kill)
        run(runner, "x = 1")
    assert run(runner, "x")[0] == Result("1")


def test_worker_leaves_with_the_front_process(tmp_path: Path) -> None:
    """
    When the front process is killed, a busy worker ends by itself soon after.
    """
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from playmore_cli.runner.client import Runner, WorkerSettings
        runner = Runner(WorkerSettings(Path(sys.argv[1])))
        for event in runner.run("import os\\nprint(os.getpid(), flush=True)\\nwhile True: pass", "t:s"):
            text = getattr(event, 'text', '').strip()
            if text:
                print(text, flush=True)
        """
    )
    front = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert front.stdout is not None
    worker = int(front.stdout.readline())
    os.kill(front.pid, signal.SIGKILL)
    front.wait()
    front.stdout.close()

    for _ in range(100):
        if not _is_alive(worker):
            break
        time.sleep(0.1)

    assert not _is_alive(worker)


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


# -- state -----------------------------------------------------------------------------------------------------


def test_reset_gives_a_fresh_seeded_namespace(runner: Runner) -> None:
    """
    After a reset no name is left and the random streams begin again.
    """
    first = run(runner, "import random\nrandom.random()")[0]
    runner.reset()

    assert failure_of(run(runner, "random")).name == "NameError"
    assert run(runner, "import random\nrandom.random()")[0] == first


def test_torch_is_seeded_and_runs_on_one_thread(torch_runner: Runner) -> None:
    """
    Two fresh namespaces draw the same tensors, on one thread.
    """
    torch_runner.reset()
    first = run(torch_runner, "import torch\ntorch.randn(3).tolist()")[0]
    torch_runner.reset()

    assert run(torch_runner, "import torch\ntorch.randn(3).tolist()")[0] == first
    assert run(torch_runner, "torch.get_num_threads()")[0] == Result("1")


def test_evaluating_leaves_random_streams_alone(runner: Runner) -> None:
    """
    Values may draw random numbers without moving the lesson's streams.
    """
    run(runner, "import random\nrandom.seed(1)")
    runner.evaluate([("random.random()", "")])
    drawn = run(runner, "random.random()")[0]
    run(runner, "random.seed(1)")

    assert run(runner, "random.random()")[0] == drawn


def test_values_as_numbers(runner: Runner) -> None:
    """
    A value comes as text in its format, and as a number or several where it is one.
    """
    run(runner, "x = [1, 2.5]")
    one, several, broken = runner.evaluate([("x[1]", ".2f"), ("x", ""), ("nope", "")])

    assert (one.text, one.number) == ("2.50", 2.5)
    assert several.numbers == (1.0, 2.5)
    assert broken.error is not None and "NameError" in broken.error


def test_completion_knows_the_namespace(runner: Runner) -> None:
    """
    Names and attributes of the learner's own objects are completed.
    """
    run(runner, "class Value:\n    grad = 0\nmy_value = Value()")

    assert "my_value" in runner.complete("print(my_v").names
    assert "my_value.grad" in runner.complete("x = my_value.gr").names
    assert runner.complete("").names == ()


def test_attributes_of_tensors_are_completed(torch_runner: Runner) -> None:
    """
    One attribute that raises (``x.mH`` of a vector) keeps no other from being offered.
    """
    torch_runner.reset()
    run(torch_runner, "import torch\nx = torch.zeros(3)")

    assert "x.mean" in torch_runner.complete("x.me").names
    assert "x.abs" in torch_runner.complete("y = x.").names
    assert torch_runner.complete("x.__rsu").names == ("x.__rsub__",)


def test_classes_can_be_pickled(runner: Runner) -> None:
    """
    The namespace is a real ``__main__``: pickle finds the classes defined in it.
    """
    source = "import pickle\nclass A:\n    pass\ntype(pickle.loads(pickle.dumps(A()))) is A"

    assert run(runner, source)[0] == Result("True")


def test_inspect_finds_the_source(runner: Runner) -> None:
    """
    ``inspect.getsource`` shows a function of the lesson.
    """
    events = run(runner, "import inspect\ndef f(x):\n    return x\nprint(inspect.getsource(f))")

    assert "return x" in text_of(events)


# -- input, progress, attempts -----------------------------------------------------------------------------------


def test_input_asks_the_learner(runner: Runner) -> None:
    """
    ``input()`` asks through the tutor and gets the answer; the end of input is an EOFError.
    """
    events = runner.run("name = input('who? ')", "t:step")
    asked = next(events)
    assert asked == Asked("who? ")
    runner.answer("me")
    list(events)
    assert run(runner, "name")[0] == Result("'me'")

    events = runner.run("input()", "t:step")
    next(events)
    runner.answer(None)

    assert failure_of(list(events)).name == "EOFError"


def test_progress_of_a_long_loop(runner: Runner) -> None:
    """
    A loop at the top level tells how far it is and what the loss is, without a change to its code.
    """
    events = run(
        runner,
        """
        import time
        n = 100
        for i in range(n):
            loss = 1 / (i + 1)
            time.sleep(0.01)
        """,
    )
    looks = [event for event in events if isinstance(event, Progress)]

    assert looks and all(look.total == 100 for look in looks)
    assert looks[-1].done > looks[0].done
    assert looks[-1].loss is not None and looks[-1].loss < 0.1


def test_short_steps_report_no_progress(runner: Runner) -> None:
    """
    A loop that ends at once shows no bar.
    """
    assert not [e for e in run(runner, "for i in range(10):\n    pass") if isinstance(e, Progress)]


def test_attempt_leaves_nothing_behind(runner: Runner) -> None:
    """
    An attempt and its check run in a copy: their names, and changes to lists, are gone afterwards.
    """
    run(runner, "xs = [1]")

    judged = list(runner.attempt(TryAttempt("xs.append(2)\nmine = 1", "assert len(xs) == 2", "t:mine")))[-1]

    assert judged == Judged(ok=True)
    assert run(runner, "len(xs)")[0] == Result("1")
    assert failure_of(run(runner, "mine")).name == "NameError"


@pytest.mark.parametrize(
    ("source", "where", "message"),
    [
        ("y = 1", "check", "y is 1"),
        ("1 / 0", "attempt", "division"),
        ("import os\nos._exit(1)", "died", None),
    ],
)
def test_attempt_that_fails(runner: Runner, source: str, where: str, message: str | None) -> None:
    """
    It is told whether the attempt, its check or the copy's process failed, and why.
    """
    judged = list(runner.attempt(TryAttempt(source, "assert y == 2, f'y is {y}'", "t:mine")))[-1]

    assert isinstance(judged, Judged) and not judged.ok and judged.where == where
    assert (judged.failure is None) == (message is None)
    assert message is None or (judged.failure is not None and message in judged.failure.message)
    assert run(runner, "1 + 1")[0] == Result("2")


# -- waiting outside of functions ------------------------------------------------------------------------------


def test_await_outside_of_functions(runner: Runner) -> None:
    """
    A step may await at its top, as in a notebook: names are kept, the last value is shown, errors name their line.
    """
    run(runner, "import asyncio\nasync def later(x):\n    await asyncio.sleep(0)\n    return x")

    assert run(runner, "y = await later(4)\nawait later(y + 1)")[0] == Result("5")
    assert run(runner, "y")[0] == Result("4")
    assert run(runner, "async for_me = 1")[0].name == "SyntaxError"  # type: ignore[union-attr]
    failure = failure_of(run(runner, "await later(1)\nawait later(1) / 0"))
    assert failure.name == "ZeroDivisionError" and "await later(1) / 0" in failure.traceback()


def test_ctrl_c_while_awaiting(runner: Runner) -> None:
    """
    Ctrl-C ends a step that awaits, and the next one runs.
    """
    run(runner, "import asyncio")

    def soon() -> None:
        time.sleep(1)
        runner.interrupt()

    threading.Thread(target=soon).start()
    ended = done(run(runner, "await asyncio.sleep(60)"))

    assert ended.interrupted
    assert run(runner, "await asyncio.sleep(0, 'on')")[0] == Result("'on'")
