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

    def get_params(self, ctx: Any) -> Any:
        """Return the options of playmore itself; typer adds those for completion after the group was made."""
        return _eased(super().get_params(ctx))

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
    listed = command.get_params
    command.get_params = lambda context: _eased(listed(context))  # with the --help that typer adds then
    for inner in getattr(command, "commands", {}).values():
        finish(inner)


def _eased(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        if "process_value" not in vars(parameter):
            _take_plain_values(parameter)
    return parameters


def _take_plain_values(parameter: Any) -> None:
    validated = parameter.process_value

    def process(context: Any, value: Any) -> Any:
        if not _is_plain(parameter, value):
            return validated(context, value)
        if isinstance(value, tuple) and parameter.type_descriptor.is_list:
            value = list(value)
        return value if parameter.callback is None else parameter.callback(context, parameter, value)

    parameter.process_value = process


def _is_plain(parameter: Any, value: Any) -> bool:
    """Return whether *value* is what the command's function takes, so that nothing need be made of it."""
    kind = parameter.type_descriptor.annotation
    if value is None or value == ():
        return not parameter.required and value == (
            () if parameter.multiple or parameter.nargs == -1 else None
        )
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if kind == list[str]:
        return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return kind in (str, bool, int, float) and type(value) is kind and not _has_limits(parameter, value)


def _has_limits(parameter: Any, value: object) -> bool:
    return value != parameter.default and (parameter.min is not None or parameter.max is not None)
