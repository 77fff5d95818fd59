"""Which data a notebook means by the name of a file: that of the lectures, or a file beside it."""

import re
from collections.abc import Iterator

from playmore_cli.lesson.model import DATA_PATTERN

DATA = {"names.txt": "names", "input.txt": "shakespeare"}
"""The file as the lectures call it, and our name for the data set."""

_OPENED = re.compile(
    r"""(?:\b(?:open|Path|read_\w+|load|loadtxt|genfromtxt|fromfile|imread)|\.open)\(\s*r?(['"])(?P<name>[^'"\n]+)\1"""
    r"""(?!\s*,\s*(?:mode\s*=\s*)?['"][wax])"""
)
"""A file that is read by its name; not one that is written."""


def files_opened(code: str) -> Iterator[str]:
    """
    Yield the names of the files that code opens to read.

    >>> list(files_opened("df = pd.read_csv('links.csv'); open('out.txt', 'w'); np.load('a/x.npy')"))
    ['links.csv', 'a/x.npy']
    """
    for match in _OPENED.finditer(code):
        yield match["name"]


def can_lie_beside(name: str) -> bool:
    """
    Return whether a lesson can name this file under ``data``.

    >>> can_lie_beside("links.csv"), can_lie_beside("/home/ann/links.csv"), can_lie_beside("https://x.org/a.csv")
    (True, False, False)
    """
    return bool(re.search(DATA_PATTERN, name))
