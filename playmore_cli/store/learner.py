"""
All that is kept of a learner: one SQLite file, in parts.

`migrations` describes the tables, `database` the file; each other module is one part.
"""

from playmore_cli.store.annotations import Annotations, Mark, Note
from playmore_cli.store.attempts import Attempt, Attempts
from playmore_cli.store.database import StoreError
from playmore_cli.store.imports import ImportedCode
from playmore_cli.store.journal import Journal
from playmore_cli.store.places import Edits, Place, Places
from playmore_cli.store.reviews import Reviews
from playmore_cli.store.texts import TextKind, Texts, TypedText
from playmore_cli.store.videos import Videos

__all__ = [
    "Attempt",
    "Edits",
    "ImportedCode",
    "Mark",
    "Note",
    "Place",
    "Store",
    "StoreError",
    "TextKind",
    "TypedText",
]


class Store(Places, Annotations, Attempts, Texts, Reviews, Videos, Journal):
    """The learner's progress on disk; see `Database` for how it is opened."""
