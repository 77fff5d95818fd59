"""Names for steps and lessons: slugs from headings, definitions and first words."""

import ast
import re
import unicodedata

from playmore_cli.lesson.source import parse_source

MAX = 60
_WORDS = 6
_DROPPED = ("a", "an", "the", "this", "that", "we", "our")


def slug(text: str) -> str:
    """
    Return a text as a slug of at most 60 characters, or nothing where no letter or digit is in it.

    >>> slug("Étude nº 2: the `Value` class"), slug("…")
    ('etude-no-2-the-value-class', '')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", re.sub(r"'(?=[a-z])", "", plain))
    found = ""
    for word in words:
        if len(found) + 1 + len(word) > MAX:
            break
        found = f"{found}-{word}" if found else word
    return found or "".join(words)[:MAX]


def slug_of_words(text: str) -> str:
    """
    Return a slug of the first words of a narration that say something, up to the end of a clause.

    >>> slug_of_words("This is the *slope* of a function, as we saw."), slug_of_words("So, what now?")
    ('is-slope-of-function', 'so-what-now')
    """
    bare = re.sub(r"```.*?(```|\Z)|\$\$.*?\$\$|\$[^$]*\$|https?://\S+", " ", text[:2000], flags=re.DOTALL)
    bare = re.sub(r"\((?P<words>[^():]*): [^()]*\)|[*_#>`]", r" \g<words> ", bare)
    words: list[str] = []
    for clause in re.split(r"[.,;:!?\n]+(?:\s|\Z)", bare[:400]):
        words += [word for word in slug(clause).split("-") if word and word not in _DROPPED]
        if len(words) > 1:
            break
    return slug(" ".join(words[:_WORDS]))


def slug_of_definition(source: str) -> str:
    r"""
    Return a slug of the first class or function that code defines; nothing where it defines none.

    >>> slug_of_definition("class Value:\n    pass"), slug_of_definition("x = 1")
    ('class-value', '')
    """
    tree = parse_source(source)
    for statement in tree.body if tree else []:
        if isinstance(statement, ast.ClassDef):
            return slug(f"class {statement.name}")
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            return slug(f"define {statement.name.replace('_', ' ')}")
    return ""


def slug_of_statement(source: str) -> str:
    """
    Return a slug of what code imports, else of what it first assigns or calls; nothing for what tells nothing.

    >>> slug_of_statement("import torch"), slug_of_statement("xs = 1"), slug_of_statement("plt.plot(x)")
    ('imports', 'set-xs', 'plt-plot')
    """
    tree = parse_source(source)
    statements = tree.body if tree else []
    if statements and all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in statements):
        return "imports"
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if targets and isinstance(targets[0], ast.Name):
            return slug(f"set {targets[0].id.replace('_', ' ')}")
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return slug(ast.unparse(statement.value.func).replace(".", " ").replace("_", " "))
    return ""


class SlugMaker:
    """Hands out names that were not handed out before."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._taken = set(taken)

    def unique(self, name: str) -> str:
        """
        Return the name, with a number behind where it is taken.

        >>> names = SlugMaker()
        >>> names.unique("slope"), names.unique("slope")
        ('slope', 'slope-2')
        """
        found, number = name, 2
        while found in self._taken:
            ending = f"-{number}"
            found = name[: MAX - len(ending)].rstrip("-") + ending
            number += 1
        self._taken.add(found)
        return found
