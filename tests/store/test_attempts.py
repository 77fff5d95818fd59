"""Attempts at exercises are kept in order, and what was solved stays solved."""

from pathlib import Path

from playmore_cli.store.learner import Attempt, Store


def test_attempts_in_order(tmp_path: Path) -> None:
    """
    The attempts of one step come back in the order they were made, with the time and the verdict.
    """
    times = iter([10.0, 20.0, 30.0])
    store = Store(tmp_path / "progress.db", lambda: next(times))
    store.add_attempt("p1", "tanh", "first", False)
    store.add_attempt("p1", "relu", "other", True)
    store.add_attempt("p1", "tanh", "second", True)

    assert store.attempts("p1", "tanh") == (
        Attempt("p1", "tanh", "first", False, 10.0),
        Attempt("p1", "tanh", "second", True, 30.0),
    )
    store.close()


def test_solved_once_is_solved(tmp_path: Path) -> None:
    """
    A later attempt that fails does not take back that an exercise was solved; another lesson's does not count.
    """
    store = Store(tmp_path / "progress.db")
    store.add_attempt("p1", "tanh", "good", True)
    store.add_attempt("p1", "tanh", "worse", False)
    store.add_attempt("p2", "loss", "bad", False)

    assert store.solved("p1") == {"tanh"}
    assert store.solved("p2") == frozenset()
    store.close()
