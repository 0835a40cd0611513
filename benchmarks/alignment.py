"""Which blocks of a page are in its gold body: a monotone alignment by tokens."""

from __future__ import annotations

import re
from bisect import bisect_left

_CJK = "々-〇぀-ヿㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿豈-﫿ｦ-ﾟ\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_SPAN = 4
_MAX_PLACES = 20

# (block, first token, end token, weight)
Place = tuple[int, int, int, float]


def tokens(text: str) -> list[str]:
    """Words, and Han and kana characters one by one."""
    return _TOKEN.findall(text)


def label_blocks(texts: list[str], gold: str) -> list[bool]:
    """Whether each block is part of ``gold``: the heaviest chain of places in both orders, then strays."""
    wanted = tokens(gold)
    finder = _Finder(wanted)
    places = [place for number, text in enumerate(texts) for place in finder.places(number, tokens(text))]
    chosen: set[int] = set()
    covered = bytearray(len(wanted) + 1)
    for number, start, end, _ in _heaviest_chain(places, len(wanted)):
        chosen.add(number)
        covered[start:end] = b"\1" * (min(end, len(wanted)) - start)
    for number, start, end, _ in places:
        # A summary may stand elsewhere on the page than in the gold text.
        if number not in chosen and end - start >= 6 and sum(covered[start:end]) < 0.3 * (end - start):
            chosen.add(number)
            covered[start:end] = b"\1" * (min(end, len(wanted)) - start)
    return [number in chosen for number in range(len(texts))]


class _Finder:
    """Where token sequences occur in the gold text."""

    def __init__(self, wanted: list[str]) -> None:
        self.text = "\1" + "".join(token + "\1" for token in wanted)
        self.starts: list[int] = []
        position = 1
        for token in wanted:
            self.starts.append(position)
            position += len(token) + 1
        self.spans: dict[tuple[str, ...], list[int]] = {}
        for i in range(len(wanted) - _SPAN + 1):
            self.spans.setdefault(tuple(wanted[i : i + _SPAN]), []).append(i)

    def places(self, number: int, own: list[str]) -> list[Place]:
        if not own:
            return []
        needle = "\1" + "".join(token + "\1" for token in own)
        found: list[Place] = []
        at = self.text.find(needle)
        while at >= 0 and len(found) < _MAX_PLACES:
            start = bisect_left(self.starts, at + 1)
            found.append((number, start, start + len(own), float(len(own))))
            at = self.text.find(needle, at + 1)
        return found or self._partly(number, own)

    def _partly(self, number: int, own: list[str]) -> list[Place]:
        count = len(own) - _SPAN + 1
        hits = sorted(
            p for i in range(max(0, count)) for p in self.spans.get(tuple(own[i : i + _SPAN]), ())[:3]
        )
        if len(own) < 6 or len(hits) < count / 2:
            return []
        middle = hits[len(hits) // 2]
        inside = [hit for hit in hits if abs(hit - middle) < len(own) + 5]
        return [(number, inside[0], inside[-1] + _SPAN, 0.9 * len(inside))]


def _heaviest_chain(places: list[Place], size: int) -> list[Place]:
    """Places with both block and gold position increasing, of the greatest total weight (a Fenwick tree)."""
    best: list[tuple[float, tuple[Place, object] | None]] = [(0.0, None)] * (size + 2)

    def ending_by(position: int) -> tuple[float, tuple[Place, object] | None]:
        position += 1
        top: tuple[float, tuple[Place, object] | None] = (0.0, None)
        while position > 0:
            top = max(top, best[position], key=lambda entry: entry[0])
            position -= position & -position
        return top

    for number in sorted({place[0] for place in places}):
        fresh = []
        for place in (place for place in places if place[0] == number):
            weight, chain = ending_by(place[1])
            follows = chain is not None and chain[0][2] == place[1]
            # A few words occur by chance; right behind the last block they are its continuation.
            value = 0.2 * place[3] if place[3] < _SPAN and not follows else place[3] + 0.3 * follows
            fresh.append((place[2], (weight + value, (place, chain))))
        for end, entry in fresh:
            position = end + 1
            while position < size + 2:
                if entry[0] > best[position][0]:
                    best[position] = entry
                position += position & -position
    chain: object = ending_by(size)[1]
    found: list[Place] = []
    while isinstance(chain, tuple):
        place, chain = chain
        found.append(place)
    return found
