"""One attempt at an exercise judged: what it rules out, the names it is run among, its check, and who raised what."""

import ast
import builtins
import dis
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any

from playmore_cli.outputs import Failure, Frame
from playmore_cli.runner.bans import Forbidden, Found, find_forbidden, guarded
from playmore_cli.runner.comparing import short
from playmore_cli.runner.delivery import delivery
from playmore_cli.runner.hiding import hidden_names, silent_functions, without
from playmore_cli.runner.namespace import LearnersInterrupt, Program, compile_source, failure_of, run_program
from playmore_cli.runner.protocol import Judged, TryAttempt
from playmore_cli.runner.random_streams import kept_streams, put_back, streams
from playmore_cli.runner.referee import LectureVariables, Referee, Variables

Run = Callable[[Program, dict[str, Any]], None]


class Court:
    """
    One attempt and the namespace it is tried in, which is not fit for anything else afterwards.

    Args:
        attempt: what is judged.
        names: the variables before the attempt: the dict of ``__main__``.
        run: runs a program among names, and can be interrupted.
        show: called when the attempt has run, before the check.
        tell: returns an exception as data.
    """

    def __init__(
        self,
        attempt: TryAttempt,
        names: dict[str, Any],
        run: Run,
        show: Callable[[], None] = lambda: None,
        tell: Callable[[BaseException], Failure] = failure_of,
    ) -> None:
        self._attempt, self._names, self._run, self._show, self._tell = attempt, names, run, show, tell
        self._hidden = hidden_names(attempt.solution, attempt.start)
        self._given = dict(names)
        self._before = without(names, self._hidden)
        self._streams = streams()
        self._where = "attempt"
        self._anew = ""
        """With which values the attempt is just run anew, in words."""

    def judge(self) -> Judged:
        """Run the attempt and its check; return the judgement."""
        attempt = self._attempt
        try:
            program = compile_source(attempt.source, attempt.name)
            found = find_forbidden(program.tree, attempt.bans)
            if found is not None:
                return Judged(ok=False, where="rule", failure=self._broken_rule(found))
            self._names.clear()
            self._names.update(self._before)
            with guarded(attempt.bans, f"<{attempt.name}>"):
                self._run(program, self._names)
                self._show()
                self._where = "check"
                self._run(compile_source(attempt.check, f"{attempt.name}:check"), self._check_names())
        except LearnersInterrupt:
            return Judged(ok=False, where=self._where, interrupted=True)
        except Forbidden as error:
            return Judged(ok=False, where="rule", failure=failure_of(error))
        except TimeoutError as error:
            if error.args != (OUT_OF_TIME,):
                return self._failed(error)
            return Judged(ok=False, where="time")
        except BaseException as error:
            return self._failed(error)
        return Judged(ok=True)

    def _failed(self, error: BaseException) -> Judged:
        call = self._anew or self._call(error.__traceback__)
        missing = ""
        if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
            own = self._hidden.made | self._hidden.inner
            missing = error.name if error.name in own and error.name not in self._names else ""
        return Judged(
            ok=False,
            where=self._where,
            failure=self._tell(error),
            call=call,
            missing=missing,
            silent=self._silent(),
        )

    def _broken_rule(self, found: Found) -> Failure:
        line = self._attempt.source.splitlines()[found.line - 1] if found.line else ""
        frames = (Frame(self._attempt.name, found.line, "the step", line),) if line else ()
        return Failure("Forbidden", found.says, frames)

    def _silent(self) -> str:
        """Return the first function that forgets its ``return``."""
        try:
            trees = ast.parse(self._attempt.solution), ast.parse(self._attempt.source)
        except SyntaxError:
            return ""
        return next(iter(silent_functions(*trees)), "")

    # -- names -----------------------------------------------------------------------------------------------

    def _check_names(self) -> dict[str, Any]:
        """Return the namespace of the check: what it sets, the attempt's functions do not see."""
        state = {name: value for name, value in self._given.items() if name not in self._hidden.made}
        lecture = LectureVariables(
            lambda given: self._aside(self._attempt.solution, "the lecture's version", given)
        )
        referee = Referee(Variables(self._names), lecture, self._given, self._rerun)
        return state | self._names | referee.names()

    def _rerun(self, given: dict[str, Any]) -> dict[str, Any]:
        words = ", ".join(f"{name} = {short(value)}" for name, value in given.items())
        self._anew = f"with {words} your version" if words else "run a second time, your version"
        names = self._aside(self._attempt.source, self._attempt.name, given)
        self._anew = ""
        return names

    def _aside(self, source: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
        """Run *source* at the state before the attempt, in a dict of its own, unseen; return the dict."""
        names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        names |= {key: self._rebound(value, names) for key, value in self._before.items()} | given
        program = compile_source(source, name)
        with unseen():
            if given:
                run_program(program, names, lambda _: None)
            else:
                with kept_streams():
                    put_back(self._streams)
                    run_program(program, names, lambda _: None)
        return names

    def _rebound(self, value: Any, names: dict[str, Any]) -> Any:
        """Return a function of the lesson with *names* for its globals."""
        if not isinstance(value, FunctionType) or value.__globals__ is not self._names:
            return value
        twin = FunctionType(value.__code__, names, value.__name__, value.__defaults__, value.__closure__)
        twin.__kwdefaults__ = value.__kwdefaults__
        return twin

    # -- who raised what -------------------------------------------------------------------------------------

    def _call(self, trace: TracebackType | None) -> str:
        """Return how the check, or the lesson, called the learner's function that raised: ``encode('abc')``."""
        own = f"<{self._attempt.name}>"
        for frame in _frames(trace):
            if frame.f_code.co_filename == own and frame.f_code.co_name != "<module>":
                return call_words(frame, self._called(frame.f_code))
        return ""

    def _called(self, code: CodeType) -> str:
        """Return under which name the attempt keeps a function without one: ``encode = lambda s: …``."""
        return next(
            (name for name, value in self._names.items() if getattr(value, "__code__", None) is code), ""
        )


OUT_OF_TIME = "the attempt's time is over"
"""What the error says that ends an attempt after its time."""


@contextmanager
def unseen() -> Iterator[None]:
    """Let what is printed and drawn go nowhere."""
    sink, delivery.sink = delivery.sink, None
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            yield
    finally:
        delivery.sink = sink


def call_words(frame: FrameType, called: str = "") -> str:
    """
    Return the call that a frame is, with its arguments in a few characters; those set anew since are left out.

    *called* is the name of a lambda.
    """
    code = frame.f_code
    stored = {one.argval for one in dis.get_instructions(code) if one.opname.startswith("STORE_FAST")}
    arguments = code.co_varnames[: code.co_argcount]
    name = code.co_qualname.rpartition("<locals>.")[2]
    if name == "<lambda>" and called:
        name = called
    owner, _, method = name.rpartition(".")
    if owner and arguments[:1] in (("self",), ("cls",)):
        arguments = arguments[1:]
        name = owner if method == "__init__" else name
    told = ["…" if one in stored else short(frame.f_locals.get(one)) for one in arguments]
    return f"{name}({', '.join(told)})"


def _frames(trace: TracebackType | None) -> Iterator[FrameType]:
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next
