"""
A group whose commands are imported when they are used, so that no command waits for what another one needs.

It also mends what typer leaves rough: a default or a plain word is taken as it is, without the import of a
validation library that takes as long as all the rest; examples in a help text are not wrapped.
"""

import re
from importlib import import_module
from typing import Any, Literal, get_args, get_origin

import typer
from typer.core import TyperGroup

from playmore_cli.cli.table import ENTRIES, SECTIONS
from playmore_cli.errors import UsageError, did_you_mean

_EXAMPLE = re.compile(r"^(Example: )", re.MULTILINE)


class Commands(TyperGroup):
    """The commands of `table`, each imported when it is asked for."""

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
    """Let a command's help keep its examples whole, and its parameters take plain values as they are."""
    if command.help:
        command.help = _EXAMPLE.sub("\b\n\\1", command.help)
    for parameter in command.params:
        _take_plain_values(parameter)
    for inner in getattr(command, "commands", {}).values():
        finish(inner)


def _take_plain_values(parameter: Any) -> None:
    validated = parameter.process_value
    kind = parameter.type_descriptor.annotation

    def process(context: Any, value: Any) -> Any:
        is_missing = value is None or value == ()
        if parameter.callback is not None or (is_missing and parameter.required):
            return validated(context, value)
        if is_missing:
            return () if parameter.multiple or parameter.nargs == -1 else None
        if type(value) is kind and kind in (str, bool, int, float) and not _has_limits(parameter):
            return value
        if get_origin(kind) is Literal and value in get_args(kind):
            return value
        if kind == list[str] and isinstance(value, list | tuple):
            return list(value)
        return validated(context, value)

    parameter.process_value = process


def _has_limits(parameter: Any) -> bool:
    return parameter.min is not None or parameter.max is not None
