"""Which script a Chinese text is written in, told from the characters that only one script uses."""

from __future__ import annotations

from functools import cache

from newsarchive.text.compiled import flags, loops
from newsarchive.text.folding import simplified, traditionalised

# Enough for a sure majority: one Chinese character in three differs between the scripts, so hundreds vote.
SAMPLE = 600
# A text with this share of kana is Japanese, whose characters say nothing of Chinese scripts.
MAX_KANA = 0.08

_KANA = frozenset(map(chr, range(0x3041, 0x30FF))) - {"\u30fb"}


@cache
def script_characters() -> tuple[frozenset[str], frozenset[str]]:
    """The characters written only in Simplified and only in Traditional text.

    Derived from OpenCC's own tables (t2s and s2t), so that detection and folding can never disagree.
    """
    only_hant = {character for character in map(chr, simplified()) if "\u4e00" <= character <= "\u9fff"}
    only_hans = traditionalised()
    return only_hans - only_hant, frozenset(only_hant - only_hans)


def chinese_script(text: str) -> str | None:
    """``"Hans"`` or ``"Hant"`` for Chinese text; None where the text does not tell (or is Japanese).

    Votes with the distinct characters of the first ``SAMPLE`` characters: repeating one word does not
    outvote the rest of the text.
    """
    sample = text[:SAMPLE]
    kana, hans, hant = _votes(sample) if loops is None else loops.votes(sample, _ballot())
    if hans == hant or kana > MAX_KANA * len(sample):
        return None
    return "Hans" if hans > hant else "Hant"


def _votes(sample: str) -> tuple[int, int, int]:
    """How many kana there are, and how many distinct characters of either script."""
    seen = set(sample)
    only_hans, only_hant = script_characters()
    kana = 0 if _KANA.isdisjoint(seen) else sum(map(_KANA.__contains__, sample))
    return kana, len(seen & only_hans), len(seen & only_hant)


@cache
def _ballot() -> bytes:
    """What each character says, in bits as the compiled loop reads them."""
    return flags(*script_characters(), _KANA)
