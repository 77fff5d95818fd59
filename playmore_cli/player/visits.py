"""Threads across lessons: what a step links to, and the wish to go there or to come back."""

from dataclasses import replace

from playmore_cli.ordinals import ordinal_in
from playmore_cli.player.desk import Desk, Home
from playmore_cli.prompt.choices import means_to_stay


def tell_threads(desk: Desk) -> None:
    """Say quietly, once the step is done with, where its links lead."""
    session = desk.session
    if desk.told.links == session.cursor or not session.is_whole or session.is_due:
        return
    desk.told = replace(desk.told, links=session.cursor)
    threads = desk.extras.threads(session.step)
    for thread in threads:
        follows = "; t goes there" if thread is threads[-1] and desk.reader.is_person else ""
        desk.view.tell(f"see also {thread.text}{follows}")


def follow(desk: Desk) -> None:
    """Wish to go where a link of the step leads; which one is asked if there are several."""
    threads = desk.extras.threads(desk.session.step)
    if not threads:
        desk.view.tell("no link leads on from this step")
        return
    chosen = threads[0]
    if len(threads) > 1:
        for count, thread in enumerate(threads, start=1):
            desk.view.tell(f"{count} {thread.text}")
        answer = (desk.reader.line(f" which, 1 to {len(threads)}, Enter stays: ") or "").strip()
        number = ordinal_in(answer)
        if number is None or not 1 <= number <= len(threads):
            desk.view.tell(
                "you stay here" if means_to_stay(answer) else f"'{answer}' is none of them; you stay here"
            )
            return
        chosen = threads[number - 1]
    desk.outcome = replace(desk.outcome, wish=chosen)


def come_home(desk: Desk) -> None:
    """Wish to come back to the lesson from which a link led here."""
    if desk.extras.is_visit:
        desk.outcome = replace(desk.outcome, wish=Home.HOME)
    else:
        desk.view.tell("you are at home: no link and no search has led here")
