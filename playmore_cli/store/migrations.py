"""
The tables of the progress file, version by version; the version is kept in ``PRAGMA user_version``.

Version 1:

    place(lesson, step, ran, seconds, saved)         one row a lesson; *seconds* is the step's timecode
    done(lesson, step, at)                           steps gone through, and when first
    edit(lesson, step, position, source, at)         position 0: instead of the step's code; 1, 2 ...: after it
    prediction(lesson, step, given, verdict, at)     verdict 1 right, 0 wrong, NULL not judged
    note(id, lesson, step, seconds, text, at, changed)
    mark(lesson, step, at)                           "did not get this"
    timing(lesson, step, pace, seconds)              how long a long step took here last

Version 2 adds ``edit.at`` and ``note.changed`` (NULL: never), so that the newer of two can be told, and:

    attempt(id, lesson, step, source, verdict, at)   what was written at an exercise; verdict 1 passed, 0 not
    card(lesson, step, key, position, ask, state, due, at)
                                                     a review card that was rated: *key* names its question,
                                                     *position* its place among the step's cards (from 0), *state*
                                                     is the scheduler's as JSON, *at* when it was rated last
    review(lesson, step, key, rating, at)            every rating: 1 again, 2 hard, 3 good, 4 easy
    journal(id, kind, what, changes, at, undone)     what can be undone; see `playmore_cli.store.journal`

Version 3 adds:

    video(lesson, source)                            a file or address of the learner's own for the lesson's video

Version 4 adds:

    typed(id, lesson, step, kind, text, at, changed, open)
                                                     what was typed at a prompt, kept as it is typed; *kind* as in
                                                     `playmore_cli.store.texts`, *at* when its first character came,
                                                     *open* 1 while the prompt is to come back with it
    writer(version)                                  one row: the version of the playmore that brought the file here

Version 5 adds:

    imported(digest, at, allowed)                    code that came with an import, by its digest; *allowed* 1 may run,
                                                     0 may not, NULL the learner was not asked yet

Version 6 adds ``attempt.says``: what was wrong with it, in words; NULL where it passed, or is of an earlier version.

Version 7 adds:

    answer(lesson, step, source, answers, at)        what was given to the questions of a source (``input()``): a JSON
                                                     list of texts, null for the end of input

All times are Unix times in seconds. Steps are named by their stable ids, so that a lesson may change around them.
"""

import sqlite3

from playmore_cli import __version__

_VERSION_1 = """
CREATE TABLE place (lesson TEXT PRIMARY KEY, step TEXT NOT NULL, ran INTEGER NOT NULL,
                    seconds REAL NOT NULL, saved REAL NOT NULL);
CREATE TABLE done (lesson TEXT, step TEXT, at REAL NOT NULL, PRIMARY KEY (lesson, step));
CREATE TABLE edit (lesson TEXT, step TEXT, position INTEGER, source TEXT NOT NULL,
                   PRIMARY KEY (lesson, step, position));
CREATE TABLE prediction (lesson TEXT, step TEXT, given TEXT NOT NULL, verdict INTEGER, at REAL NOT NULL);
CREATE TABLE note (id INTEGER PRIMARY KEY, lesson TEXT NOT NULL, step TEXT NOT NULL, seconds REAL NOT NULL,
                   text TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE mark (lesson TEXT, step TEXT, at REAL NOT NULL, PRIMARY KEY (lesson, step));
CREATE TABLE timing (lesson TEXT, step TEXT, pace TEXT, seconds REAL NOT NULL, PRIMARY KEY (lesson, step, pace));
"""

_VERSION_2 = """
ALTER TABLE edit ADD COLUMN at REAL NOT NULL DEFAULT 0;
ALTER TABLE note ADD COLUMN changed REAL;
CREATE TABLE attempt (id INTEGER PRIMARY KEY, lesson TEXT NOT NULL, step TEXT NOT NULL, source TEXT NOT NULL,
                      verdict INTEGER NOT NULL, at REAL NOT NULL);
CREATE INDEX attempt_of_step ON attempt (lesson, step);
CREATE TABLE card (lesson TEXT, step TEXT, key TEXT, position INTEGER NOT NULL, ask TEXT NOT NULL,
                   state TEXT NOT NULL, due REAL NOT NULL, at REAL NOT NULL, PRIMARY KEY (lesson, step, key));
CREATE TABLE review (lesson TEXT NOT NULL, step TEXT NOT NULL, key TEXT NOT NULL, rating INTEGER NOT NULL,
                     at REAL NOT NULL);
CREATE TABLE journal (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL, changes TEXT NOT NULL,
                      at REAL NOT NULL, undone REAL);
"""

_VERSION_3 = """
CREATE TABLE video (lesson TEXT PRIMARY KEY, source TEXT NOT NULL);
"""

_VERSION_4 = """
CREATE TABLE typed (id INTEGER PRIMARY KEY, lesson TEXT NOT NULL, step TEXT NOT NULL, kind TEXT NOT NULL,
                    text TEXT NOT NULL, at REAL NOT NULL, changed REAL NOT NULL, open INTEGER NOT NULL);
CREATE INDEX typed_at_step ON typed (lesson, step, kind);
CREATE TABLE writer (version TEXT NOT NULL);
"""

_VERSION_5 = """
CREATE TABLE imported (digest TEXT PRIMARY KEY, at REAL NOT NULL, allowed INTEGER);
"""

_VERSION_6 = """
ALTER TABLE attempt ADD COLUMN says TEXT;
"""

_VERSION_7 = """
CREATE TABLE answer (lesson TEXT, step TEXT, source TEXT, answers TEXT NOT NULL, at REAL NOT NULL,
                     PRIMARY KEY (lesson, step, source));
"""

MIGRATIONS = (_VERSION_1, _VERSION_2, _VERSION_3, _VERSION_4, _VERSION_5, _VERSION_6, _VERSION_7)
"""What leads from each version to the next; a new file goes through all of them."""

VERSION = len(MIGRATIONS)
"""The version that this program reads and writes."""


def migrate(connection: sqlite3.Connection) -> None:
    """
    Bring the tables from whichever version they have to this one, whole or not at all.

    Raises:
        sqlite3.Error: they stay as they are.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for migration in MIGRATIONS[version:]:  # none if another session was first while this one waited
            for statement in migration.split(";"):
                connection.execute(statement)
        if version < VERSION:
            connection.execute("DELETE FROM writer")
            connection.execute("INSERT INTO writer VALUES (?)", (__version__,))
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
