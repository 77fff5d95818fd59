"""
Writes gpt2.tiktoken and gpt4.tiktoken, two small vocabularies in the format of OpenAI's rank files.

    python data/make_vocabularies.py            writes both
    python data/make_vocabularies.py --stdout   prints both, one behind the other

They stand in for the lecture's files of 50,256 and 100,256 tokens, which nobody may commit here. Byte pair encoding is
run on verse.txt, sources/corpus.md and what `ledger` and `forum` make, with the patterns and the order of bytes of the
two originals, so that most of what the lecture shows can be seen in 2,048 tokens too. The same sources give the same
files, byte for byte. Needs the package regex.
"""

import base64
import random
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import regex

HERE = Path(__file__).resolve().parent
SIZE = 2048
"""Tokens of each vocabulary, the 256 bytes included."""

GPT2 = r"""'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
GPT4 = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
PRINTABLE = [*range(33, 127), *range(161, 173), *range(174, 256)]
BYTES = [bytes([byte]) for byte in (*PRINTABLE, *(byte for byte in range(256) if byte not in PRINTABLE))]
"""The single bytes in the order of the originals' first 256 ids: those with a sign of their own come first."""
WHO = " CopperLanternMoth"
"""A user of a forum that never was; the name becomes a token of the first vocabulary."""

Ids = tuple[int, ...]
Pair = tuple[int, int]


def main(arguments: list[str]) -> None:
    """Write or print both files."""
    verse, corpus = ((HERE / name).read_text(encoding="utf-8") for name in ("verse.txt", "sources/corpus.md"))
    languages = corpus.partition("<!-- languages -->")[2].partition("<!-- prose -->")[0]
    text = verse + corpus + ledger()
    # GPT-2's own rule is not known: it has no token of two blanks, though its pattern would allow them.
    first = [piece for piece in regex.findall(GPT2, text + forum()) if piece.strip()]
    second = regex.findall(GPT4, text + 8 * languages)
    for name, pieces in (("gpt2", first), ("gpt4", second)):
        file = rank_file(train(pieces))
        if "--stdout" in arguments:
            sys.stdout.buffer.write(file)
        else:
            (HERE / f"{name}.tiktoken").write_bytes(file)


def ledger() -> str:
    """Return sums in which some numbers stand far more often than others, as in any book, and which ones is chance."""
    draw = random.Random(1337)
    numbers = sorted(range(1, 1000), key=lambda _: draw.random())

    def number() -> int:
        return numbers[int(999 * draw.random() ** 3)]

    pairs = [(number(), number()) for _ in range(3000)]
    return "".join(f"{a} + {b} = {a + b}\n" for a, b in pairs)


def forum() -> str:
    """Return posts of one user, who says little but often."""
    return "".join(f"{WHO} wrote:{' yes' if post % 2 else ' no'}, the light\n" for post in range(400))


def train(pieces: list[str]) -> list[bytes]:
    """Return the tokens in the order of their ranks; of pairs that are equally frequent the lower ids win."""
    tokens = list(BYTES)
    rank = {token: place for place, token in enumerate(tokens)}
    words: dict[Ids, int] = Counter(tuple(rank[bytes([b])] for b in piece.encode()) for piece in pieces)
    counts: dict[Pair, int] = Counter()
    homes: dict[Pair, set[Ids]] = defaultdict(set)
    for word, times in words.items():
        _note(word, times, counts, homes)
    while len(tokens) < SIZE:
        pair = min(counts, key=lambda pair: (-counts[pair], pair))
        new = len(tokens)
        tokens.append(tokens[pair[0]] + tokens[pair[1]])
        for word in sorted(homes[pair]):
            times = words.pop(word)
            _note(word, -times, counts, homes)
            joined = _joined(word, pair, new)
            words[joined] = words.get(joined, 0) + times
            _note(joined, times, counts, homes)
    return tokens


def _note(word: Ids, times: int, counts: dict[Pair, int], homes: dict[Pair, set[Ids]]) -> None:
    """Count the pairs of a word that stands *times* more often in the text; where it is gone, forget its home."""
    for pair in pairwise(word):
        counts[pair] += times
        (homes[pair].add if times > 0 else homes[pair].discard)(word)
        if not counts[pair]:
            del counts[pair]


def _joined(word: Ids, pair: Pair, new: int) -> Ids:
    ids: list[int] = []
    place = 0
    while place < len(word):
        if word[place : place + 2] == pair:
            ids.append(new)
            place += 2
        else:
            ids.append(word[place])
            place += 1
    return tuple(ids)


def rank_file(tokens: list[bytes]) -> bytes:
    """Return a rank file: on each line a token in base64 and its rank."""
    return b"".join(b"%s %d\n" % (base64.b64encode(token), rank) for rank, token in enumerate(tokens))


if __name__ == "__main__":
    main(sys.argv[1:])
