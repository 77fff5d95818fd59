"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import playmore_cli

MODULES = [
    found.name
    for found in pkgutil.walk_packages(playmore_cli.__path__, "playmore_cli.")
    if not found.name.endswith(
        ("__main__", ".worker", ".plots.backend")
    )  # these run, or take matplotlib over
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """Every example gives what it shows."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0
