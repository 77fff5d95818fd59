"""
Code that came with imported progress, and whether the learner lets it run.

It is known by its digest, so that undoing an import, doing it again or moving a piece changes nothing about the
decision. Until there is one, and after a no, the other parts of the store keep such code to themselves.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from msgspec import Struct

from playmore_cli.store.database import Database
from playmore_cli.store.rows import TABLES, Change

CODE = {"edit": "source", "attempt": "source", "answer": "answers"}
"""The tables that hold what is run, or given to what runs, and in which column."""

_OF_LESSON = """
SELECT step, source FROM edit WHERE lesson = ?1 UNION ALL SELECT step, source FROM attempt WHERE lesson = ?1
UNION ALL SELECT step, answers FROM answer WHERE lesson = ?1
"""
_OF_ALL = "SELECT source FROM edit UNION SELECT source FROM attempt UNION SELECT answers FROM answer"


class ImportedCode(Struct, frozen=True):
    """A piece of code that was imported for a *step* of a lesson."""

    step: str
    source: str


class Imports(Database):
    """The part of the store that knows where code has come from."""

    def note_imported(self, changes: Sequence[Change]) -> None:
        """Withhold the code in *changes* that is not here yet; what was let run before stays so."""
        tables = {name: TABLES[name].columns.index(column) for name, column in CODE.items()}
        sources = {
            str(row[tables[change.table]])
            for change in changes
            if change.table in tables
            for row in change.after
        }
        with self._whole() as connection:
            known = {source for (source,) in connection.execute(_OF_ALL)}
            connection.executemany(
                "INSERT INTO imported (digest, at) VALUES (?, ?)"
                " ON CONFLICT (digest) DO UPDATE SET allowed = NULL WHERE allowed = 0",
                [(_digest(source), self._clock()) for source in sources - known],
            )
            # A piece that is here and was refused is asked about again where it comes again.
            connection.executemany(
                "UPDATE imported SET allowed = NULL WHERE digest = ? AND allowed = 0",
                [(_digest(source),) for source in sources & known],
            )

    def undecided(self, lesson: str) -> tuple[ImportedCode, ...]:
        """Return the imported code of a lesson that the learner was not asked about yet."""
        with self._told() as connection:
            waiting = {
                one for (one,) in connection.execute("SELECT digest FROM imported WHERE allowed IS NULL")
            }
            rows = connection.execute(_OF_LESSON, (lesson,)).fetchall() if waiting else ()
        found = {source: ImportedCode(step, source) for step, source in rows if _digest(source) in waiting}
        return tuple(found.values())

    def decide(self, codes: Iterable[ImportedCode], *, allowed: bool) -> None:
        """Let imported code run from now on, or keep it back."""
        with self._whole() as connection:
            connection.executemany(
                "UPDATE imported SET allowed = ? WHERE digest = ?",
                [(int(allowed), _digest(code.source)) for code in codes],
            )

    def _withheld(self, sources: Iterable[str]) -> set[str]:
        """Return those of the *sources* that must not run, for now or for good."""
        with self._told() as connection:
            query = "SELECT digest FROM imported WHERE allowed IS NOT 1"
            withheld = {digest for (digest,) in connection.execute(query)}
        return {source for source in sources if _digest(source) in withheld} if withheld else set()


def _digest(source: str) -> str:
    return blake2b(source.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
