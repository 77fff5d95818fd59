"""What each lesson's video is played from, where the learner named something else than the lecture's address."""

from playmore_cli.store.database import Database


class Videos(Database):
    """The part of the store that remembers videos."""

    def video(self, lesson: str) -> str | None:
        """Return the file or address that the video of *lesson* was last played from; ``None`` if never named."""
        with self._told() as connection:
            row = connection.execute("SELECT source FROM video WHERE lesson = ?", (lesson,)).fetchone()
        return None if row is None else str(row[0])

    def save_video(self, lesson: str, source: str) -> None:
        """Remember the file (an absolute path) or address that the video of *lesson* is played from."""
        with self._whole() as connection:
            connection.execute("INSERT OR REPLACE INTO video VALUES (?, ?)", (lesson, source))
