"""The examples in the docstrings of the plots are true."""

import doctest
import importlib
import pkgutil

import pytest

import playmore_cli.runner.plots

MODULES = [
    each.name
    for each in pkgutil.iter_modules(playmore_cli.runner.plots.__path__, "playmore_cli.runner.plots.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    """
    Every example gives what it shows.
    """
    assert doctest.testmod(importlib.import_module(name)).failed == 0
