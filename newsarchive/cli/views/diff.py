"""What one revision changed against the one before it: words struck out and added, in Chinese too."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rich.text import Text

from newsarchive.cli.printing import clean, one_line, out
from newsarchive.cli.views.article import shown_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsarchive.archive.records import ArticleRecord

OLD, NEW = "red strike", "bold green"
# Comparing word by word takes time that grows with the product; longer changes are shown as a whole.
MOST_WORDS = 4000
# Below this share of common words a paragraph was written anew, and scattered agreements only confuse.
LEAST_IN_COMMON = 0.5
Opcode = tuple[str, int, int, int, int]
_IDEOGRAPH = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_WORD = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


def print_diff(before: ArticleRecord, after: ArticleRecord) -> None:
    """Print the changed paragraphs with [-old-] and {+new+}, which is readable without colours too."""
    console = out()
    heading = (
        f"Article {after.id}: revision {before.revision} → {after.revision}, {shown_date(after.last_changed)}"
    )
    console.print(Text(one_line(heading), "cyan"))
    lines = list(changes([before.title, *before.body.split("\n")], [after.title, *after.body.split("\n")]))
    for line in lines:
        console.print()
        console.print(line, soft_wrap=True)
    if not lines:
        console.print(Text("Title and text are the same."))


def changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Text]:
    """Each changed paragraph; unchanged ones are left out."""
    for tag, old_from, old_to, new_from, new_to in _opcodes(before, after):
        if tag == "equal":
            continue
        old, new = before[old_from:old_to], after[new_from:new_to]
        if len(old) == len(new):
            yield from (_words(a, b) for a, b in zip(old, new, strict=True))
        else:
            yield from (Text(f"[-{clean(line)}-]", OLD) for line in old)
            yield from (Text(f"{{+{clean(line)}+}}", NEW) for line in new)


def _words(old: str, new: str) -> Text:
    a, b = _WORD.findall(clean(old)), _WORD.findall(clean(new))
    if max(len(a), len(b)) > MOST_WORDS or _matcher(a, b).ratio() < LEAST_IN_COMMON:
        return Text.assemble((f"[-{clean(old)}-]", OLD), (f"{{+{clean(new)}+}}", NEW))
    text = Text()
    for tag, old_from, old_to, new_from, new_to in _bridged(_opcodes(a, b), a):
        if tag == "equal":
            text.append("".join(a[old_from:old_to]))
            continue
        if old_to > old_from:
            text.append(f"[-{''.join(a[old_from:old_to])}-]", OLD)
        if new_to > new_from:
            text.append(f"{{+{''.join(b[new_from:new_to])}+}}", NEW)
    return text


def _bridged(opcodes: Iterable[Opcode], words: Sequence[str]) -> Iterator[Opcode]:
    """Join two changes with a single Chinese character in between: one word replaced reads as one change.

    Without it 行业协会 → 产业联盟 would fall into pieces around the 业 that both happen to have.
    """
    pending: list[Opcode] = []
    for opcode in opcodes:
        tag, old_from, old_to, _, _ = opcode
        alone = tag == "equal" and old_to - old_from == 1 and _IDEOGRAPH.fullmatch(words[old_from])
        if tag != "equal" or (pending and alone):
            pending.append(opcode)
            continue
        yield from _joined(pending)
        pending = []
        yield opcode
    yield from _joined(pending)


def _joined(pending: list[Opcode]) -> Iterator[Opcode]:
    """The changes as one, and the unchanged character they end in, if they do, by itself."""
    rest = [pending.pop()] if pending and pending[-1][0] == "equal" else []
    if pending:
        first, last = pending[0], pending[-1]
        yield ("replace", first[1], last[2], first[3], last[4])
    yield from rest


def _opcodes(a: Sequence[str], b: Sequence[str]) -> Sequence[Opcode]:
    return _matcher(a, b).get_opcodes()


def _matcher(a: Sequence[str], b: Sequence[str]) -> SequenceMatcher[str]:
    # autojunk would drop the commonest Chinese characters from the comparison.
    return SequenceMatcher(None, a, b, autojunk=False)
