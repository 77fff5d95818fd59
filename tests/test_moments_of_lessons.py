"""Every moment of a lecture has its place in the lesson."""

from pathlib import Path

import pytest
import yaml

from playmore_cli.lesson.catalog import Catalog
from playmore_cli.timecode import parse_timecode

MOMENTS = yaml.safe_load((Path(__file__).parent / "lesson/data/moments.yaml").read_text(encoding="utf-8"))
"""When a lecture says or shows something, by the lesson's id."""
TOLD = yaml.safe_load((Path(__file__).parent / "lesson/data/told.yaml").read_text(encoding="utf-8"))
"""Which step tells what the lecture does at a moment, by the lesson's id."""
NEAR = 12
"""Seconds; the moments themselves are no more exact."""


@pytest.mark.parametrize("name", MOMENTS)
def test_each_moment_has_a_step(name: str) -> None:
    """
    Whoever looks for what the video shows at a moment finds a step within twelve seconds of it.
    """
    steps = [step.at for step in Catalog().find(name).steps]
    assert len(MOMENTS[name]) > 100

    moments = [(text, parse_timecode(text)) for text in MOMENTS[name]]
    assert [text for text, at in moments if min(abs(at - one) for one in steps) > NEAR] == []


@pytest.mark.parametrize("name", TOLD)
def test_each_moment_is_told_where_it_is(name: str) -> None:
    """
    The step that tells what the video shows at a moment stands within twelve seconds of it.
    """
    lesson = Catalog().find(name)

    far = {
        text: step
        for text, step in TOLD[name].items()
        if abs(lesson.steps[lesson.index_of(step)].at - parse_timecode(text)) > NEAR
    }

    assert far == {}
