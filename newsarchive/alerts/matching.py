"""Decides which happenings a rule asks for, and what of them is told; pure."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from newsarchive.archive.alerts.records import ALARM, ENDED, RANKED, Event
from newsarchive.text.folding import fold
from newsarchive.text.snippets import mark, snippet
from newsarchive.text.watching import Watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from newsarchive.alerts.declared import Rule
    from newsarchive.archive.alerts.records import Happening
    from newsarchive.text.query import Term

# Headlines are told whole up to here; no real one is longer.
LONGEST_TITLE: Final = 200
# Hits are marked by asterisks: those of the page itself are shown as the operator that looks like them.
_ASTERISK: Final = str.maketrans("*", "\u2217")


def kinds_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The kinds of happenings that any of the rules asks for."""
    return tuple({kind: None for rule in rules for kind in rule.on})


def matches(happening: Happening, rules: Sequence[Rule], site: str) -> Iterator[tuple[Rule, Event]]:
    """The rules that ask for a happening of ``site``, each with what it tells."""
    seen = _Seen(happening)
    for rule in rules:
        if seen.is_wanted_by(rule, site):
            yield rule, seen.event(rule)


class _Seen:
    """One happening, whose texts are folded once for all rules."""

    def __init__(self, happening: Happening) -> None:
        self._happening = happening

    @cached_property
    def _watched(self) -> Watched:
        return Watched(self._happening.title, self._happening.text, self._happening.authors)

    def is_wanted_by(self, rule: Rule, site: str) -> bool:
        happening = self._happening
        if rule.sites and site not in rule.sites:
            return False
        if happening.kind in (ALARM, ENDED):
            return ALARM in rule.on and (not rule.monitors or happening.list in rule.monitors)
        if happening.kind not in rule.on:
            return False
        if rule.categories and not _is_named(happening.category or "", rule.categories):
            return False
        if happening.kind == RANKED and not self._enters(rule):
            return False
        return not rule.terms or self._watched.answers(rule.terms)

    def _enters(self, rule: Rule) -> bool:
        """Whether an entry came into what the rule watches of its list since the observation before."""
        happening = self._happening
        if rule.lists and not _is_named(happening.list, rule.lists):
            return False
        if happening.is_first:
            # Nothing can have entered a list that was never seen before; words are found there all the same.
            return bool(rule.terms) and (not rule.top or happening.rank <= rule.top)
        if rule.top:
            return happening.rank <= rule.top and not 0 < happening.before <= rule.top
        return happening.before == 0

    def event(self, rule: Rule) -> Event:
        happening = self._happening
        thing = happening.thing
        if happening.kind == RANKED and rule.terms and not rule.top:
            # A watch for words tells of an article once, wherever it first saw it.
            thing = happening.address
        wanted = [phrase.text for term in rule.terms if _shows(term) for phrase in term.phrases]
        title = happening.title.translate(_ASTERISK)[:LONGEST_TITLE]
        text = (happening.text if wanted else happening.shown or happening.text).translate(_ASTERISK)
        return Event(
            rule.name, thing, happening.kind, happening.run, happening.url, mark(title, wanted),
            happening.note.translate(_ASTERISK), snippet(text, wanted) if text else "",
        )  # fmt: skip


def _is_named(name: str, wanted: Sequence[str]) -> bool:
    """Whether a section or list is one of those wanted, in either script."""
    return fold(name).strip() in {fold(one).strip() for one in wanted}


def _shows(term: Term) -> bool:
    """Whether what a term stands for can be seen in a headline or text."""
    return not term.excluded and term.field != "author"
