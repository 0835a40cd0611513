"""The language of an article as a BCP 47 tag: by script and words, checked against what the page declares."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from newsarchive.extraction.found import Found
from newsarchive.extraction.title import folded_titles
from newsarchive.text.compiled import flags, loops
from newsarchive.text.script import chinese_script

if TYPE_CHECKING:
    from newsarchive.document import Document

SAMPLE_CHARS = 1_000
# A body below this tells little: the headline is read with it.
SHORT_CHARS = 200
# Scripts that name one language of the news where nothing else is declared: ranges and the language.
_SCRIPTS = (
    (0x0370, 0x03FF, "el"), (0x0400, 0x052F, "ru"), (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"), (0x0900, 0x097F, "hi"), (0x0980, 0x09FF, "bn"), (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"), (0x0B80, 0x0BFF, "ta"), (0x0C00, 0x0C7F, "te"), (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"), (0x0D80, 0x0DFF, "si"), (0x0E00, 0x0E7F, "th"), (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"), (0x10A0, 0x10FF, "ka"), (0x1200, 0x137F, "am"), (0x1780, 0x17FF, "km"),
    (0x3040, 0x30FF, "ja"), (0x3400, 0x9FFF, "zh"), (0xAC00, 0xD7A3, "ko"),
)  # fmt: skip
_SHARED = {
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt"},
    "ar": {"ar", "fa", "ur", "ps", "ckb", "ug", "sd"}, "hi": {"hi", "mr", "ne", "sa"},
    "bn": {"bn", "as"}, "he": {"he", "yi"}, "am": {"am", "ti"},
}  # fmt: skip
# The commonest small words; those that several of these languages use say little and are left out.
_WORDS = {
    "en": "the and of that with was for from which their would have this been",
    "de": "der und die das nicht mit sich auf eine dem wird auch nach bei",
    "fr": "les des est dans pour qui une sur pas plus avec ont cette au",
    "es": "los las del una por con para como más pero sus ha este también",
    "pt": "não uma com para os dos das em mais ao foi pela são também",
    "it": "di che il della per una nel sono gli alla più anche dei ha",
    "nl": "het een van niet zijn voor dat op aan ook worden maar naar",
    "da": "og det ikke som til af blev også efter mod vil har der",
    "nb": "og det ikke som til av ble også etter mot vil har på",
    "sv": "och att det inte som för med till är av också efter har den",
    "fi": "ja on että ei oli myös sekä mutta kuin hän ovat mukaan",
    "is": "og að ekki sem við er til um hafa var eru það",
    "pl": "nie jest się na że do jak przez oraz był które dla",
    "cs": "je se na že by jako pro ale jsou podle který byl také",
    "sk": "je sa na že by ako pre ale sú podľa ktorý bol aj",
    "hu": "az és hogy nem egy volt meg is szerint ezt már csak",
    "ro": "și în care pentru din nu este mai cu fost sunt că",
    "hr": "je se na da su za od kao nije koji bi ali što",
    "sl": "je in na da so za ki se pa bo kot tudi ni",
    "tr": "ve bir bu için ile olarak olan da daha çok gibi kadar",
    "vi": "và của là không được trong cho với các người những đã",
    "id": "yang dan di untuk dengan dari ini pada tidak akan itu dalam",
    "ms": "yang dan di untuk dengan dari ini pada tidak akan beliau kerana",
    "tl": "ang ng mga sa na ay para siya ito niya ni hindi",
    "sw": "ya na wa kwa ni katika za hiyo huo kuwa watu la",
    "af": "die en het nie van is dat met sy wat vir ook",
    "lb": "den an déi ass vun op fir dat mat och net eng",
    "et": "ja on et ei oli ka kui aga see mis ning tema",
    "lv": "un ir ar par kas no arī bet tika ka uz pēc",
    "lt": "ir yra kad su tai bet buvo iš kaip jo už apie",
    "ca": "els les amb per una que del no és més també ha",
    "uk": "та що на не для це як від але також року після",
    "ru": "и что на не для это как от но также его после",
    "bg": "на се за да от не са това като че по след",
    "sr": "је се на да су за од као није који",
    "fa": "و در به از که این را با است برای",
    "ar": "في من على أن إلى التي عن مع هذا",
    "ur": "کے کی میں ہے اور سے کو کا نے",
}  # fmt: skip
_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _list in _WORDS.items():
    for _word in _list.split():
        _LANGUAGES_OF.setdefault(_word, []).append(_language)
_SUBTAGS = re.compile(r"[-_]")
_PRIMARY = re.compile(r"[a-z]{2,3}")
_PRESENT_CODES = {"no": "nb", "iw": "he", "in": "id", "fil": "tl"}
# Whatever is neither Latin nor a mark of punctuation: without any the script is settled.
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2071-\U0010ffff]")
_HAN = re.compile("[\u4e00-\u9fff]+")
_KANA = re.compile("[\u3040-\u30ff]")


def find_language(document: Document, text: str) -> Found[str]:
    """Language of ``text``, of the headline too where that is short; ``und`` when nothing tells.

    Chinese carries its script (``zh-Hans``, ``zh-Hant``). A declared language is believed unless the text is
    in another script or its small words speak clearly against it.
    """
    declared = _declared(document)
    sample = text[:SAMPLE_CHARS]
    if len(sample) < SHORT_CHARS:
        sample = " ".join((*folded_titles(document)[:1], sample))
    script = _by_script(sample)
    if script == "zh":
        return _chinese(sample, declared)
    allowed = _SHARED.get(script, {script}) if script else None
    votes = _votes(sample, allowed)
    best = max(votes, key=lambda language: (votes[language], language), default="")
    believed = declared if allowed is None or declared in allowed else ""
    most = votes.get(best, 0)
    if believed and believed != "zh" and (most < 8 or 2 * votes.get(believed, 0) >= most):
        return Found(believed, "declared")
    if most >= 4:
        return Found(best, "words")
    if script:
        return Found(script, "script")
    return Found(declared, "declared") if declared and declared != "zh" else Found("und", "none")


def _by_script(sample: str) -> str:
    """Language that most letters' script stands for; "" for Latin. Any share of kana makes it Japanese."""
    if sample.isascii() or not _OTHER_SCRIPT.search(sample):
        return ""
    if not _KANA.search(sample) and 2 * _count_han(sample) > len(sample):
        return "zh"
    counts: Counter[str] = Counter()
    for letter, count in Counter(sample).items():
        if letter.isalpha():
            counts[_script_of(ord(letter))] += count
    if counts["ja"] > 0.08 * (counts["zh"] + counts["ja"]) and counts["ja"] > 3:
        return "ja"
    language, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
    # A Chinese article on a foreign firm may hold as many Latin letters as Han; each Han says more.
    return "zh" if language == "" and 3 * counts["zh"] > count else language


def _count_han(sample: str) -> int:
    if loops is None:
        return sum(map(len, _HAN.findall(sample)))
    count: int = loops.count_flagged(sample, _han_flags())
    return count


@cache
def _han_flags() -> bytes:
    return flags(map(chr, range(0x4E00, 0xA000)))


def _script_of(code: int) -> str:
    if code < 0x0370:
        return ""
    if 0x4E00 <= code <= 0x9FFF:
        return "zh"
    return next((language for low, high, language in _SCRIPTS if low <= code <= high), "")


def _chinese(sample: str, declared: str) -> Found[str]:
    script = chinese_script(sample)
    if script:
        return Found(f"zh-{script}", "script")
    return Found(declared if declared in ("ja", "ko") else "zh", "script")


def _votes(sample: str, allowed: set[str] | None) -> dict[str, int]:
    """How often the small words of each language occur; a word of several languages counts in part."""
    votes: dict[str, int] = {}
    words = Counter(sample.lower().replace("'", " ").replace("’", " ").split())
    for word in words.keys() & _LANGUAGES_OF.keys():
        times = words[word]
        for language in _LANGUAGES_OF[word]:
            votes[language] = votes.get(language, 0) + times
    return votes if allowed is None else {name: votes[name] for name in votes.keys() & allowed}


def _declared(document: Document) -> str:
    """Primary subtag that the page declares: ``lang``, ``inLanguage``, ``og:locale``; "" for none."""
    values = [
        document.root.get("lang") or document.root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    ]
    values += [v for node in document.jsonld for v in [node.get("inLanguage")] if isinstance(v, str)]
    values += [
        v
        for key in ("og:locale", "content-language", "language", "dc.language")
        for v in document.meta.get(key, ())
    ]
    return next((primary for value in values if (primary := _primary(value[:50]))), "")


@lru_cache(maxsize=256)
def _primary(tag: str) -> str:
    """Primary subtag of a declared language by its present code; "" for none."""
    primary = _SUBTAGS.split(tag.strip().lower())[0]
    return _PRESENT_CODES.get(primary, primary) if _PRIMARY.fullmatch(primary) else ""
