"""
What all commands' arguments and options have in common: how they are shown, completed and taken.

A parameter's sign in the help (its ``metavar``: LESSON, STEP, IDEA) says what completes it, so that every command
completes its lessons and steps alike. Typer shows an optional argument as ``[[LESSON]] <str>``; manuals write
``[LESSON]``. And typer imports a validation library, which takes as long as all the rest, for values that are already
what a command takes.
"""

from typing import Any, Literal, get_args, get_origin

from playmore_cli.cli import completion
from playmore_cli.cli.completion import Completer
from playmore_cli.errors import UsageError

_COMPLETERS: dict[str, Completer] = {
    "LESSON": completion.complete_lesson,
    "STEP": completion.complete_step,
    "N|ID": completion.complete_step,
    "IDEA": completion.complete_idea,
    "CHAPTER": completion.complete_chapter,
    "config VALUE": completion.complete_value,
    "glossary WORD": completion.complete_word,
    "history NAME": completion.complete_name,
    "config NAME": completion.complete_setting,
    "data NAME": completion.complete_data,
    "preview FILE": completion.complete_lesson,
}
"""By sign, or by command and sign."""


def ease(parameter: Any, command: str) -> None:
    """Show, complete and take a *parameter* of a *command* as said above; doing it twice changes nothing more."""
    if "process_value" in vars(parameter):
        return
    _take_plain_values(parameter)
    is_argument = parameter.param_type_name == "argument"
    if is_argument:
        _show_argument(parameter)
    elif parameter.metavar is None and not parameter.is_flag and not parameter.type_descriptor.is_choice:
        parameter.metavar = "N" if parameter.type_descriptor.annotation is int else parameter.name.upper()
    sign = (parameter.metavar or "").removesuffix("|TIMECODE")
    completer = _COMPLETERS.get(f"{command} {sign}") or _COMPLETERS.get(sign)
    if completer is not None:
        _complete(parameter, completer)


# -- shown ---------------------------------------------------------------------------------------------------------


def _show_argument(parameter: Any) -> None:
    sign = (parameter.metavar or parameter.name.upper()).removesuffix("...").strip("[]")
    parameter.metavar = sign
    written = f"{sign}..." if parameter.nargs != 1 else sign
    usage = written if parameter.required else f"[{sign}]{'...' if parameter.nargs != 1 else ''}"
    choices = parameter.type_descriptor.choices
    words = parameter.help or ""
    if choices and not all(choice in words for choice in choices):
        words = f"{words.rstrip('.')}: {', '.join(choices)}."
    parameter.get_usage_pieces = lambda context: [usage]
    parameter.get_help_record = lambda context: (written, words)


# -- completed -----------------------------------------------------------------------------------------------------


def _complete(parameter: Any, completer: Completer) -> None:
    def offer(context: Any, incomplete: str) -> list[Any]:
        from typer._click.shell_completion import CompletionItem  # the form in which typer takes offers

        return [CompletionItem(word, help=words) for word, words in completer(context, incomplete)]

    parameter.shell_complete = offer


# -- taken ---------------------------------------------------------------------------------------------------------


def _take_plain_values(parameter: Any) -> None:
    validated = parameter.process_value

    def process(context: Any, value: Any) -> Any:
        if context.resilient_parsing:
            return value  # only completing: nothing is taken yet
        if not _is_plain(parameter, value):
            return _read(parameter, value) if _is_own(parameter, value) else validated(context, value)
        if parameter.type_descriptor.is_list:
            value = list(value or ())
        return value if parameter.callback is None else parameter.callback(context, parameter, value)

    parameter.process_value = process


def _is_plain(parameter: Any, value: Any) -> bool:
    """Return whether *value* is what the command's function takes, so that nothing need be made of it."""
    kind = parameter.type_descriptor.annotation
    if value is None or value == ():
        return not parameter.required
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if kind == list[str]:
        return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return kind in (str, bool, int, float) and type(value) is kind and not _has_limits(parameter, value)


def _is_own(parameter: Any, value: object) -> bool:
    """Return whether *value* is one that `_read` takes or refuses in words of ours."""
    kind = parameter.type_descriptor.annotation
    is_known = get_origin(kind) is Literal or kind in (int, float, int | None, float | None)
    return is_known and parameter.nargs == 1 and parameter.callback is None and value is not None


def _read(parameter: Any, value: object) -> Any:
    """
    Return what was written for a choice or a number.

    Raises:
        UsageError: it is none of the choices, no number, or out of bounds; the message says what may stand there.
    """
    kind = parameter.type_descriptor.annotation
    sign = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if value in choices:
            return value
        raise UsageError(f"{sign} takes {', '.join(choices[:-1])} or {choices[-1]}; found '{value}'")
    is_whole = kind in (int, int | None)
    low, high = parameter.min, parameter.max
    bounds = f" from {low:g}" if low is not None else ""
    bounds += f" to {high:g}" if high is not None else " on" if bounds else ""
    number: float | None
    try:
        number = int(str(value)) if is_whole else float(str(value))
    except ValueError:
        number = None
    if number is None or (low is not None and number < low) or (high is not None and number > high):
        what = "a whole number" if is_whole else "a number"
        raise UsageError(f"{sign} takes {what}{bounds}; found '{value}'")
    return number


def _has_limits(parameter: Any, value: object) -> bool:
    return value != parameter.default and (parameter.min is not None or parameter.max is not None)
