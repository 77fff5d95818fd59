"""What a learner decided about code by others is kept, and can be lost without harm."""

from pathlib import Path

import pytest

from playmore_cli.store.trust import Trust, TrustError


def test_trust_is_kept(tmp_path: Path) -> None:
    """
    What was trusted is trusted by another process too, and nothing else is; only the user may read the file.
    """
    file = tmp_path / "state" / "lessons.json"
    Trust(file).trust("aa", "x1", 5.0)

    assert Trust(file).is_trusted("aa") and not Trust(file).is_trusted("ab")
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_code_is_known_with_other_data(tmp_path: Path) -> None:
    """
    Code that was trusted with its data is known with other data, which is not trusted; so is code without any.
    """
    trust = Trust(tmp_path / "lessons.json")
    trust.trust("code with data", "x1", 5.0, "code")
    trust.trust("bare", "x2", 5.0, "bare")

    assert trust.knows_code("code") and trust.knows_code("bare") and not trust.knows_code("x1")
    assert not trust.is_trusted("code with other data") and not trust.is_trusted("code")


def test_paths_are_kept(tmp_path: Path) -> None:
    """
    The last path of a lesson is kept beside what is trusted.
    """
    trust = Trust(tmp_path / "lessons.json")
    trust.trust("aa", "x1", 5.0)
    trust.keep_path("x1", Path("/one.yaml"))
    trust.keep_path("x1", Path("/two.yaml"))

    assert trust.path_of("x1") == Path("/two.yaml") and trust.path_of("x2") is None
    assert trust.is_trusted("aa")


@pytest.mark.parametrize(
    "content", ["", "[]", '{"trusted": 3, "paths": ["a"]}', '{"paths": {"x1": 3}}', "\x00\x01"]
)
def test_a_damaged_file(tmp_path: Path, content: str) -> None:
    """
    A damaged file trusts nothing, and the next decision makes it whole.
    """
    trust = Trust(tmp_path / "lessons.json")
    trust.path.write_text(content)
    assert not trust.is_trusted("aa") and trust.path_of("x1") is None

    trust.trust("aa", "x1", 5.0)

    assert trust.is_trusted("aa")


def test_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    """
    Where nothing can be kept that is said, with the path.
    """
    (tmp_path / "file").touch()

    with pytest.raises(TrustError, match=r"lessons\.json cannot be written"):
        Trust(tmp_path / "file" / "lessons.json").trust("aa", "x1", 5.0)
