"""Undoing the last reset, import, change of notes or grade, and telling what came back."""

from playmore_cli.environment import Environment
from playmore_cli.errors import UsageError
from playmore_cli.sitting.access import open_store
from playmore_cli.sitting.speech import print_json


def undo_last(environment: Environment, kind: str, name: str, done: str, *, as_json: bool = False) -> None:
    """
    Undo the last change of a *kind*.

    *name* is what learners call such a change; *done* stands before what the last one was about: ``reset of`` p1.

    Raises:
        UsageError: there is none.
    """
    from playmore_cli.store.resetting import counts, in_words

    with open_store(environment) as store:
        undone = store.undo(kind)
    if undone is None:
        raise UsageError(f"there is no {name} to undo")
    back = [change for change in undone.changes if change not in undone.left]
    if as_json:
        print_json(environment, {"what": undone.what, "undone": counts(back), "left": counts(undone.left)})
        return
    print(
        f"undone: {done} {undone.what} ({in_words(counts(back)) or 'nothing is left of it'})",
        file=environment.stdout,
    )
    if undone.left:
        print(
            f"left as it is, for you have changed it since: {in_words(counts(undone.left))}",
            file=environment.stdout,
        )
