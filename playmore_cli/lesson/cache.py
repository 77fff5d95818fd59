"""
Lessons as they were last read, so that a command need not read YAML and compile a hundred pieces of code.

A file of the cache is 32 bytes, the signature of the stamp of this program, the bytes of the lesson file and the
record; then the record: the lesson as msgpack. Whatever does not fit its 32 bytes is read anew and
replaced, so a cache can be stale, cut off, planted or missing without anyone noticing more than the time.
"""

import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from playmore_cli.lesson.files import read_content
from playmore_cli.lesson.model import Lesson, Timecode
from playmore_cli.paths import key_file
from playmore_cli.signing import SIGNATURE, ForeignError, is_signed, sign, user_key
from playmore_cli.whole_files import write_whole


def load_cached(path: Path, folder: Path | None) -> Lesson:
    """
    Return the lesson in the file *path*, from the cache in *folder* where that is up to date.

    Raises:
        LessonError: the file cannot be read or holds no lesson.
    """
    content = read_content(path)
    key = None if folder is None else _key()
    if folder is None or key is None:
        return _parse(content, path)
    stored = folder / f"{path.stem}-{_digest(str(path.absolute()).encode()).hex()[:16]}.msgpack"
    lesson = _recall(stored, content, key)
    if lesson is None:
        lesson = _parse(content, path)
        _keep(stored, content, lesson, key)
    return lesson


def _parse(content: bytes, path: Path) -> Lesson:
    # It brings in YAML and the rules, which a hit does not need.
    from playmore_cli.lesson.loader import parse_lesson

    return parse_lesson(content, path)


def _key() -> bytes | None:
    try:
        return user_key(key_file())
    except (OSError, ForeignError):
        return None  # lessons are read from their own files, which costs time and nothing else


def _recall(stored: Path, content: bytes, key: bytes) -> Lesson | None:
    try:
        known = stored.read_bytes()
        signature, record = known[:SIGNATURE], known[SIGNATURE:]
        if not is_signed(key, signature, _digest(_stamp(), content, record)):
            return None
        return msgspec.msgpack.decode(record, type=Lesson, dec_hook=_timecode)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None  # the lesson is read from its own file, which costs time and nothing else


def _keep(stored: Path, content: bytes, lesson: Lesson, key: bytes) -> None:
    """Write the record whole, so that nobody reads half of it."""
    record = msgspec.msgpack.encode(lesson, enc_hook=float)  # timecodes are all it does not know
    try:
        stored.parent.mkdir(parents=True, exist_ok=True)
        write_whole(stored, sign(key, _digest(_stamp(), content, record)) + record)
    except OSError:
        return  # without a cache the next start takes longer


def _stamp() -> bytes:
    """Return what changes when the program that reads lessons does: times and sizes of this room's files."""
    found = [entry.stat() for entry in os.scandir(Path(__file__).parent) if entry.name.endswith(".py")]
    return repr(sorted((status.st_mtime_ns, status.st_size) for status in found)).encode()


def _digest(*parts: bytes) -> bytes:
    total = blake2b(digest_size=32)
    for part in parts:
        total.update(len(part).to_bytes(8, "little") + part)
    return total.digest()


def _timecode(kind: type, value: float) -> Timecode:
    return Timecode(value)
