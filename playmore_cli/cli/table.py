"""All commands: where each is written, and what it does in one line. A command's module is imported when it is used."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A command's *name*, the *module* of this room that registers it, and its *summary* for the list of commands."""

    name: str
    module: str
    summary: str


SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Play",
        (
            Entry("start", "start", "begin a lecture, or go on where you were"),
            Entry("resume", "start", "go on at the saved place, variables included"),
            Entry("replay", "replay", "rebuild the state before a step, run it, leave"),
            Entry("watch", "watch", "the video at a step, or in step with the lesson"),
        ),
    ),
    (
        "Look",
        (
            Entry("list", "listing", "the lectures with your progress"),
            Entry("outline", "outline", "chapters and steps with timecodes"),
            Entry("search", "search", "find words in narration and code"),
            Entry("history", "history", "how a class or function grew"),
        ),
    ),
    (
        "Learn",
        (
            Entry("recreate", "recreate", "write a key idea yourself, with hints"),
            Entry("review", "review", "recall what you learned, when it is due"),
            Entry("note", "notes", "write a note on a step"),
            Entry("notes", "notes", "list your notes"),
        ),
    ),
    (
        "Keep",
        (
            Entry("progress", "progress", "carry your progress to another machine"),
            Entry("reset", "reset", "begin a step, a lesson or all again"),
            Entry("export", "export", "a lesson as notebook, script or page"),
        ),
    ),
    (
        "Write lessons",
        (
            Entry("new", "new", "a lesson file to begin with"),
            Entry("import", "importing", "a Jupyter notebook as a lesson file"),
            Entry("preview", "preview", "steps as learners see them, on each save"),
            Entry("check", "check", "validate lessons, run all they hold"),
        ),
    ),
    (
        "Set up",
        (
            Entry("config", "config", "every setting: show, set, unset"),
            Entry("data", "data", "the lectures' data: which is here, fetch it"),
            Entry("doctor", "doctor", "what works here, a report to paste"),
        ),
    ),
)

ENTRIES = {entry.name: entry for _, entries in SECTIONS for entry in entries}
"""The commands by name, in the order of the sections."""
