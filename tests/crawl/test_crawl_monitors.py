"""Real crawls of a portal whose template breaks, whose hot list vanishes and whose robots.txt changes."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from driver import run_crawl
from loopback import Answer, Ask, listing_html, reply, running, story_html

from newsarchive.archive.reader import open_archive
from newsarchive.crawl.measuring import Measuring
from newsarchive.monitor.evaluate import evaluate_archive
from newsarchive.sitefiles.thresholds import Thresholds

if TYPE_CHECKING:
    from pathlib import Path

    from newsarchive.archive.monitoring.records import AlarmRecord

ARTICLES = 24
# One crawl is enough to learn from: what is tested here is the way from the page to the alarm.
AT_ONCE = Thresholds(articles=6, blocks=1, learnt=12, learning_hours=0, sightings=1)


class Portal:
    """``signed``, ``ranked`` and ``rules`` are what is broken."""

    signed, ranked, rules = True, True, "User-agent: *\nDisallow: /private/\n"

    def __call__(self, ask: Ask) -> Answer | None:
        if ask.path == "/robots.txt":
            return reply(self.rules, content_type="text/plain")
        if ask.path in ("/", "/category/gangkou/"):
            return reply(listing_html("港口", links("article", ARTICLES), self.ranking()))
        number = int("".join(filter(str.isdigit, ask.path)) or 0) - 500000
        if not 0 <= number < ARTICLES or not ask.path.startswith("/article/"):
            return None
        name = "author" if self.signed else "x-writer"
        return reply(story_html(number, head=f"<meta name='{name}' content='王健'>"))

    def ranking(self) -> str:
        if not self.ranked:
            return ""
        rows = "".join(f"<li><a href='{href}'>{text}</a></li>" for href, text in links("article", 6))
        return f"<div class='rank'><h3>热门排行</h3><ol>{rows}</ol></div>"


def links(folder: str, count: int) -> list[tuple[str, str]]:
    return [(f"/{folder}/{500000 + n}.html", f"港口第{n}号通报：航线的最新安排") for n in range(count)]


def alarms(archive: Path) -> dict[tuple[str, str], AlarmRecord]:
    evaluate_archive(archive, lambda _: AT_ONCE)
    with open_archive(archive) as reader:
        return {(a.monitor, a.subject): a for a in reader.monitoring.alarms(is_open=True)}


def test_what_breaks_on_a_real_portal_is_named_and_what_is_mended_ends(tmp_path: Path) -> None:
    portal = Portal()
    with running(portal) as server:
        url = server.url
        run_crawl(url + "/", tmp_path)
        assert alarms(tmp_path) == {}
        portal.signed, portal.ranked, portal.rules = False, False, portal.rules + "Disallow: /archive/\n"
        run_crawl(url + "/", tmp_path, recheck="all")
        found = alarms(tmp_path)
        portal.signed, portal.ranked = True, True
        run_crawl(url + "/", tmp_path, recheck="all")
        mended = alarms(tmp_path)
    assert set(found) == {("coverage", "authors"), ("hot", "热门排行"), ("robots", url)}
    lost = found["coverage", "authors"]
    assert (lost.began_run, lost.value, lost.expected) == (2, f"0 % of {ARTICLES}", "100 %")
    assert lost.rule == "meta:author gave it in 100 % of articles, now in 0 %"
    assert lost.example_url.startswith(url + "/article/5000")
    assert found["hot", "热门排行"].value == "0 entries"
    assert found["robots", url].rule == "+ disallow: /archive/"
    assert set(mended) == {("robots", url)}, "the rules stay changed"


def test_a_site_that_does_not_answer_is_told_once_it_was_known(tmp_path: Path) -> None:
    with running(Portal()) as server:
        url, port = server.url, server.port
        run_crawl(url + "/", tmp_path)
        assert alarms(tmp_path) == {}
    assert run_crawl(url + "/", tmp_path).status == 2
    (alarm,) = alarms(tmp_path).values()
    assert alarm.monitor == "down"
    assert "refused" in alarm.message
    with running(Portal(), port):
        run_crawl(url + "/", tmp_path)
    assert alarms(tmp_path) == {}


def test_a_certificate_is_noted_by_its_days() -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from twisted.internet.ssl import Certificate

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .not_valid_before(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
        .not_valid_after(datetime(2026, 4, 2, 3, 4, 5, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    noted: list[tuple[str, ...]] = []
    monitoring: Any = SimpleNamespace(measured=dict, note_fact=lambda *fact: noted.append(fact[:3]))
    measuring = Measuring(SimpleNamespace(monitoring=monitoring), SimpleNamespace())  # type: ignore[arg-type]
    measuring.note_certificate(
        "news.example", Certificate.loadPEM(made.public_bytes(serialization.Encoding.PEM))
    )
    assert noted == [("certificate", "news.example", "2026-01-02T03:04:05Z/2026-04-02T03:04:05Z")]
