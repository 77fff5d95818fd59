"""Which of the choices of a question is meant by what a learner typed."""

import math
import re
from collections.abc import Callable, Iterable, Sequence

from playmore_cli.exercises.arithmetic import Reading, read_numbers, word_set

LETTERS = "abcdefgh"
"""Each choice has one, in their order."""


def fitting(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """
    Return the choices that *typed* may mean: one where it is clear, several where it is not, none where nothing fits.

    A letter names a choice, and so does its text, however it is written; a word or a beginning that only one has; or
    a number equal to the one in it. A number is never the place in the list.

    >>> fitting(("above", "below"), "b"), fitting(("about 5 %", "about 60 %"), "0.6")
    (('below',), ('about 60 %',))
    >>> fitting(("no, smaller", "no, larger"), "no"), fitting(("4.0", "an error"), "1")
    (('no, smaller', 'no, larger'), ())
    """
    typed = _as_the_choices_say(choices, typed)
    best: tuple[str, ...] = ()
    for way in _WAYS:
        found = way(choices, typed)
        if len(found) == 1:
            return found
        if found and not best:
            best = found
        if way is _by_number and _is_number(typed) and any(word[-1].isdigit() for word in words_of(typed)):
            break  # and nothing else: neither a place in the list nor the beginning of another number
    claim = _REASON.split(typed, maxsplit=1)[0]
    return best or (fitting(choices, claim) if claim.strip() and claim != typed else ())


_REASON = re.compile(r"[\s,;:(]+(?:because|since|due to|as it|so that)\b", re.IGNORECASE)
_ORDINALS = {"first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th"}


def _as_the_choices_say(choices: Sequence[str], typed: str) -> str:
    """Return *typed* with ordinals in figures where those of the choices are, else in words; 4*8 by 65 as 32 by 65."""
    if re.search(r"\d\s*(?:x|by|,)\s*\d", typed):
        typed = re.sub(r"(\d+)\s*\*\s*(\d+)", lambda found: str(int(found[1]) * int(found[2])), typed)
    in_figures = any(re.search(r"\d(?:st|nd|rd|th)\b", choice) for choice in choices)
    for word, figure in _ORDINALS.items():
        old, new = (word, figure) if in_figures else (figure, word)
        typed = re.sub(rf"\b{old}\b", new, typed, flags=re.IGNORECASE)
    return typed


def words_of(text: str, *, bare: bool = False) -> tuple[str, ...]:
    """
    Return the words and numerals of *text* without case, articles and punctuation; *bare*, without filler either.

    >>> words_of("The learning rates, about 0.1."), words_of("about the same", bare=True)
    (('learning', 'rate', 'about', '0.1'), ('same',))
    """
    plain = text.lower().replace("−", "-").replace("–", "-").replace("×", "x")
    for pattern, meaning in _PHRASES:
        plain = re.sub(pattern, meaning, plain)
    plain = _LISTED.sub(lambda found: found[0].replace(",", " "), plain)
    words = [_SAME.get(word, word) for word in _WORD.findall(plain)]
    words = _compared([_singular(word) for word in words if word not in _ARTICLES])
    kept = [word for word in words if word not in _FILLER] if bare else words
    return tuple(kept or [word for word in words if word in ("all", "both")] or words)


def _compared(words: list[str]) -> list[str]:
    """Return *words* with "above" for "more than" or "over", and "below" for their opposites, before a number."""
    found: list[str] = []
    for place, word in enumerate(words):
        number = next((one for one in words[place + 1 :] if one != "than"), "")
        if number[-1:].isdigit() and (words[place + 1] == "than" or word in ("over", "under")):
            word = {"up": "above", "down": "below"}.get(_KINDS.get(word, ""), word)
        if word != "than" or not number[-1:].isdigit():
            found.append(word)
    return found


_OPERATORS = re.compile(r"[-*/+@]")
_LISTED = re.compile(r"(?<![\d,.])(?!\d{1,3}(?:,\d{3})+(?![\d,]))\d+(?:,\d+)+(?![\d.])")
"""Numbers between commas that part no thousands."""

_WORD = re.compile(r"-?\d[\d,]*\.\d+|-?\d+(?:,\d{3})*(?!\d)|-?\.\d+|[a-zα-ω]+\d*|[+]|-(?=\s|$)|∞|%|√")
_ARTICLES = frozenset({"the", "a", "an"})
_FILLER = word_set(
    "it its they them this that about around almost roughly approximately approx to of at by is are be will would "
    "should does do did only just in i think guess say one ones so then both all because and would quite very far "
    "again we get gets become becomes go goes stay stays as exactly from % or"
)
_PHRASES = (
    (r"[’']", "'"),
    (r"\bn't\b|n't\b|\bdont\b|\bdoesnt\b", " not"),
    (r"(?<=[a-z])'s\b", ""),
    (r"\b(?:cannot|ca(?:n)?\s*not|wo\s*not|will not)\b", "not"),
    (
        r"\b(?:none|neither) of (?:them|these|those|it|the (?:two|three|rows?))\b|\b(?:no|not) one\b"
        r"|\bboth (?:are )?wrong\b",
        "none",
    ),
    (r"\bnothing at all\b", "nothing"),
    (r"\bnothing but\b", "only"),
    (r"\bless negative\b|\bmore positive\b", "higher"),
    (r"\bmore negative\b|\bless positive\b", "lower"),
    (r"\binfinitely(?: (?:large|big|high|bad|much))?\b", "infinite"),
    (r"\b(?:(?<=[a-z])|index )out of (?:range|bounds)\b", "error"),
    (r"\bline ?(?:break|feed)\b|\bnew line\b", "newline"),
    (r"(?<=[a-z]{2})[ -]?(?=(?:8|16|32|64)\b)", " "),  # utf-8, float32
    (r"\bnot a number\b", "nan"),
    (r"\b(?:no|not any|without(?: any)?) (?:change|difference)\b", "same"),
    (r"\b(?:not|never|nothing) (?:differ(?:s|ent)?|change[sd]?|at all different)\b", "same"),
    (r"\bnothing (?:happens|changes)\b", "nothing"),
    (r"\bnot (?:work|fit|run)s?\b", "error"),
    (r"\b[a-z]+error\b(?:: .*)?", "error"),
    (r"\bper ?cent\b", "%"),
    (r"(?<=\d)\s*x\s*(?=\d)", " "),
    (r">", " above "),
    (r"<", " below "),
    (r"√\s*\(?", "root "),
)
_SAME = {
    "nearly": "almost", "practically": "almost", "barely": "hardly", "scarcely": "hardly",
    "identical": "same", "equal": "same", "equals": "same", "unchanged": "same", "alike": "same", "unaltered": "same",
    "neg": "negative", "pos": "positive", "∞": "infinite", "inf": "infinite", "infinity": "infinite",
    "fails": "error", "fail": "error", "failure": "error", "exception": "error", "crashes": "error",
    "crash": "error", "raises": "error", "breaks": "error", "traceback": "error", "failed": "error",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twice": "2", "double": "2", "doubled": "2", "doubles": "2", "zero": "0", "zeros": "0",
    "blank": "space", "less": "fewer", "average": "mean", "averages": "mean",
    "dim": "dimension", "dims": "dimension", "axis": "dimension",
    "col": "column", "cols": "column", "approx": "approximately", "sqrt": "root", "√": "root",
}  # fmt: skip


def _singular(word: str) -> str:
    """
    Return *word* without what makes it a plural or a verb's third person; both sides are cut alike.

    >>> _singular("updates"), _singular("bias"), _singular("carries"), _singular("less")
    ('update', 'bias', 'carry', 'less')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "as")):
        return word[:-1]
    return word


# ---- the ways to mean a choice, the surest first


def _by_text(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    return _where(choices, lambda choice: _squeezed(choice) == _squeezed(typed))


def _by_letter(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    found = re.fullmatch(
        r"\s*(?:(?:choice|answer|option|letter)\s+)?\(?([a-z])[).:]?\s*|\s*\(?([a-z])\)\s*.*", typed.lower()
    )
    place = LETTERS.find(found[1] or found[2]) if found else -1
    return (choices[place],) if 0 <= place < len(choices) else ()


def _by_sign(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    found = re.fullmatch(r"([+-]|plus|minus)(?: ?[\d.]+)?|(below|above) 0", " ".join(words_of(typed)))
    sign = found and {"+": "positive", "plus": "positive", "above": "positive"}.get(
        found[1] or found[2] or "", "negative"
    )
    return _where(choices, lambda choice: sign in words_of(choice)) if sign else ()


def _by_words(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    return _where(choices, lambda choice: words_of(choice) == words_of(typed))


def _by_bare_words(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    return _where(choices, lambda choice: words_of(choice, bare=True) == words_of(typed, bare=True))


def _by_numbers(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """Several numbers in their order, as in a shape; words beside them must be the choice's own."""
    given = _numerals(typed)
    if len(given) < 2 and not _is_shape(typed):
        return ()
    own = [word for word in words_of(typed, bare=True) if word[0].isalpha() and word not in _SHAPE_WORDS]
    return _where(
        choices,
        lambda choice: (
            _numerals(choice) == given
            and (len(given) > 1 or _is_shape(choice))
            and all(_has(words_of(choice), word) for word in own)
        ),
    )


def _by_number(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """One number: equal to a choice, to the only one in it, near one that says "about", or within its bounds."""
    if all(_is_number(choice) for choice in choices if "error" not in words_of(choice)):
        given = read_numbers(typed)  # one child, it stays 0
    else:
        given = read_numbers(typed) if _is_number(typed) else _words_for_nothing(typed)
    if not given:
        return ()
    for is_meant in (_is_worth, _holds_number, _is_about, _bounds):
        found = _where(choices, lambda choice: any(is_meant(choice, one) for one in given))  # noqa: B023
        if found:
            return found
    return ()


def _by_beginning(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    beginning, raw = "".join(words_of(typed)), _squeezed(typed)

    def begins(choice: str) -> bool:
        if set(_OPERATORS.findall(typed)) - set(_OPERATORS.findall(choice)):
            return False
        words = "".join(words_of(choice))
        return bool(
            (beginning and words.startswith(beginning)) or (raw and _squeezed(choice).startswith(raw))
        )

    return _where(choices, begins)


def _by_some_words(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """Words that only one choice has, in any order but for the numbers."""
    found = _where(choices, lambda choice: _holds(words_of(choice), words_of(typed)))
    return found or _where(choices, lambda choice: _holds(words_of(choice), words_of(typed, bare=True)))


def _by_known_words(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """The same, without words that no choice has."""
    if re.search(r"[+*/^=]", typed):
        return ()  # an expression is none without one of its parts
    known = {word for choice in choices for word in words_of(choice)}
    kept = [word for word in words_of(typed) if word == "only" or word not in _FILLER]
    given = tuple(word for word in kept if _has(known, word) or word in _TURNING or word[-1].isdigit())
    if not given or not any(_has(known, word) for word in given):
        return ()
    return _where(choices, lambda choice: _holds(words_of(choice), given))


def _by_yes_or_no(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    given = words_of(typed)
    bare = _REPEATED_VERB.fullmatch(typed.strip().lower().replace("’", "'"))
    said = not bare[1] if bare else _YES_OR_NO.get(given[0]) if given else None
    if said is None:
        return ()
    found = _where(choices, lambda choice: _YES_OR_NO.get((words_of(choice) or ("",))[0]) == said)
    if len(choices) == 2 and not found:  # many, not many
        denied = [choice for choice in choices if any(choice == f"not {other}" for other in choices)]
        found = _where(choices, lambda choice: len(denied) == 1 and (choice in denied) != said)
    rest = _REPLY.match(typed.lower())
    if found or rest is None:
        return found
    return fitting(choices, typed[rest.end() :])  # "no, it falls" where no choice says no


_PREDICATES = frozenset({"same", "change", "work", "still"})


def repeating(question: str, choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """
    Return the yes of a question of yes or no where *typed* repeats what it asks, the no where it denies that.

    >>> repeating("Are the sums equal?", ("yes", "no"), "they are equal"), repeating("Equal?", ("yes", "no"), "unequal")
    (('yes',), ())
    >>> repeating("Is it the same as before?", ("yes", "no"), "different")
    ('no',)
    """
    given = [part for word in words_of(typed, bare=True) for part in _DIFFERENT.get(word, (word,))]
    kept = [word for word in given if word not in ("no", "not", "never")]
    asked = words_of(question)
    if not kept or not _PREDICATES.issuperset(kept) or set(asked) & {"no", "not", "never"}:
        return ()
    if not all(_has(asked, word) for word in kept):
        return ()
    said = len(kept) == len(given)
    answers = [_YES_OR_NO.get((words_of(choice) or ("",))[0]) for choice in choices]
    if sorted(map(str, answers)) != ["False", "True"]:
        return ()
    return (choices[answers.index(said)],)


def _by_denial(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """Of two choices the other one, where one is denied."""
    given = words_of(typed)
    if "same" not in given and not any("different" in words_of(choice) for choice in choices):
        given = tuple(part for word in given for part in _DIFFERENT.get(word, (word,)))
    if len(choices) != 2 or not (denials := [word for word in given if word in ("no", "not", "never")]):
        return ()
    if any(word in words_of(choice) for choice in choices for word in denials):
        return ()
    denied = fitting(choices, " ".join(word for word in given if word not in denials))
    return _where(choices, lambda choice: choice not in denied) if len(denied) == 1 else ()


def _by_direction(choices: Sequence[str], typed: str) -> tuple[str, ...]:
    """Words of the same kind: worse for higher, where no choice says worse."""
    given = words_of(typed, bare=True)
    if "than" in given and not any("than" in words_of(choice) for choice in choices):
        given = given[: given.index("than")]  # fewer bytes than characters
    if any(word in _DENYING for word in given):
        return ()
    kinds = {_KINDS[word] for word in given if word in _KINDS}
    if len(kinds) != 1 or (kinds == {"0"} and len(given) > 1):
        return ()
    return _where(choices, lambda choice: kinds <= _kinds(choice))


def _kinds(choice: str) -> set[str]:
    words = words_of(choice)
    if words == ("not", "at", "all"):
        return {"same", "0"}
    if set(words) & {"as", "equally"} and set(words) <= _AS_BEFORE:
        return {"same"}
    return {_KINDS.get(word, "") for word in words if word not in ("better", "worse")}


_AS_BEFORE = frozenset(
    {"it", "they", "stay", "as", "is", "are", "equally", "just", "about", "many", "much", "before"}
)
"""Of such words are choices that say that nothing changes: it stays as it is, about as many."""


_Way = Callable[[Sequence[str], str], tuple[str, ...]]
_WAYS: tuple[_Way, ...] = (
    _by_text, _by_letter, _by_sign, _by_words, _by_bare_words, _by_numbers, _by_number, _by_beginning, _by_some_words,
    _by_yes_or_no, _by_denial, _by_known_words, _by_direction,
)  # fmt: skip

_YES_OR_NO = (
    dict.fromkeys(("yes", "y", "yeah", "yep", "yup", "ye", "true", "right", "correct", "sure", "ja", "indeed"), True)
    | dict.fromkeys(("no", "n", "nope", "nah", "false", "wrong", "incorrect", "never", "not", "nein", "none"), False)
)  # fmt: skip
_REPLY = re.compile(r"\s*[a-z]+\s*(?:[,;:.]\s*(?=\S)|\s(?=it\b|they\b|that\b|we\b))")
_REPEATED_VERB = re.compile(
    r"(?:(?:it|they|that|there|this) )?(?:is|are|does|do|will|would|can|has|have|wo|ca)( ?n[o']t)?(?: (?:so|too))?[.!]?"
)
"""What says no more than yes or no: "it does", "they aren't"."""
_DENYING = frozenset({"no", "not", "never", "neither", "without", "than"})
_TURNING = frozenset(
    {"no", "not", "never", "less", "more", "fewer", "than", "neither", "without", "n", "half", "halved", "halve",
     "third", "quarter", "opposite", "negative", "positive"}
)  # fmt: skip
_DIFFERENT = dict.fromkeys(("different", "differ", "another", "other"), ("not", "same"))
_SHAPE_WORDS = frozenset(
    {"torch", "size", "shape", "x", "row", "column", "dimension", "tensor", "tuple", "matrix"}
)
_KINDS = {
    word: kind
    for kind, words in {
        "up": "higher larger bigger greater more up rise increase grow growing above worse explode upward over longer "
        "increased grew grown rose risen rising",
        "down": "lower smaller less fewer down fall decrease drop shrink shrinking below better sink improve falling "
        "under shorter decreased shrunk fell fallen dropped",
        "same": "same constant still nothing",
        "fine": "run work fine ok okay succeed broadcast",
        "all": "all every everything everyone each",
        "error": "error",
        "close": "close approximately almost near",
        "0": "0 none nothing vanish neither",
    }.items()
    for word in words.split()
}


def _where(choices: Sequence[str], is_meant: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(choice for choice in choices if is_meant(choice))


def _squeezed(text: str) -> str:
    plain = text.lower().replace("−", "-").replace("–", "-")
    plain = re.sub(r"\s+minus\s+", "-", re.sub(r"\s+plus\s+", "+", plain))
    plain = re.sub(r"(?<=[-+])one\b", "1", plain)
    return "".join(plain.split()).strip("'\"`.!?;")


def _has(words: Iterable[str], word: str) -> bool:
    """Return whether *word* is among *words*, or begins one or is begun by one: saturate for saturated."""
    if word in words:
        return True
    return (
        len(word) > 2
        and word[0].isalpha()
        and any(other.startswith(word) or (len(other) > 2 and word.startswith(other)) for other in words)
    )


def _holds(words: tuple[str, ...], given: tuple[str, ...]) -> bool:
    if not given or not all(_has(words, word) for word in given):
        return False
    numerals = iter([word for word in words if word[-1].isdigit()])
    return all(word in numerals for word in given if word[-1].isdigit())  # in their order


# ---- numbers in choices

_SHAPE = re.compile(r"[a-z. ]*[(\[]+\s*(?:-?\d+\s*,?\s*)*[)\]]+")
_HEDGED = re.compile(r"^(?:to |it stays |by )?(?:about|around|near(?:ly)?|roughly) ")
_RANGES = (
    (re.compile(r"(?:between|by|from)?\s*(.+?) (?:and|to) (.+)"), "between"),
    (re.compile(r"(?:by )?(?:below|under|less than|fewer than|at most|smaller than) (.+)"), "below"),
    (re.compile(r"(?:by |far )?(?:above|over|more than|at least|larger than) (.+)"), "above"),
)  # fmt: skip
_NUMERAL = re.compile(r"-?\d+(?:,\d{3})+(?!\d)|-?\d*\.\d+|-?\d+")


def _is_number(typed: str) -> bool:
    """Return whether *typed* is one number and no more: figures, arithmetic or number words, perhaps hedged."""
    if not (numbers := read_numbers(typed)):
        return False
    return not any(len(word) > 1 and word.isalpha() and not read_numbers(word) and word not in _NUMBER_WORDS
                   for word in re.findall(r"[a-z]+", typed.lower())) and bool(numbers)  # fmt: skip


_NUMBER_WORDS = word_set(
    "about around approx approximately roughly circa ca nearly almost practically it is its by to at of the an and or "
    "so sqrt log ln root square math torch np log2 log10 tanh exp logarithm natural power squared cubed times time in "
    "half third thirds fourth quarter quarters fifth tenth tenths hundredth hundredths thousandth thousandths "
    "millionth hundred thousand million billion dozen bn mio plus minus over divided percent per cent only just "
    "exactly factor ish maybe perhaps probably think say guess still gives give stays stay"
)


def _is_shape(text: str) -> bool:
    """Return whether sizes stand in brackets."""
    return _SHAPE.fullmatch(text.strip().lower()) is not None


def _words_for_nothing(typed: str) -> tuple[Reading, ...]:
    zero = (Reading(0.0),)
    return (
        zero if words_of(typed) in (("not", "at", "all"), ("nothing",), ("none",), ("no",), ("nil",)) else ()
    )


def _numerals(text: str) -> tuple[str, ...]:
    """Return the numbers that stand in *text*, as one writes them; a comma between sizes is none of a number's."""
    words = words_of(text)
    if all(word[-1].isdigit() or word in ("one", "and") for word in words):
        words = tuple("1" if word == "one" else word for word in words)
    plain = " ".join(words) if not _is_shape(text) else text
    spaced = (
        re.sub(r"(?<=\d)\s*(?:x|by|,)\s*(?=-?\d)", " ", plain.lower().replace("×", "x"))
        if not re.search(r"\d,\d{3}\b", plain)
        else plain
    )
    return tuple(one.replace(",", "") for one in _NUMERAL.findall(spaced))


def _values(text: str) -> tuple[Reading, ...]:
    plain = text.lower().replace("up to rounding", "").replace("the logarithm", "log")
    plain = re.sub(r" (?:as many|times|as much).*$", "", plain)
    return read_numbers(plain)


def _is_worth(choice: str, given: Reading) -> bool:
    claim = re.sub(r"(?<=\d), [a-z ]+$", "", choice.lower())  # log 27, that of a model that knows nothing
    return _is_number(claim) and any(given.is_near(one.value) for one in _values(claim))


def _holds_number(choice: str, given: Reading) -> bool:
    if any(pattern.fullmatch(choice.lower()) for pattern, kind in _RANGES if kind != "between"):
        return False
    return any(given.equals(float(one)) for one in _numerals(choice)) or (
        given.value == 0 and bool({"none", "nothing", "nowhere"} & set(words_of(choice)))
    )


def _is_about(choice: str, given: Reading) -> bool:
    if choice.lower().startswith(("practically", "almost", "0 up to", "nearly")):
        return any(one.value == 0 for one in _values(choice)) and abs(given.value) <= 1e-4
    if not _HEDGED.match(choice.lower()):
        return False
    return any(0 < abs(given.value - one.value) <= 0.1 * abs(one.value) for one in _values(choice))


def _bounds(choice: str, given: Reading) -> bool:
    """Return whether *given* lies within what a choice bounds: below 0.05, 5 % to 50 %, more than ten."""
    if math.isnan(given.value):
        return False
    for pattern, kind in _RANGES:
        found = pattern.fullmatch(choice.lower())
        ends = [_values(end) for end in found.groups()] if found else []
        if not ends or not all(ends):
            continue
        is_share = "%" in choice or all(abs(one.value) < 1 for end in ends for one in end)
        if is_share and abs(given.value) > 1 and "%" not in choice:
            return False
        low, high = ends[0][0].value, ends[-1][0].value
        return {
            "between": low <= given.value <= high,
            "below": given.value < high,
            "above": given.value > low,
        }[kind]
    return False
