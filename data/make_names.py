"""
Writes names.txt from sources/*.txt: real given names, then spelling variants until there are enough.

    python data/make_names.py            writes data/names.txt
    python data/make_names.py --stdout   prints it

The same sources give the same file, byte for byte, on every machine: nothing here depends on hash order, the
clock or the network. Every real name is taken. A variant comes from one rule below, or two in a row, applied to
a real name; it is taken if it reads like a name and brings the list nearer to the shape of the lecture's, seen
from afar: how many names there are, how long they are, how they begin and end.
"""

import math
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

Kind = int | str
"""A length, a first or a last letter."""

HERE = Path(__file__).resolve().parent


def words(text: str) -> list[str]:
    """Return the words of *text*."""
    return text.split()


COUNT = 32_033
"""As many names as the lecture's list has."""

SHORTEST, LONGEST = 2, 15

OPENING = words("""
anna sylvia eva jonathan marcus theo priya lucas ingrid kenji fatima oscar chloe matteo naomi dmitri
hannah samuel yuki leila gabriel rosa finn amara isaac celeste bruno keira tomas violet omar grace
""")
"""
The names that a lesson prints first, in this order.

The first three end in the same letter and share no other pair of letters; the first five begin differently
and give 32 examples of a character and what came before it.
"""

LENGTHS: Mapping[Kind, float] = {
    **{2: 0.2, 3: 1.8, 4: 9.3, 5: 22.3, 6: 30.1, 7: 21.3, 8: 9.7, 9: 3.5, 10: 1.2, 11: 0.4, 12: 0.1, 13: 0.1},
    **{14: 0.02, 15: 0.01},
}
FIRST: Mapping[Kind, float] = {
    **{"a": 13.8, "k": 9.2, "m": 7.9, "j": 7.6, "s": 6.4, "d": 5.3, "r": 5.1, "l": 4.9, "c": 4.8, "e": 4.8},
    **{"t": 4.1, "b": 4.1, "n": 3.6, "z": 2.9, "h": 2.7, "g": 2.1, "i": 1.8, "y": 1.7, "p": 1.6, "f": 1.3},
    **{"o": 1.2, "v": 1.2, "w": 1.0, "x": 0.4, "q": 0.3, "u": 0.2},
}
LAST: Mapping[Kind, float] = {
    **{"n": 21.1, "a": 20.7, "e": 12.4, "i": 7.8, "h": 7.5, "y": 6.3, "r": 4.3, "l": 4.1, "s": 3.6, "o": 2.7},
    **{"m": 1.6, "d": 1.6, "t": 1.5, "k": 1.1, "x": 0.5, "z": 0.5, "u": 0.5, "b": 0.4, "g": 0.3, "c": 0.3},
    **{"v": 0.3, "f": 0.2, "j": 0.2, "w": 0.2, "p": 0.1, "q": 0.1},
}
"""The shape: percentages of names by length, by first and by last letter, measured on the lecture's list."""

AVOID = re.compile(
    r"(.)\1\1|^(.)\2|[^aeiouy]{4}|[aeiouy]{4}|aa|[aeiouy]{3}[^aeiouy]*[aeiouy]{3}|yy|ii|uu|iy[^aeo]|[jqvwx]{2}|"
    r"[jqv]$|yi|eah$|anal|anus|arse|cock|cum|cunt|dick|fag|fuck|nazi|nigg|penis|piss|porn|puss|rape|semen|sex|shit|"
    r"slut|tit|vagin|wank|whor|satan|hitler|colon|^con$"
)
"""What no variant may hold: letters that nobody would read as a name, and words that nobody would give."""

VARIED = ("english", "american", "african_american", "romance", "celtic_greek", "semitic_turkic")
"""The sources whose names are varied; other spellings are common there."""

LENGTHENED = ("english", "american", "african_american")
"""The sources whose names take a syllable more, as in America."""

SPELLINGS = r"""
c(?=[aolru])→k ^k(?=[aolr])→c ck→k ph→f f(?=[aei])→ph ^chr→kr ^j(?=e)→g ^ge→je ^ch(?=[aey])→sh ^sh(?=[aey])→ch ^ce→se
(?<=[aeiou])s(?=[aeiou])→z (?<=[aeiou])z(?=[aeiou])→s th→t x(?=[aeo])→ks ai→ay ay→ai ae→ay ay→ae ei→ie ee→i ea→ee
oo→u ^ei→ai ^e(?=[lm])→a ^i(?=[lm])→e (?<=[^aeiouy])i(?=[^aeiouy])→y (?<=[^aeiouy])y(?=[^aeiouy])→i
(?<=[^aeiouy])i(?=[^aeiouy]a)→ee (?<=[aeiou])i(?=[aeo])→y (?<=[aeiou])y(?=[aeo])→i
"""
SOUNDS = [
    # One sound, written another way: c and k, f and ph, s and z, ch and sh, g and j, i and y, ai and ay.
    *((rule.split("→")[0], rule.split("→")[1]) for rule in words(SPELLINGS)),
    # One letter or two.
    *((rf"(?<=[aeiou]){letter}(?=[aeiouy])", letter * 2) for letter in "lnrstm"),
    *((letter * 2, letter) for letter in "lnrstmdb"),
    # The vowel between consonants that is hardly heard.
    *((rf"(?<=[^aeiouy]){one}(?=[lnr][aeiouy])", other) for one, other in ("ea", "ae", "oa", "ie")),
]
"""Pairs of a pattern and what may stand in its place."""

ENDINGS = [
    family.split()
    for family in (
        "a ah",
        "ia iya ya iah iyah",
        "aia aya aiya ayah",
        "y i ie ee ey",
        "ly li lie lee ley leigh lea lei leah",
        "an en in on yn",
        "son sen syn",
        "ton tyn ten tin",
        "den dyn dan din",
        "ron ren rin ryn rynn",
        "lin lyn lynn line lene lynne leen len lan",
        "ine een ene in yne",
        "elle el ell",
        "ette et",
        "anne an ann ane",
        "er or ar yr",
        "as us is",
        "el al il iel",
        "ice is iss yce",
        "ana anna ina",
        "ella ela",
        "ari ary arie arri",
        "ick ik ic",
        "esh ish ash",
        "isha esha iesha eesha",
        "ie i y",
        "ace ayce ase",
        "ian ien yan ion",
        "ayden aiden aidan aidyn",
        "aylin aelyn aelynn ailyn",
    )
]
"""Families of endings that stand for one another."""

SUFFIXES = words("lyn lynn lee leigh lynne nie elle ella ette iana ina ie son ton den ley sley ny sy ry by")
PREFIXES = words("a al an ja jo ka da de la mar sha ta")
"""Syllables that make a new name of an old one: annalyn, jaxson, lashawn, deandre, amaya."""

ONSETS = words("b br c ch d dr g gr j k l m n r s sh t tr z")
RHYMES = words("""
ayden aiden aidan aden aidyn aydin aydan ayla ailah aila eyla aylen aylin aylon aylan aylyn aelyn aelynn ailyn aylynn
ayson aison ason aysen aya ayah aia aiya iyah iya iyana iyanna ari arie ary arri aria ariah arion arian amari amarie
amarion amara amir amira amirah ani anie anya aniya aniyah aniah alia aliyah aliya aleah aleigha aven avyn avin avon
avion elle ella ellah elli ellie elly enna ennah enly enley enlee enleigh inley inlee inleigh aisley aisleigh aislyn
ailey aylee ailee aeleigh aylie axon axton axten axtyn yson yler ylen ylan ylin ylynn yra yrie yla ylah ylee ace ayce
eon ion ian ien ade aden aleb alen alin alyn alynn amiah amiyah amya amia anna annah annie eagan egan ennon enon
elah elan elyn essa essah evyn evin evon iana ianna iara ilo ilan ilah illie ora orah orie oren orin oryn ason axson
ackson eland oland adie addie adyn aniel anielle aniela avi avia azlyn azlynn azmin azmyn azmine ordan orden ordyn
ustin usten ustyn amal amel amila adiel asiel eylah eylin avier avien areli arely aleya alayah aliana alianna
""")
"""Families that differ only in how they begin, as many American names do: jayden, brayden, kayden."""

NATURAL = -2.22
"""How like a name a variant must read: the least mean log probability of a letter after the two before it."""

DOUBLES = [
    (words(first), words(second))
    for first, second in (
        (
            "anna maria mary ana sarah rose emma ella lily marie",
            "elizabeth alejandra catherine fernanda gabriela isabella margaret valentina guadalupe penelope josephine "
            "magdalena victoria caroline madeline abigail",
        ),
        (
            "juan john luis jose jean",
            "christopher sebastian alexander emmanuel francisco fernando santiago nathaniel",
        ),
        ("muhammad ahmad ali", "ibrahim rahman abdullah mustafa sulaiman"),
    )
]
"""Two names written as one: the longest of the list."""


def read_sources() -> dict[str, list[str]]:
    """Return the real names of each source, in the order of the files and of the lines in them."""
    return {path.stem: path.read_text("ascii").split() for path in sorted((HERE / "sources").glob("*.txt"))}


def respell(name: str) -> Iterator[str]:
    """Yield *name* with one sound written another way."""
    for pattern, other in SOUNDS:
        for found in re.finditer(pattern, name):
            yield name[: found.start()] + other + name[found.end() :]


def end_otherwise(name: str) -> Iterator[str]:
    """Yield *name* with another ending of the same family."""
    for family in ENDINGS:
        for ending in family:
            if name.endswith(ending) and len(name) > len(ending) + 1:
                stem = name.removesuffix(ending)
                yield from (stem + other for other in family if other != ending)


def lengthen(name: str) -> Iterator[str]:
    """Yield a short *name* with a syllable more, before or behind."""
    if 3 <= len(name) <= 6:
        stem = name.rstrip("aeiouy")
        for suffix in SUFFIXES:
            yield (stem if suffix[0] in "aeiouy" else name) + suffix
        if name[0] not in "aeiouy" and name[1] in "aeiouy":
            yield from (prefix + name for prefix in PREFIXES)


def double() -> Iterator[str]:
    """Yield two names written as one."""
    for firsts, seconds in DOUBLES:
        yield from (first + second for first in firsts for second in seconds)


def find_variants(sources: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """Return the variants that lie near a real name, then those that are further off; each once."""
    varied = [name for source in VARIED for name in sources[source]]
    short = [name for source in LENGTHENED for name in sources[source]]
    once = [other for name in varied for rule in (end_otherwise, respell) for other in rule(name)]
    twice = [other for name in varied for middle in end_otherwise(name) for other in respell(middle)]
    rhymes = [onset + rhyme for rhyme in RHYMES for onset in ONSETS]
    longer = [other for name in short for other in lengthen(name)]
    near, far = dict.fromkeys(once + rhymes), dict.fromkeys(twice + longer + list(double()))
    return list(near), [name for name in far if name not in near]


def naturalness(names: list[str]) -> Callable[[str], float]:
    """Return a measure of how much a word reads like *names*: mean log probability, rounded, higher is liker."""
    pairs: Counter[str] = Counter()
    triples: Counter[str] = Counter()
    for name in names:
        word = f"..{name}."
        pairs.update(word[at : at + 2] for at in range(len(word) - 2))
        triples.update(word[at : at + 3] for at in range(len(word) - 2))

    def measure(name: str) -> float:
        word = f"..{name}."
        places = range(len(word) - 2)
        logs = (
            math.log((triples[word[at : at + 3]] + 0.1) / (pairs[word[at : at + 2]] + 2.7)) for at in places
        )
        # Rounded, so that a last bit that differs between machines does not decide.
        return round(sum(logs) / len(places), 6)

    return measure


def is_name_like(name: str, reads: Callable[[str], float]) -> bool:
    """Return whether a variant may be in the list; two names in one are too rare for the measure *reads*."""
    return (
        SHORTEST <= len(name) <= LONGEST
        and not AVOID.search(name)
        and (len(name) > 11 or reads(name) >= NATURAL)
    )


def room(share: Mapping[Kind, float], taken: Counter[Kind], places: int) -> Counter[Kind]:
    """Return how many of *places* each kind should get so that all names come near *share* (in percent)."""
    missing = {kind: max(0.0, percent * COUNT / 100 - taken[kind]) for kind, percent in share.items()}
    scale = places / sum(missing.values())
    return Counter({kind: round(amount * scale) for kind, amount in missing.items()})


def choose(real: list[str], variants: list[str]) -> list[str]:
    """
    Return as many *variants* as the list still needs.

    In their order, one is taken if there is room for its length, its first and its last letter; when no such
    variant is left, length and one of the letters are enough, then the length, then any will do.
    """
    shares: tuple[tuple[Mapping[Kind, float], Callable[[str], Kind]], ...]
    shares = ((LENGTHS, len), (FIRST, lambda name: name[0]), (LAST, lambda name: name[-1]))
    places = COUNT - len(real)
    kinds = [kind for _, kind in shares]
    rooms = [room(share, Counter(map(kind, real)), places) for share, kind in shares]
    chosen: list[str] = []
    for needed in ((0, 1, 2), (0, 2), (0, 1), (0,), ()):
        left: list[str] = []
        for name in variants:
            fits = len(chosen) < places and all(rooms[index][kinds[index](name)] > 0 for index in needed)
            (chosen if fits else left).append(name)
            if fits:
                for limit, kind in zip(rooms, kinds, strict=True):
                    limit[kind(name)] -= 1
        variants = left
    return chosen


def make_names() -> list[str]:
    """Return the list: the opening, then everything else in a fixed random order."""
    chance = random.Random(20)
    sources = read_sources()
    real = list(dict.fromkeys(OPENING + [name for names in sources.values() for name in names]))
    reads = naturalness([name for source in VARIED for name in sources[source]])
    known = set(real)
    variants = []
    for tier in find_variants(sources):
        chance.shuffle(tier)
        variants += [name for name in tier if name not in known and is_name_like(name, reads)]
    names = real + choose(real, variants)
    rest = names[len(OPENING) :]
    chance.shuffle(rest)
    return OPENING + rest


if __name__ == "__main__":
    text = "".join(f"{name}\n" for name in make_names())
    if sys.argv[1:] == ["--stdout"]:
        sys.stdout.write(text)
    else:
        (HERE / "names.txt").write_text(text, "ascii")
