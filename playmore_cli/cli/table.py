"""All commands: where each is written, and what it does in one line. A command's module is imported when it is used."""

from typing import NamedTuple


class CommandEntry(NamedTuple):
    """A command's *name*, the *module* of this room that registers it, and its *summary* for the list of commands."""

    name: str
    module: str
    summary: str


SECTIONS: tuple[tuple[str, tuple[CommandEntry, ...]], ...] = (
    (
        "Play",
        (
            CommandEntry("start", "start", "begin a lecture, or go on where you were"),
            CommandEntry("resume", "start", "go on at the saved place, variables included"),
            CommandEntry("replay", "replay", "rebuild the state before a step, run it, leave"),
            CommandEntry("prepare", "prepare", "run the long steps now, to wait for none later"),
            CommandEntry("watch", "watch", "the video at a step, or in step with the lesson"),
        ),
    ),
    (
        "Look",
        (
            CommandEntry("list", "listing", "the lectures with your progress"),
            CommandEntry("outline", "outline", "chapters and steps with timecodes"),
            CommandEntry("search", "search", "find words in narration and code"),
            CommandEntry("glossary", "glossary", "the words of the lectures, explained"),
            CommandEntry("history", "history", "how a class or function grew"),
        ),
    ),
    (
        "Learn",
        (
            CommandEntry("recreate", "recreate", "write a key idea yourself, with hints"),
            CommandEntry("review", "review", "recall what you learned, when it is due"),
            CommandEntry("note", "notes", "write a note on a step"),
            CommandEntry("notes", "notes", "list your notes"),
        ),
    ),
    (
        "Keep",
        (
            CommandEntry("add", "adding", "keep a course of others in the list"),
            CommandEntry("progress", "progress", "carry your progress, hand it in, a class"),
            CommandEntry("reset", "reset", "begin a step, a lesson or all again"),
            CommandEntry("export", "export", "a lesson as notebook, script or page"),
        ),
    ),
    (
        "Write lessons",
        (
            CommandEntry("new", "new", "a lesson file to begin with"),
            CommandEntry("import", "importing", "a Jupyter notebook as a lesson file"),
            CommandEntry("preview", "preview", "steps as learners see them, on each save"),
            CommandEntry("check", "check", "validate lessons, run all they hold"),
        ),
    ),
    (
        "Set up",
        (
            CommandEntry("config", "config", "every setting: show, set, unset"),
            CommandEntry("data", "data", "the lectures' data: which is here, fetch it"),
            CommandEntry("doctor", "doctor", "what works here, a report to paste"),
        ),
    ),
)

ENTRIES = {entry.name: entry for _, entries in SECTIONS for entry in entries}
"""The commands by name, in the order of the sections."""
