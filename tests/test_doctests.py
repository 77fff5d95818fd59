"""The examples in the docstrings of the base layer are true."""

import doctest
import importlib
import pkgutil

import pytest

import playmore_cli.lesson

MODULES = [
    *(f"playmore_cli.{name}" for name in ("errors", "timecode", "outputs", "paths", "settings")),
    *(f"playmore_cli.lesson.{module.name}" for module in pkgutil.iter_modules(playmore_cli.lesson.__path__)),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """Every example gives what it shows."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
