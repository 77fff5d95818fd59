"""Which file or address a lesson's video is played from."""

from pathlib import Path

from playmore_cli.store.learner import Store


def test_a_video_is_remembered_per_lesson(tmp_path: Path) -> None:
    """
    The last source named for a lesson comes back after the file was closed; other lessons have none.
    """
    store = Store(tmp_path / "progress.db")
    store.save_video("p1", "/films/one.mkv")
    store.save_video("p1", "https://example.org/one.mkv")
    store.close()

    again = Store(tmp_path / "progress.db")
    assert again.video("p1") == "https://example.org/one.mkv"
    assert again.video("p2") is None
    again.close()
