"""WACZ files read back: hashes, index, pages; and pywb replays an article byte for byte."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from captured_archive import FIRST, HOME, SECOND, TEXT, Stored

from newsarchive.archive.reader import open_archive
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.warc.importing import import_warc
from newsarchive.warc.sorting import SortedLines
from newsarchive.warc.surt import surt
from newsarchive.warc.wacz import export_wacz

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("warcio", reason="the extra `warc` is not installed")


@pytest.fixture
def package(stored: Stored, tmp_path: Path) -> Iterator[zipfile.ZipFile]:
    report = export_wacz(stored.folder, tmp_path / "news.wacz", size=4_000)
    assert report.files == ["news.wacz"]
    with zipfile.ZipFile(tmp_path / "news.wacz") as archive:
        yield archive


def index(package: zipfile.ZipFile) -> list[tuple[str, str, dict[str, Any]]]:
    lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    parts = [line.split(" ", 2) for line in lines]
    return [(key, moment, json.loads(fields)) for key, moment, fields in parts]


def test_the_files_are_those_of_the_format(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    assert names[:2] == ["archive/data.warc.gz", "archive/data-00001.warc.gz"]
    assert names[-5:] == [
        "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl", "datapackage.json",
        "datapackage-digest.json",
    ]  # fmt: skip
    assert all(
        package.getinfo(name).compress_type == zipfile.ZIP_STORED for name in names if name.endswith(".gz")
    )


def test_every_file_is_described_with_size_and_hash(package: zipfile.ZipFile) -> None:
    described = json.loads(package.read("datapackage.json"))
    assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
    assert [item["path"] for item in described["resources"]] == package.namelist()[:-2]
    for item in described["resources"]:
        data = package.read(item["path"])
        assert item["bytes"] == len(data)
        assert item["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_description_has_its_own_hash(package: zipfile.ZipFile) -> None:
    hashed = hashlib.sha256(package.read("datapackage.json")).hexdigest()
    assert json.loads(package.read("datapackage-digest.json")) == {
        "path": "datapackage.json", "hash": f"sha256:{hashed}",
    }  # fmt: skip


def test_the_index_is_sorted_and_has_every_answer(package: zipfile.ZipFile, stored: Stored) -> None:
    found = index(package)
    assert len(found) == len(stored.bodies)
    assert found == sorted(found, key=lambda line: line[:2])
    assert found[0][:2] == ("example,portal)/", "20240501080100")


def test_each_line_of_the_index_leads_to_its_record(package: zipfile.ZipFile) -> None:
    for _, moment, fields in index(package):
        data = package.read(f"archive/{fields['filename']}")
        start = int(fields["offset"])
        record = gzip.decompress(data[start : start + int(fields["length"])]).decode("latin-1")
        day = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}T{moment[8:10]}:{moment[10:12]}:{moment[12:]}Z"
        assert f"WARC-Target-URI: {fields['url']}\r\n" in record
        assert f"WARC-Date: {day}\r\n" in record
        assert f"WARC-Payload-Digest: {fields['digest']}\r\n" in record


def test_the_index_tells_kind_and_status(package: zipfile.ZipFile) -> None:
    told = [(fields["url"], fields["mime"], fields["status"]) for _, _, fields in index(package)]
    assert (HOME, "text/html", "200") in told
    assert (FIRST, "warc/revisit", "304") in told
    assert (f"{HOME}down", "text/html", "503") in told


def test_blocks_of_the_index_are_found_by_their_first_line(package: zipfile.ZipFile) -> None:
    head, *blocks = package.read("indexes/index.idx").decode().splitlines()
    assert json.loads(head.removeprefix("!meta 0 "))["format"] == "cdxj-gzip-1.0"
    data = package.read("indexes/index.cdx.gz")
    for line in blocks:
        key, moment, place = line.split(" ", 2)
        told = json.loads(place)
        block = data[told["offset"] : told["offset"] + told["length"]]
        assert told["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        assert gzip.decompress(block).decode().startswith(f"{key} {moment} ")


def test_articles_are_pages_with_title_and_text(package: zipfile.ZipFile) -> None:
    head, *pages = map(json.loads, package.read("pages/pages.jsonl").decode().splitlines())
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}
    assert {page["url"] for page in pages} == {FIRST, SECOND}
    assert {(page["title"], page["text"]) for page in pages} == {("标题", "正文。")}
    listed = {(fields["url"], moment) for _, moment, fields in index(package)}
    for page in pages:
        assert (page["url"], "".join(filter(str.isdigit, page["ts"]))) in listed


def test_a_package_is_imported_whole(package: zipfile.ZipFile, stored: Stored, tmp_path: Path) -> None:
    report = import_warc(tmp_path / "other", [tmp_path / "news.wacz"])
    assert (report.stored, report.damaged, report.skipped["empty"]) == (5, 0, 1)
    with open_archive(stored.folder) as ours, open_archive(tmp_path / "other") as theirs:
        for url in (HOME, FIRST, f"{HOME}twin.html", f"{HOME}old"):
            mine, other = ours.raw.find(url), theirs.raw.find(url)
            assert ours.raw.payload(mine) == theirs.raw.payload(other)
            assert (mine.fetched_at, mine.final_url, mine.remote) == (
                other.fetched_at, other.final_url, other.remote,
            )  # fmt: skip


def test_what_came_from_here_is_recognised(package: zipfile.ZipFile, stored: Stored, tmp_path: Path) -> None:
    report = import_warc(stored.folder, [tmp_path / "news.wacz"])
    assert (report.stored, report.duplicates) == (0, 5)


def test_nothing_is_left_of_a_package_that_fails(stored: Stored, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(ArchiveError, match="disk is full"):
            export_wacz(stored.folder, out / "out.wacz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert list(out.iterdir()) == []


def test_nothing_is_left_of_a_package_that_is_interrupted(stored: Stored, tmp_path: Path) -> None:
    def stop(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(KeyboardInterrupt):
        export_wacz(stored.folder, out / "out.wacz", on_progress=stop)
    assert list(out.iterdir()) == []


def test_another_name_is_refused(stored: Stored, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"NAME\.wacz"):
        export_wacz(stored.folder, tmp_path / "out.zip")


@pytest.mark.parametrize("run", [1, 2, 100])
def test_lines_are_sorted_whatever_is_held_at_once(tmp_path: Path, run: int) -> None:
    lines = SortedLines(tmp_path, run)
    for word in ("b", "c", "a", "一", "a"):
        lines.add(word)
    assert [line.decode() for line in lines] == ["a\n", "a\n", "b\n", "c\n", "一\n"]


KEYS = {
    "https://www.Example.com/Path/?b=2&a=1": "com,example)/path?a=1&b=2",
    "http://www2.news.example.com.cn/": "cn,com,example,news)/",
    "https://example.com": "com,example)/",
    "https://example.com:8443/a": "com,example:8443)/a",
    "https://example.com:443/a#part": "com,example)/a",
    "http://example.com/%7Euser/%25": "com,example)/~user/%25",
    "http://example.com/新闻/1.html": "com,example)/%e6%96%b0%e9%97%bb/1.html",
    "http://example.com/%E6%96%B0": "com,example)/%e6%96%b0",
    "http://192.0.2.7/a": "7,2,0,192)/a",
    "http://[2001:db8::1]/a": "2001:db8::1)/a",
    "http://example.com//a/./b/../c//": "com,example)/a/c",
    "http://example.com/a b?q=<x> y": "com,example)/a%20b?q=<x>%20y",
    "http://[broken/": "http://[broken/",
    "https://example.com/a?": "com,example)/a",
}


@pytest.mark.parametrize("url", KEYS)
def test_keys_of_addresses(url: str) -> None:
    assert surt(url) == KEYS[url]


# -- pywb, in an environment of its own: the folder of its programs is in PYWB_BIN or on the path


def pywb(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PYWB_BIN") or None)
    if found is None:
        pytest.skip(f"pywb's {name} is neither in PYWB_BIN nor on the path")
    return found


def test_pywb_replays_an_article_byte_for_byte(stored: Stored, tmp_path: Path) -> None:
    manager, wayback = pywb("wb-manager"), pywb("wayback")
    export_wacz(stored.folder, tmp_path / "news.wacz")
    for step in (["init", "news"], ["add", "--unpack-wacz", "news", "news.wacz"]):
        subprocess.run([manager, *step], cwd=tmp_path, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([wayback, "-b", "127.0.0.1", "-p", str(port)], cwd=tmp_path, **quiet)
    try:
        at = f"http://127.0.0.1:{port}/news"
        for moment, url in (("20240501080200", FIRST), ("20240501080300", f"{HOME}twin.html")):
            assert replayed(f"{at}/{moment}id_/{url}") == TEXT
    finally:
        server.terminate()
        server.wait(20)


def replayed(address: str) -> bytes:
    """The answer of a server that may still be starting."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as error:
            with error:
                pytest.fail(f"{address}: {error}")
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.3)
    pytest.fail(f"{address}: no answer")
