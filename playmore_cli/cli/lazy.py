"""
A group whose commands are imported when they are used, so that no command waits for what another one needs.
"""

import re
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from playmore_cli.cli.parameters import ease
from playmore_cli.cli.table import ENTRIES, SECTIONS
from playmore_cli.errors import UsageError, did_you_mean

_EXAMPLE = re.compile(r"^(Example: )", re.MULTILINE)


class Commands(TyperGroup):
    """The commands of `table`, each imported when it is asked for."""

    def get_params(self, ctx: Any) -> Any:
        """Return the options of playmore itself; typer adds those for completion after the group was made."""
        return _eased(super().get_params(ctx), "")

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, in order."""
        return list(ENTRIES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, or ``None`` where there is none of this name."""
        if cmd_name in ENTRIES and cmd_name not in self.commands:
            part = typer.Typer(rich_markup_mode=None, add_completion=False)
            import_module(f"playmore_cli.cli.{ENTRIES[cmd_name].module}").register(part)
            for name, command in typer.main.get_group(part).commands.items():
                finish(command)
                self.commands[name] = command
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """
        Return name, command and the arguments behind it.

        Raises:
            UsageError: there is no such command; the message names the nearest.
        """
        name = args[0]
        if name not in ENTRIES and not name.startswith("-") and not ctx.resilient_parsing:
            near = did_you_mean(name, ENTRIES) or "; playmore --help lists them"
            raise UsageError(f"there is no command {name!r}{near}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by what they are for; none of them is imported."""
        for heading, entries in SECTIONS:
            with formatter.section(heading):
                formatter.write_dl([(f"{entry.name:<8}", entry.summary) for entry in entries])

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Return the commands and options that begin with *incomplete*."""
        from typer._click.shell_completion import CompletionItem

        found = [
            CompletionItem(entry.name, help=entry.summary)
            for entry in ENTRIES.values()
            if entry.name.startswith(incomplete) and not incomplete.startswith("-")
        ]
        return found + ([] if found else super(TyperGroup, self).shell_complete(ctx, incomplete))


def finish(command: Any) -> None:
    """Let a command's help keep its examples whole, and its parameters be shown, completed and taken alike."""
    if command.help:
        command.help = _EXAMPLE.sub("\b\n\\1", command.help)
    listed = command.get_params
    # With the --help that typer adds only then.
    command.get_params = lambda context: _eased(listed(context), command.name or "")
    for inner in getattr(command, "commands", {}).values():
        finish(inner)
        # A list cuts what is long.
        inner.short_help = inner.short_help or re.split(r"[.:;]\s", inner.help or "")[0]


def _eased(parameters: list[Any], command: str) -> list[Any]:
    for parameter in parameters:
        ease(parameter, command)
    return parameters
