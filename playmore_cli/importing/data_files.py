"""Which data a notebook means by the name of a file: that of the lectures, or a file beside it."""

import ast
import base64
import re
from collections.abc import Iterable

from playmore_cli.lesson.model import DATA_PATTERN
from playmore_cli.lesson.source import parse_source

DATA = {"names.txt": "names", "input.txt": "shakespeare"}
"""The file as the lectures call it, and our name for the data set."""

_NO_DATA = (".py", ".pyc", ".so", ".pth", ".yaml", ".yml")
_NAME = r"""r?(['"])(?P<name>[^'"\n]+)\1"""
_OPENED = re.compile(
    rf"""(?:\b(?:open|Path|read_\w+|load|loadtxt|genfromtxt|fromfile|imread)|\.open)\(\s*{_NAME}"""
    r"""(?!\s*,\s*(?:mode\s*=\s*)?['"][wax]|\)\.(?:write_|touch|mkdir|unlink))"""
)
"""A file that is read by its name; not one that is written."""
_WRITTEN = re.compile(
    rf"""(?:\bopen\(\s*{_NAME}\s*,\s*(?:mode\s*=\s*)?['"][wax]"""
    rf"""|\.(?:to_\w+|save\w*)\([^'"\n]*{_NAME.replace("name", "saved").replace("1", "3")}"""
    rf"""|\bPath\(\s*{_NAME.replace("name", "path").replace("1", "5")}\)\.write_)"""
)


def files_read(codes: Iterable[str]) -> tuple[str, ...]:
    """
    Return the names of the files that pieces of code read, one after the other, but for those that they write before.

    >>> files_read(["df = pd.read_csv('links.csv'); df.to_csv('o.csv')", "pd.read_csv('o.csv'); np.load('a/x.npy')"])
    ('links.csv', 'a/x.npy')
    """
    found: dict[str, None] = {}
    made: set[str] = set()
    for code in codes:
        written = [
            (match.start(), match["name"] or match["saved"] or match["path"], True)
            for match in _WRITTEN.finditer(code)
        ]
        read = [(match.start(), match["name"], False) for match in _OPENED.finditer(code)]
        for _, name, is_written in sorted(written + read):
            if is_written:
                made.add(name)
            elif name not in made:
                found[name] = None
    return tuple(found)


def can_lie_beside(name: str) -> bool:
    """
    Return whether a lesson can name this file under ``data``.

    >>> can_lie_beside("links.csv"), can_lie_beside("/home/ann/links.csv"), can_lie_beside("https://x.org/a.csv")
    (True, False, False)
    """
    return bool(re.search(DATA_PATTERN, name))


def files_carried(code: str) -> dict[str, bytes]:
    """
    Return what is in the files that a cell of an exported notebook holds, by name; no program is taken for data.

    >>> files_carried("bring_files({'a.csv': 'MQ==', 'b.py': 'MQ=='}, ['c.csv'])")
    {'a.csv': b'1'}
    """
    tree = parse_source(code)
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Call(func=ast.Name("bring_files"), args=[ast.Dict() as held, _]):
                try:
                    texts = {str(name): str(text) for name, text in ast.literal_eval(held).items()}
                    return {
                        name: base64.b64decode(text, validate=True)
                        for name, text in texts.items()
                        if can_lie_beside(name) and not name.lower().endswith(_NO_DATA)
                    }
                except ValueError:
                    return {}  # somebody has changed it; its files are asked for as others are
    return {}
