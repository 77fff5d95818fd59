"""What a command takes from Typer and gives back to it."""

from typing import Annotated

import typer

from playmore_cli.environment import Environment
from playmore_cli.errors import ExitStatus

LessonName = Annotated[str, typer.Argument(metavar="LESSON", help="A lesson's id (p1) or a lesson file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
TrustOption = Annotated[
    bool,
    typer.Option("--trust", help="Run the code of a lesson that is not playmore's own, without a question."),
]


def environment_of(context: typer.Context) -> Environment:
    """Return the world outside, which the entry point hands over."""
    environment = context.find_root().obj
    assert isinstance(environment, Environment)
    return environment


def leave(status: ExitStatus) -> None:
    """
    End the command with *status*.

    Raises:
        typer.Exit: unless the status is that of success.
    """
    if status != ExitStatus.DONE:
        raise typer.Exit(int(status))
