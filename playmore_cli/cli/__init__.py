"""The command line: one small file a command, assembled here."""

import contextlib
import os
import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer import TyperException

from playmore_cli import __version__
from playmore_cli.cli.context import environment_of
from playmore_cli.cli.lazy import Commands
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError, UsageError
from playmore_cli.sitting.signals import EndedError
from playmore_cli.sitting.speech import complain

COMPLETION = "_PLAYMORE_COMPLETE"
"""The variable by which a shell asks for completions."""

_NO_TEXT = re.compile("[\ud800-\udfff]")
"""What Python puts in place of bytes in arguments and file names that are not UTF-8."""

app = typer.Typer(
    name="playmore",
    cls=Commands,
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(
    invoke_without_command=True,
    epilog="Exit status: 0 done; 1 something in a lesson or a check failed; 2 wrong usage; 130 interrupted.",
)
def home(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """
    Step through Karpathy's "Neural Networks: Zero to Hero" in a terminal.

    Without a command: the lectures, your progress, and what to do next. LESSON is a lecture's id (p1), a lesson
    file, a folder of them, or a lesson of an installed package (course:x1). playmore COMMAND --help says more.

    Example: playmore start p1
    """
    if version:
        typer.echo(f"playmore {__version__}")
    elif context.invoked_subcommand is None:
        from playmore_cli.cli.listing import show_home

        show_home(environment_of(context))
    else:
        context.default_map = _defaults(environment_of(context))


def _defaults(environment: Environment) -> dict[str, Any]:
    """Return what the settings say of options that were not given, by command; of wrong settings nothing."""
    try:
        found = environment.find_settings()
    except UsageError:
        return {}  # the file is no TOML: whoever needs a setting says so, and many commands need none
    if found.problems:
        return {}
    of_playing = {"pace": found.settings.pace, "plain": found.settings.plain}
    of_reviewing = {"plain": found.settings.plain, "new": found.settings.new_cards}
    playing = dict.fromkeys(("start", "resume", "replay", "recreate", "watch"), of_playing)
    return {**playing, "review": of_reviewing}


def run(arguments: Sequence[str], environment: Environment) -> int:
    """
    Run one command and return its exit status.

    The only place that turns an error a person can mend into its sentence; anything else is our fault, said in a
    sentence too, with the rest kept in a file.
    """
    _take_any_bytes(environment)
    environment = environment.with_clean_streams()
    try:
        for argument in arguments:
            _refuse_no_text(argument)
            _refuse_broken_name(argument)
        result = app(
            args=list(arguments),
            prog_name="playmore",
            standalone_mode=False,
            obj=environment,
            terminal_width=max(min(environment.size().columns, 100) - 2, 20),
        )
        environment.stdout.flush()
        return int(result) if isinstance(result, int) else ExitStatus.DONE
    except TyperException as error:
        complain(environment, _sentence(error))
        return ExitStatus.USAGE
    except (typer.Abort, KeyboardInterrupt):
        return ExitStatus.INTERRUPTED
    except PlaymoreError as error:
        from playmore_cli.sitting.other_videos import in_words

        complain(environment, _on_one_line(in_words(error), arguments))
        return error.status
    except EndedError as ended:
        _write_no_more(environment)
        return ended.status
    except (BrokenPipeError, SystemExit) as leaving:
        if COMPLETION in environment.variables:
            return leaving.code if isinstance(leaving, SystemExit) and isinstance(leaving.code, int) else 0
        # Whoever read our output has left (head, a closed pager), which typer turns into an exit of its own.
        _write_no_more(environment)
        return ExitStatus.DONE
    except Exception as error:  # ours to mend, and nothing that a learner should have to read
        from playmore_cli.sitting.mishap import keep_mishap

        complain(environment, keep_mishap(error))
        return ExitStatus.FAILED
    finally:
        environment.leave_terminal()


def _write_no_more(environment: Environment) -> None:
    """Let what is still buffered go nowhere: whoever would read it is gone."""
    for stream in (environment.stdout, environment.stderr):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _sentence(error: TyperException) -> str:
    """Return what typer has to say of a wrong option or command, as one of our own sentences."""
    message = getattr(error, "format_message", error.__str__)()
    return message[:1].lower() + message[1:].rstrip(".") + "; --help shows what there is"


def _refuse_no_text(argument: str) -> None:
    """
    Raises:
        UsageError: an argument is not UTF-8, and no file has this name either.
    """
    if _NO_TEXT.search(argument) and not os.path.lexists(argument):
        shown = _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", argument)
        raise UsageError(f"'{shown}' is not UTF-8 text; check the encoding of your terminal")


def _refuse_broken_name(argument: str) -> None:
    """
    Raises:
        UsageError: a file is meant whose name holds a line break, so that what is said of it would stand in two lines.
    """
    if "\n" in argument and os.path.lexists(argument):
        raise UsageError(f"the name of '{argument}' holds a line break; rename it")


def _on_one_line(sentence: str, arguments: Sequence[str]) -> str:
    """Return what is said with the line breaks of what was typed as signs: a second line would seem to be ours."""
    for argument in arguments:
        if "\n" in argument:
            sentence = sentence.replace(argument, argument.replace("\n", "⏎"))
    return sentence


def _take_any_bytes(environment: Environment) -> None:
    """Let bytes that are no text, and characters that the output's encoding lacks, show as a sign for that."""
    for stream in (environment.stdin, environment.stdout, environment.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
