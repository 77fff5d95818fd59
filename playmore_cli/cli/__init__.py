"""The command line: one small file a command, assembled here."""

import contextlib
import os
from collections.abc import Sequence
from typing import Annotated

import typer
from typer import TyperException

from playmore_cli import __version__
from playmore_cli.cli import (
    check,
    data,
    doctor,
    export,
    history,
    importing,
    listing,
    notes,
    outline,
    progress,
    recreate,
    replay,
    reset,
    review,
    search,
    start,
    watch,
)
from playmore_cli.cli.context import complain, environment_of
from playmore_cli.cli.ending import EndedError
from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus, PlaymoreError

COMPLETION = "_PLAYMORE_COMPLETE"
"""The variable by which a shell asks for completions."""

app = typer.Typer(
    name="playmore",
    help="Code-along lectures as executable transcripts with timecodes.",
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for module in (
    start,
    review,
    recreate,
    replay,
    outline,
    listing,
    search,
    history,
    notes,
    importing,
    watch,
    check,
    export,
    reset,
    progress,
    data,
    doctor,
):
    module.register(app)


@app.callback(invoke_without_command=True)
def home(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """
    Step through Karpathy's "Neural Networks: Zero to Hero" in a terminal.

    Without a command: the lectures, your progress, and what to do next.

    Example: playmore start p1
    """
    if version:
        typer.echo(f"playmore {__version__}")
    elif context.invoked_subcommand is None:
        listing.show_home(environment_of(context))


def run(arguments: Sequence[str], environment: Environment) -> int:
    """
    Run one command and return its exit status.

    The only place that turns an error a person can mend into its sentence; anything else is our fault and
    shows all of it.
    """
    _write_what_can_be_written(environment)
    try:
        result = app(args=list(arguments), prog_name="playmore", standalone_mode=False, obj=environment)
        environment.stdout.flush()
        return int(result) if isinstance(result, int) else ExitStatus.DONE
    except TyperException as error:
        complain(environment, _sentence(error))
        return ExitStatus.USAGE
    except (typer.Abort, KeyboardInterrupt):
        return ExitStatus.INTERRUPTED
    except PlaymoreError as error:
        complain(environment, str(error))
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


def _write_no_more(environment: Environment) -> None:
    """Let what is still buffered go nowhere: whoever would read it is gone."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), environment.stdout.fileno())


def _sentence(error: TyperException) -> str:
    """Return what typer has to say of a wrong option or command, as one of our own sentences."""
    message = getattr(error, "format_message", error.__str__)()
    return message[:1].lower() + message[1:].rstrip(".") + "; --help shows what there is"


def _write_what_can_be_written(environment: Environment) -> None:
    """Let characters that the output's encoding lacks show as ``?`` instead of ending the program."""
    for stream in (environment.stdout, environment.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
