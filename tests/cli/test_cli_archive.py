"""The whole way once: the demo's portal crawled by the command, and every command asked about the archive."""

from __future__ import annotations

import csv
import io
import json
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from command_line import clean_environment, leave_early

from newsarchive.demo import Portal, PortalServer, build_portal, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from command_line import Newsarchive

ARTICLES = 120
CRAWL = ["--delay", "0", "--concurrency", "16", "--quiet", "--json"]
RECORD = {
    "id": int,
    "site": str,
    "url": str,
    "title": str,
    "published": str | None,
    "published_raw": str | None,
    "modified": str | None,
    "authors": list,
    "source": str | None,
    "editor": str | None,
    "category": str | None,
    "breadcrumb": list,
    "tags": list,
    "language": str,
    "variants": dict,
    "body": str,
    "images": list,
    "pages": int,
    "status": str,
    "first_seen": str,
    "last_seen": str,
    "last_changed": str,
    "revision": int,
    "duplicate_of": str | None,
    "provenance": dict,
}
REPORT = {
    *("site", "run", "status", "pages", "articles_new", "articles_changed", "articles_unchanged"),
    *("articles_gone", "failed", "requests", "not_modified", "bytes", "seconds"),
}


class Crawled:
    """An archive of the first edition, and what was seen while it was made."""

    def __init__(self, folder: Path, server: PortalServer, newsarchive: Newsarchive) -> None:
        self.folder = folder
        self.portal: Portal = server.portal
        self.url = server.url
        self.done = newsarchive("crawl", f"{server.url}/", *CRAWL, archive=folder)
        self._run = newsarchive

    def ask(self, *arguments: str) -> str:
        """Standard output of a command that must succeed."""
        done = self._run(*arguments, archive=self.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.ask(*arguments).splitlines()]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, newsarchive: Newsarchive) -> Crawled:
    with serve(build_portal(articles=ARTICLES)) as server:
        return Crawled(tmp_path_factory.mktemp("archive"), server, newsarchive)


@pytest.fixture(scope="module")
def articles(crawled: Crawled) -> dict[str, dict[str, Any]]:
    return {row["url"].removeprefix(crawled.url): row for row in crawled.rows("export", "articles")}


def test_the_crawl_reports_one_json_object(crawled: Crawled) -> None:
    assert crawled.done.stderr == ""
    (report,) = [json.loads(line) for line in crawled.done.stdout.splitlines()]
    assert report.keys() >= REPORT
    assert (crawled.done.returncode, report["status"]) == (0, "finished")
    assert (report["articles_new"], report["failed"]) == (ARTICLES, 0)


def test_every_article_has_exactly_the_fields_of_the_contract(articles: dict[str, dict[str, Any]]) -> None:
    for record in articles.values():
        assert list(record) == list(RECORD)
        assert {name: value for name, value in record.items() if not isinstance(value, RECORD[name])} == {}


def test_every_story_is_archived_once(crawled: Crawled, articles: dict[str, dict[str, Any]]) -> None:
    assert sorted(articles) == sorted(story.path for story in crawled.portal.articles)


@pytest.mark.parametrize("field", ["title", "body", "source", "editor", "pages"])
def test_texts_are_faithful(crawled: Crawled, articles: dict[str, dict[str, Any]], field: str) -> None:
    wrong = {
        s.path: articles[s.path][field]
        for s in crawled.portal.articles
        if articles[s.path][field] != getattr(s, field)
    }
    assert wrong == {}


def test_lists_are_faithful(crawled: Crawled, articles: dict[str, dict[str, Any]]) -> None:
    for story in crawled.portal.articles:
        record = articles[story.path]
        assert record["authors"] == list(story.authors)
        assert record["category"] == story.section.name
        assert record["published"][:16] == story.published[:16]
        assert record["variants"] == {tag: crawled.url + path for tag, path in story.variants.items()}
        assert [(i["url"], i["caption"], i["credit"], i["position"]) for i in record["images"]] == [
            (crawled.url + i.path, i.caption, i.credit, i.position) for i in story.images
        ]


def test_reposts_point_to_their_original(crawled: Crawled, articles: dict[str, dict[str, Any]]) -> None:
    expected = {s.path: crawled.url + s.repost_of for s in crawled.portal.articles if s.repost_of}
    assert expected
    assert {path: row["duplicate_of"] for path, row in articles.items() if row["duplicate_of"]} == expected
    clusters = crawled.rows("duplicates", "--json")
    assert {copy["url"] for cluster in clusters for copy in cluster["copies"]} == {
        crawled.url + path for path in expected
    }


def test_the_hot_list_is_whole_and_joined(crawled: Crawled, articles: dict[str, dict[str, Any]]) -> None:
    rows = crawled.rows("hot", "--json")
    assert list(rows[0]) == [
        "site",
        "list",
        "observed_at",
        "rank",
        "title",
        "url",
        "author",
        "date",
        "article_id",
    ]
    shown = [(row["rank"], row["title"], row["url"], row["author"], row["date"]) for row in rows]
    assert shown == [
        (item.rank, item.title, crawled.url + item.path, item.author, item.date)
        for item in crawled.portal.hot
    ]
    assert [row["article_id"] for row in rows] == [articles[item.path]["id"] for item in crawled.portal.hot]
    assert {row["list"] for row in rows} == {"熱門排行"}


def test_sections_are_those_of_the_navigation(crawled: Crawled) -> None:
    found = [row["name"] for row in crawled.rows("export", "categories") if row["url"]]
    assert sorted(found) == sorted(section.name for section in crawled.portal.sections)


def test_search_finds_a_word_in_either_script(crawled: Crawled) -> None:
    expected = {crawled.url + s.path for s in crawled.portal.articles if "数据" in s.title + s.body}
    for word in ("数据", "數據"):
        hits = crawled.rows("search", word, "--json", "--limit", "500")
        assert {hit["url"] for hit in hits} == expected
        assert set(hits[0]) == {"id", "site", "url", "title", "published", "category", "snippet", "score"}


def test_search_filters_and_sorts(crawled: Crawled) -> None:
    hits = crawled.rows(
        "search", "的", "--json", "--category", "科技", "--since", "2026-04-15", "--limit", "500"
    )
    assert hits
    assert {hit["category"] for hit in hits} == {"科技"}
    dates = [hit["published"] for hit in hits]
    assert min(dates) >= "2026-04-15"
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    "words", ['"', "*", "NEAR(", "title:", "a OR", "-", "'; drop table articles; --", "🙂"]
)
def test_whatever_is_searched_for_is_safe(crawled: Crawled, newsarchive: Newsarchive, words: str) -> None:
    done = newsarchive("search", "--json", "--", words, archive=crawled.folder)
    assert done.returncode in {0, 1}
    assert "internal error" not in done.stderr


def test_words_that_are_left_out_need_no_quotes(crawled: Crawled) -> None:
    everywhere = {hit["id"] for hit in crawled.rows("search", "芯片", "--json", "--limit", "500")}
    left_out = crawled.rows("search", "芯片", "-科技", "--limit", "500", "--json")
    excluded = crawled.rows("search", "芯片", "科技", "--json", "--limit", "500")
    assert left_out
    assert excluded
    assert {hit["id"] for hit in left_out} == everywhere - {hit["id"] for hit in excluded}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["芯片", "--limit", "-5"], "--limit"),
        (["芯片", "--limt", "5"], "No such option '--limt'"),
        (["芯片", "-x"], "No such option '-x'"),
        (["--limit", "5"], "Missing argument"),
    ],
)
def test_what_is_no_word_of_a_search_is_told(
    crawled: Crawled, newsarchive: Newsarchive, arguments: list[str], told: str
) -> None:
    done = newsarchive("search", *arguments, archive=crawled.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert told in done.stderr


@pytest.mark.parametrize("command", [["stats"], ["search", "的", "--limit", "500"], ["export", "articles"]])
def test_a_reader_that_leaves_early_is_no_failure(crawled: Crawled, command: list[str]) -> None:
    assert leave_early("--archive", str(crawled.folder), *command) == (0, b"")


def test_hits_are_shown_with_their_number(crawled: Crawled) -> None:
    shown = crawled.ask("search", "芯片")
    hit = crawled.rows("search", "芯片", "--json")[0]
    assert f"{hit['id']}  {hit['title']}" in shown
    assert "**" not in shown


def test_nothing_found_is_said_and_no_failure(crawled: Crawled, newsarchive: Newsarchive) -> None:
    done = newsarchive("search", "不存在的词", archive=crawled.folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Nothing found for 不存在的词\n"


def test_show_reads_an_article_by_id_and_address(
    crawled: Crawled, articles: dict[str, dict[str, Any]]
) -> None:
    story = next(s for s in crawled.portal.articles if s.images and s.images[0].credit and s.source)
    record = articles[story.path]
    shown = crawled.ask("show", str(record["id"]))
    assert story.title in shown.replace("\n", "")
    assert f"source: {story.source}" in shown.replace("\n", "")
    assert story.images[0].credit in shown.replace("\n", "")
    flat = shown.replace("\n", "").replace("　", "")
    assert all(paragraph.replace(" ", "") in flat.replace(" ", "") for paragraph in story.paragraphs)
    assert crawled.ask("show", record["url"]) == shown
    assert crawled.rows("show", record["url"], "--json") == [record]


def test_show_of_what_is_not_there(crawled: Crawled, newsarchive: Newsarchive) -> None:
    done = newsarchive("show", "999999", archive=crawled.folder)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_export_csv_opens_in_a_spreadsheet(crawled: Crawled, articles: dict[str, dict[str, Any]]) -> None:
    text = crawled.ask("export", "articles", "--format", "csv", "--bom")
    assert text.startswith("\ufeffid,site,url,title")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(articles)
    assert list(rows[0]) == list(RECORD)


def test_export_to_a_file_says_how_much(crawled: Crawled, newsarchive: Newsarchive, tmp_path: Path) -> None:
    for layout in ("jsonl", "csv"):
        target = tmp_path / f"images.{layout}"
        done = newsarchive(
            "export", "images", "--format", layout, "--output", str(target), archive=crawled.folder
        )
        assert (done.returncode, done.stdout) == (0, "")
        assert str(target) in done.stderr
        assert len(target.read_text("utf-8").splitlines()) > 10


@pytest.mark.parametrize("what", ["articles", "hot", "images", "revisions", "categories", "runs"])
def test_every_kind_of_row_is_exported_as_json_lines(crawled: Crawled, what: str) -> None:
    rows = crawled.rows("export", what)
    assert len({tuple(row) for row in rows}) == 1


def test_stats_count_what_is_there(crawled: Crawled) -> None:
    (stats,) = crawled.rows("stats", "--json")
    assert stats["articles"] == stats["live"] == ARTICLES
    assert stats["images"] == sum(len(story.images) for story in crawled.portal.articles)
    assert sum(n for kind, n in stats["last_run"].items() if kind.startswith("article")) >= ARTICLES
    shown = crawled.ask("stats")
    assert f"{ARTICLES}  articles" in shown
    assert "Pages of the last run" in shown


def test_runs_and_sites_name_the_crawl(crawled: Crawled) -> None:
    (run,) = crawled.rows("runs", "--json")
    assert (run["status"], run["articles_new"]) == ("finished", ARTICLES)
    assert "finished" in crawled.ask("runs")
    known = {row["site"]: row["articles"] for row in crawled.rows("sites", "--json")}
    assert known[run["site"]] == ARTICLES
    assert run["site"] in crawled.ask("sites")


def test_reindex_counts_the_articles(crawled: Crawled, newsarchive: Newsarchive) -> None:
    done = newsarchive("reindex", archive=crawled.folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"{ARTICLES} articles indexed" in done.stderr


def test_hostile_text_of_an_archive_is_not_obeyed(
    crawled: Crawled, newsarchive: Newsarchive, tmp_path: Path
) -> None:
    with (
        sqlite3.connect(crawled.folder / "archive.db") as source,
        sqlite3.connect(tmp_path / "archive.db") as copy,
    ):
        source.backup(copy)
        copy.execute(
            "update article_revisions set title = char(27) || '[2J[red]' || char(155) || '31m' "
            "where article_id = 1"
        )
    source.close()
    copy.close()
    for arguments in (["show", "1"], ["show", "1", "--json"], ["export", "articles"]):
        shown = newsarchive(*arguments, archive=tmp_path).stdout
        assert "[red]" in shown
        assert not {"\x1b", "\x9b"} & set(shown)


def test_colours_only_where_they_are_wanted(crawled: Crawled, newsarchive: Newsarchive) -> None:
    plain = newsarchive("search", "芯片", archive=crawled.folder)
    coloured = newsarchive("search", "芯片", archive=crawled.folder, NO_COLOR="", FORCE_COLOR="1")
    assert "\x1b[" not in plain.stdout
    assert "\x1b[1;33m芯片" in coloured.stdout


def test_a_later_edition_is_told_apart(tmp_path: Path, newsarchive: Newsarchive) -> None:
    """Two crawls of one address: what changed, what went away, and what moved in the hot list."""
    with serve(build_portal(articles=60)) as server:
        first = newsarchive("crawl", f"{server.url}/", *CRAWL, archive=tmp_path)
        server.portal = later = build_portal(articles=60, edition=1)
        second = newsarchive("crawl", f"{server.url}/", *CRAWL, "--recheck", "all", archive=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    report = json.loads(second.stdout)
    edited = [story for story in later.articles if story.modified]
    assert (report["articles_new"], report["articles_changed"]) == (12, len(edited))
    assert report["articles_gone"] == len(later.gone)
    url = server.url + edited[0].path
    changes = newsarchive("show", url, "--diff", archive=tmp_path).stdout
    assert "revision 0 → 1" in changes
    assert "{+" in changes
    old = json.loads(newsarchive("show", url, "--revision", "0", "--json", archive=tmp_path).stdout)
    assert (old["title"], old["body"]) != (edited[0].title, edited[0].body)
    moves = newsarchive("hot", "--moves", archive=tmp_path).stdout
    assert "▲" in moves
    assert "▼" in moves
    history = newsarchive("hot", "--history", server.url + later.hot[0].path, archive=tmp_path).stdout
    assert later.hot[0].title in history
    gone = newsarchive("show", server.url + next(iter(later.gone)), archive=tmp_path).stdout
    assert "No longer on the site" in gone


def test_the_demo_shows_around_in_its_archive(tmp_path: Path, newsarchive: Newsarchive) -> None:
    done = newsarchive("demo", "--articles", "60", "--quiet", archive=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "熱門排行" in done.stdout
    assert f"--archive {tmp_path} stats" in done.stdout.partition("Try next")[2]
    assert json.loads(newsarchive("stats", "--json", archive=tmp_path).stdout)["articles"] == 60


def test_a_second_crawl_is_told_and_ctrl_c_can_be_resumed(tmp_path: Path, newsarchive: Newsarchive) -> None:
    where = ["--archive", str(tmp_path)]
    with serve(build_portal(articles=60)) as server:
        command = [sys.executable, "-m", "newsarchive.cli", *where, "crawl", server.url, "--delay", "0.3"]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environment(),
            # A test run in the background of a shell would hand down an ignored signal.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - the server's threads hold no locks here
        ) as first:
            wait_until(lambda: len(server.requests) > 3)
            second = newsarchive("crawl", server.url, "--quiet", archive=tmp_path)
            first.send_signal(signal.SIGINT)
            output, errors = first.communicate(timeout=30)
        assert (second.returncode, second.stdout, len(second.stderr.splitlines())) == (3, "", 1)
        assert (first.returncode, output) == (130, b"")
        assert b"the same command resumes" in errors
        done = newsarchive("crawl", f"{server.url}", *CRAWL, archive=tmp_path)
    assert done.returncode == 0
    assert json.loads(newsarchive("stats", "--json", archive=tmp_path).stdout)["articles"] == 60


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_several_targets_are_crawled_one_after_another(tmp_path: Path, newsarchive: Newsarchive) -> None:
    few = ["--max-pages", "2"]
    with serve(build_portal(articles=60)) as one, serve(build_portal(seed=2, articles=60)) as two:
        done = newsarchive("crawl", one.url + "/", two.url + "/", *few, *CRAWL, archive=tmp_path)
        reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert len({report["site"] for report in reports}) == 2
    assert all(report["pages"] <= 2 + 16 for report in reports)


def test_nothing_was_left_beside_the_archive(crawled: Crawled) -> None:
    assert {path.name for path in crawled.folder.iterdir()} <= {
        "archive.db",
        "archive.db-wal",
        "archive.db-shm",
    }
