"""What somebody hands in who means harm."""

import copy
import json
from pathlib import Path
from typing import Any


def hand_in_hostile(folder: Path, good: dict[str, Any]) -> None:
    """
    Put five files of somebody who means harm into a folder, three of which are no progress at all.

    Args:
        folder: where a class hands in.
        good: what a learner with a place, a step that is done and an attempt handed in.
    """
    id_ = good["lesson"]["id"]
    (folder / "bad-nested.json").write_text("[" * 200_000)
    (folder / "bad-binary.json").write_bytes(b"\xff\xfe\x00")
    times, signs, path = (copy.deepcopy(good) for _ in range(3))
    times["tables"]["place"]["rows"][0][-1] = -250_000_000_000
    times["tables"]["done"]["rows"] = [[id_, "no-such-step", 1.0]] * 3000
    (folder / "bad-times.json").write_text(json.dumps(times))
    signs["name"] = "\x1b]0;title\x07\x1b[2J<script>alert(1)</script>" + "x" * 100_000
    signs["tables"]["attempt"]["rows"][0][-1] = "\x1b[31m<img src=http://example.org/x>\u202e"
    (folder / "bad-signs.json").write_text(json.dumps(signs))
    path["lesson"] = {"id": str(folder / "secret.yaml"), "title": "x", "steps": ["a"] * 100_000}
    path["tables"]["mark"]["columns"] = ["lesson; DROP TABLE place", "step", "at"]
    (folder / "bad-columns.json").write_text(json.dumps(path))
