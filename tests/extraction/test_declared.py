from __future__ import annotations

from newsarchive.document import Document
from newsarchive.extraction.dates.published import find_modified, find_published
from newsarchive.extraction.declared import declared_first
from newsarchive.extraction.found import Found
from newsarchive.extraction.people.byline import find_editor
from newsarchive.extraction.people.notices import Notices
from newsarchive.extraction.title import find_title
from newsarchive.profile import GENERIC, Era, Profile

PROFILE = Profile(
    key="x",
    timezone="Asia/Shanghai",
    eras=(Era(select={name: (f".{name}",) for name in ("title", "published", "modified", "editor")}),),
)
HEAD = "<html><head><title>Rain stops play</title></head><body><h1>Rain stops play</h1>"
PAGE = HEAD + "{}<p>Text.</p></body></html>"


def test_a_declared_selector_that_misses_is_recorded() -> None:
    found = next(find_title(Document(PAGE.format("")), PROFILE))
    assert (found.value, found.source) == ("Rain stops play", "profile:missed; h1")


def test_nothing_is_marked_where_nothing_is_declared() -> None:
    assert next(find_title(Document(PAGE.format("")), GENERIC)).source == "h1"


def test_what_is_declared_leads_and_the_rest_follows_unmarked() -> None:
    found = list(declared_first(PROFILE, "title", [Found("a", "profile")], [Found("b", "h1")]))
    assert [f.source for f in found] == ["profile", "h1"]


def test_declared_times_are_in_the_sites_zone() -> None:
    page = Document(
        PAGE.format("<i class='published'>2024-05-01 10:00</i><i class='modified'>2024-05-02 11:00</i>")
    )
    times = [next(find(page, PROFILE)).value.iso for find in (find_published, find_modified)]
    assert times == ["2024-05-01T10:00:00+08:00", "2024-05-02T11:00:00+08:00"]


def test_a_declared_editor_loses_its_label() -> None:
    page = Document(PAGE.format("<i class='editor'>责任编辑：张三_NB12</i>"))
    assert next(find_editor(page, PROFILE, Notices())).value == "张三"
