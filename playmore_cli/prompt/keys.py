"""The one table from keys and typed words to commands; the key line and the help are printed from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playmore_cli.errors import UsageError, did_you_mean
from playmore_cli.lesson.model import Lesson, OtherVideoError
from playmore_cli.session.commands import (
    Back,
    Characters,
    Command,
    Edit,
    Expand,
    ExplainWords,
    Find,
    Follow,
    GoTo,
    Help,
    JoinVideo,
    Next,
    OpenVideo,
    PlayPassage,
    PutBack,
    Quit,
    RecreateStep,
    Replay,
    Return,
    ShowOutline,
    ShowShapes,
    ShowVariables,
    SwitchPace,
    TakeNote,
    ToggleMark,
    Try,
)
from playmore_cli.session.session import Session


@dataclass(frozen=True)
class Key:
    """
    One key.

    Args:
        key: as the learner presses it.
        label: a word or two for the key line.
        help: what it does, for the list of all keys.
        command: what is asked; ``None`` where more must be typed first (``g``).
        words: what may be typed instead where commands come a line each.
        others: further names of the same key in a terminal.
    """

    key: str
    label: str
    help: str
    command: Command | None
    words: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


ENTER = Key(
    "⏎", "on", "go on: reveal, run, next step (also space, →)", Next(), ("", "next", "run"), (" ", "right")
)
BACK = Key("b", "back", "the step before, with its variables (also ←)", Back(), ("back",), ("left",))
REPLAY = Key("r", "replay", "run this step again, from the state before it", Replay(), ("replay",))
EDIT = Key("e", "edit", "change this step's code, and run your version", Edit(), ("edit",))
YOURSELF = Key(
    "y", "yourself", "write this step's idea yourself, with a check and hints", RecreateStep(), ("yourself",)
)
TRY = Key(":", "try", "a prompt among the variables, Tab completes", Try(), ("try",))
PUT_BACK = Key("u", "undo", "put the step back as the lecture has it", PutBack(), ("undo",))
GO_TO = Key(
    "g", "go to", "a timecode (24:58), a step's number, its id, or words to find", None, ("goto", "go")
)
OUTLINE = Key(
    "o", "outline", "chapters and steps, where you are, what is done; pick one", ShowOutline(), ("outline",)
)
FOLLOW = Key("t", "thread", "follow this step's link to another lecture", Follow(), ("thread", "follow"))
HOME = Key("h", "home", "come back from where a link has led", Return(), ("home",))
FIND = Key("/", "find", "find words in this lesson: narration, code, names", Find(), ("find",))
VARIABLES = Key(
    "v", "vars", "the variables: kind, shape, values, what this step changed", ShowVariables(), ("vars",)
)
SHAPES = Key("x", "shapes", "the shapes in this step's code", ShowShapes(), ("shapes",))
WORDS = Key(
    "i",
    "words",
    "what this step's words mean, its calls too, and where they come from",
    ExplainWords(),
    ("words",),
)
NOTE = Key("n", "note", "write a note on this step", TakeNote(), ("note",))
MARK = Key("m", "mark", "mark as not understood, or take the mark off", ToggleMark(), ("mark",))
VIDEO = Key("w", "video", "the video at this second", OpenVideo(), ("video", "watch"))
PASSAGE = Key("s", "passage", "the video's passage of this step", PlayPassage(), ("passage",))
JOIN = Key("j", "join", "go to the step where the video is", JoinVideo(), ("join",))
EXPAND = Key("f", "full", "all of what was folded: output, code, code from before", Expand(), ("full",))
CHARACTERS = Key("c", "characters", "this step's plots in characters", Characters(), ("characters",))
PACE = Key("p", "pace", "play this step at the other pace, quick or full", SwitchPace(), ("pace",))
HELP = Key("?", "keys", "this list", Help(), ("help", "keys"))
QUIT = Key("q", "leave", "leave; your place is kept (also Ctrl-D)", Quit(), ("quit", "exit", "leave"))

KEYS = (
    ENTER,
    BACK,
    REPLAY,
    EDIT,
    YOURSELF,
    TRY,
    VARIABLES,
    SHAPES,
    PUT_BACK,
    GO_TO,
    OUTLINE,
    FIND,
    FOLLOW,
    HOME,
    WORDS,
    NOTE,
    MARK,
    VIDEO,
    PASSAGE,
    JOIN,
    EXPAND,
    CHARACTERS,
    PACE,
    HELP,
    QUIT,
)


BESIDE = (PASSAGE, JOIN)
"""Keys that make sense while a video is open beside the lesson."""


def offered(
    session: Session,
    *,
    folded: bool = False,
    pending: int = 0,
    strayed: bool = False,
    pixels: bool = False,
    visiting: bool = False,
    watching: bool = False,
) -> tuple[Key, ...]:
    """
    Return the keys that make sense now, the most useful first, Enter's label saying what it will do.

    Args:
        session: where the learner is.
        folded: the code or an output of this step was shortened, or code of long before stands folded above it.
        pending: rows of the step that did not fit the screen and come next.
        strayed: the step was edited or experimented on.
        pixels: plots are shown in pixels here.
        visiting: a link has led here from another lesson.
        watching: a video is open beside the lesson.
    """
    step = session.step
    label = "run" if session.is_due else "end" if session.is_last and session.is_whole else "on"
    if session.is_held_back:
        label = "show the code" if step.recreate is not None else "guess"
    if pending:
        label = f"more, {pending} line{'s' if pending > 1 else ''}"
    keys = [Key(ENTER.key, label, ENTER.help, ENTER.command, ENTER.words, ENTER.others)]
    if visiting:
        keys.append(HOME)
    if session.offer and session.pieces >= session.offer:
        keys.append(YOURSELF)
    if session.cursor:
        keys.append(BACK)
    if watching:
        keys.append(PASSAGE)
    if session.ran:
        keys.append(REPLAY)
    if folded:
        keys.append(EXPAND)
    if strayed:
        keys.append(PUT_BACK)
    if pixels and session.ran:
        keys.append(CHARACTERS)
    if step.pace and session.is_whole:
        keys.append(PACE)
    if step.code is not None and session.is_whole:
        keys.append(EDIT)
    if step.see:
        keys.append(FOLLOW)
    join = (JOIN,) if watching else ()
    explained = (WORDS,) if session.lesson.terms or session.lesson.needs else ()
    shaped = (SHAPES,) if step.code is not None and session.is_whole else ()
    return (
        *keys,
        TRY,
        VARIABLES,
        *shaped,
        GO_TO,
        *join,
        OUTLINE,
        FIND,
        *explained,
        NOTE,
        MARK,
        VIDEO,
        HELP,
        QUIT,
    )


def key_line(keys: Sequence[Key], width: int) -> str:
    """
    Return the keys with their labels on one line of at most *width* cells.

    Where it is narrow the labels give way from the right, then letters in the middle; Enter, the list of keys and
    leaving stay.

    >>> key_line((ENTER, BACK, NOTE, HELP, QUIT), 80)
    '⏎ on · b back · n note · ? keys · q leave'
    >>> key_line((ENTER, BACK, NOTE, HELP, QUIT), 33)
    '⏎ on · b back · n · ? keys · q'
    >>> key_line((ENTER, BACK, NOTE, HELP, QUIT), 12)
    '⏎ on · b ? q'
    """
    shown = list(keys)
    while True:
        # Leaving is the least to be told, then what comes last; what Enter does and where the list is, last of all.
        order = [*range(len(shown) - 3, 0, -1), len(shown) - 2, 0]
        bare: set[int] = set()
        for place in (None, len(shown) - 1, *order):
            if place is not None:
                bare.add(place)
            line = _joined(shown, bare)
            if len(line) <= width:
                return line
            if place == len(shown) - 2 and len(shown) > 3:
                break
        if len(shown) <= 3:
            return line[:width]
        shown.pop(-3)


def _joined(keys: Sequence[Key], bare: set[int]) -> str:
    """Return the keys in a line; those that are *bare* without their labels, and closer together."""
    line = ""
    for place, key in enumerate(keys):
        if place:
            line += " " if {place, place - 1} <= bare else " · "
        line += key.key if place in bare else f"{key.key} {key.label}"
    return line


def bright_keys(line: str, keys: Sequence[Key]) -> list[tuple[str, str]]:
    """
    Return the line of keys in pieces with their classes, each key apart from its label.

    >>> bright_keys("q leave", (QUIT,))
    [('class:key', 'q'), ('class:keys', ' '), ('class:keys', 'leave')]
    """
    names, shown = {key.key for key in keys}, []
    is_first = True
    for word in re.split(r"( )", line):
        is_key = word in names and is_first
        shown.append(("class:key" if is_key else "class:keys", word))
        # Behind a dot comes a key, and behind a key alone may come another one; a word of a label is none.
        is_first = (word in ("", " ", "·") and (is_first or word == "·")) or (is_key and word in names)
    return shown


GROUPS = (
    ("Go", (ENTER, BACK, REPLAY, GO_TO, OUTLINE, FIND, FOLLOW, HOME, QUIT)),
    ("Code", (EDIT, YOURSELF, TRY, VARIABLES, SHAPES, PUT_BACK, PACE)),
    ("Look", (WORDS, EXPAND, CHARACTERS)),
    ("Keep", (NOTE, MARK)),
    ("Video", (VIDEO, PASSAGE, JOIN)),
)
"""The keys as the help shows them."""


def why_not(key: str, session: Session) -> str:
    """
    Return why a key that is not offered does nothing now, and what would; for any other that it is none.

    >>> why_not("é", Session.__new__(Session))
    "'é' is no key here; ? lists them"
    """
    found = next((one for one in KEYS if key in (one.key, *one.others)), None)
    if found is None:
        return f"'{key}' is no key here; ? lists them"
    step = session.step
    no_code = "" if step.code is not None else "this step has no code"
    hidden = "" if session.is_whole else "its code is not in sight yet; ⏎ goes on to it"
    reasons = {
        BACK: "this is the first step",
        REPLAY: no_code or hidden or "the step has not run yet; ⏎ runs it",
        EDIT: no_code or hidden,
        SHAPES: no_code or hidden,
        YOURSELF: "there is nothing to write at this step"
        if not session.offer
        else "its task comes with the next ⏎",
        PUT_BACK: "this step is as the lecture has it",
        FOLLOW: "no link leads on from this step",
        HOME: "no link and no search has led here",
        WORDS: "this lesson explains no words",
        PASSAGE: "no video is open beside the lesson; w opens it",
        JOIN: "no video is open beside the lesson; w opens it",
        EXPAND: "nothing was shortened here",
        CHARACTERS: "no plot is shown in pixels here",
        PACE: hidden or "this step has only one pace",
    }
    return f"{found.key}: {reasons.get(found, 'it does nothing here')}"


def parse_command(line: str, lesson: Lesson) -> Command:
    """
    Return the command that a typed line stands for: a key, its word, ``g 24:58``, ``: x + 1``, ``n text``.

    Raises:
        UsageError: the line is no command, or names no step.
    """
    text = line.strip()
    if text.startswith(":"):
        return Try(text[1:].strip() or None)
    if text.startswith("/"):
        return Find(text[1:].strip() or None)
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    for key in KEYS:
        if word.lower() not in (key.key, *key.words, *key.others):
            continue
        if key is GO_TO:
            return _go_to(rest, lesson)
        if key is NOTE and rest:
            return TakeNote(rest)
        if key is WORDS and rest:
            return ExplainWords(rest)
        if key is FIND and rest:
            return Find(rest)
        if key is VARIABLES and rest:
            return ShowVariables(rest)
        if rest:
            raise UsageError(f"'{word}' stands alone; found '{text}'")
        assert key.command is not None
        return key.command
    raise UsageError(_unknown(text))


def _go_to(place: str, lesson: Lesson) -> Command:
    if not place:
        raise UsageError("where to? write g 24:58, g 12 or g and a step's id")
    try:
        return GoTo(lesson.find(place))
    except UsageError as error:
        # Which lesson a link into another video belongs to is known to whoever reads the line.
        if any(sign.isalpha() for sign in place) and not isinstance(error, OtherVideoError):
            return Find(place, str(error))
        raise


def _unknown(text: str) -> str:
    words = [word for key in KEYS for word in key.words if word]
    near = did_you_mean(text, words)
    return f"'{text}' is no command{near or '; ? lists them'}"
