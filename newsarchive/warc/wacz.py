"""Writes captures as one WACZ 1.1.1 file: WARC files, their index, the articles as pages, and all hashes.

https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final

from newsarchive import __version__
from newsarchive.archive.captures.exchange import Exchange
from newsarchive.errors import UsageError
from newsarchive.warc.export import Export, Report, Written
from newsarchive.warc.parts import DEFAULT_SIZE, SUFFIX, writing
from newsarchive.warc.records import RecordMaker, payload_digest, target
from newsarchive.warc.sorting import SortedLines
from newsarchive.warc.surt import surt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WACZ: Final = ".wacz"
_BLOCK: Final = 3_000
"""Lines of the index in one gzip member, as other writers have them."""
_PAGES_HEAD: Final = {
    "format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True,
}  # fmt: skip


def export_wacz(
    folder: Path,
    output: Path,
    *,
    site: str | None = None,
    since_run: int = 0,
    size: int = DEFAULT_SIZE,
    on_progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Write the chosen captures to ``output`` (``NAME.wacz``); like ``export_warc`` in all else.

    ``size`` is of the WARC files inside.
    """
    if not output.name.endswith(WACZ) or output.name == WACZ:
        raise UsageError(f"{output.name}: a WACZ file is named like NAME{WACZ}")
    maker = RecordMaker()
    with Exchange(folder, site=site, since_run=since_run) as exchange, writing(output):
        with _packing(output) as package:
            export = Export(exchange, maker, package, size, package.note)
            export.run(on_progress)
            package.finish()
        export.report.files = [output.name]
    return export.report


@contextmanager
def _packing(output: Path) -> Iterator[Package]:
    """The package under a temporary name, renamed when the block ends well, gone when it does not."""
    temporary = output.with_name(f".{output.name}.part")
    try:
        with (
            TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as folder,
            temporary.open("wb") as file,
        ):
            package = Package(zipfile.ZipFile(file, "w"), Path(folder))
            try:
                yield package
            finally:
                package.close()
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)


class Package:
    """The files of a WACZ in the order they are written; an output of an export."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        self._zip = archive
        self._now = datetime.now(UTC)
        self._entry: IO[bytes] | None = None
        self._hash = hashlib.sha256()
        self._size = 0
        self._path = ""
        self._resources: list[dict[str, Any]] = []
        self._index = SortedLines(folder)
        self._pages_path = folder / "pages"
        self._pages = self._pages_path.open("w", encoding="utf-8", errors="replace")
        self._add_page(_PAGES_HEAD)
        self.names: list[str] = []

    def begin(self) -> str:
        """Begin the next WARC file and return its name."""
        number = len(self.names)
        name = f"data-{number:05}{SUFFIX}" if number else f"data{SUFFIX}"
        self._open(f"archive/{name}")
        self.names.append(name)
        return name

    def write(self, data: bytes) -> None:
        """Append to the open file."""
        assert self._entry is not None  # noqa: S101 - a file was begun
        self._entry.write(data)
        self._hash.update(data)
        self._size += len(data)

    def note(self, written: Written) -> None:
        """List an answer in the index, and its article among the pages."""
        self._index.add(index_line(written))
        if written.article is not None:
            capture, article = written.capture, written.article
            self._add_page({
                "id": str(article.id), "url": target(capture.final_url), "ts": capture.fetched_at,
                "title": article.title, "text": article.body,
            })  # fmt: skip

    def _add_page(self, page: dict[str, Any]) -> None:
        self._pages.write(json.dumps(page, ensure_ascii=False) + "\n")

    def finish(self) -> None:
        """Write index, pages and descriptions behind the WARC files, and close."""
        self._write_index()
        self._pages.close()
        self._open("pages/pages.jsonl", zipfile.ZIP_DEFLATED)
        with self._pages_path.open("rb") as pages:
            while data := pages.read(1_048_576):
                self.write(data)
        self._end()
        description = json.dumps(self._description(), ensure_ascii=False, indent=1).encode()
        self._whole("datapackage.json", description)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(description).hexdigest()}"}
        self._whole("datapackage-digest.json", json.dumps(digest).encode())
        self._zip.close()

    def _write_index(self) -> None:
        """Blocks of sorted lines, each a gzip member, and where each block begins."""
        name = "index.cdx.gz"
        self._open(f"indexes/{name}")
        head = {"format": "cdxj-gzip-1.0", "filename": name}
        blocks = [f"!meta 0 {json.dumps(head)}\n"]
        for lines in _blocks(self._index):
            data = gzip.compress(b"".join(lines), mtime=0)
            key = lines[0].decode().partition(" {")[0]
            hashed = f"sha256:{hashlib.sha256(data).hexdigest()}"
            place = {"offset": self._size, "length": len(data), "digest": hashed, "filename": name}
            blocks.append(f"{key} {json.dumps(place)}\n")
            self.write(data)
        self._whole("indexes/index.idx", "".join(blocks).encode())

    def _description(self) -> dict[str, Any]:
        return {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": "News archive",
            "created": self._now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "software": f"newsarchive/{__version__}",
            "resources": self._resources,
        }

    def _whole(self, path: str, data: bytes) -> None:
        self._open(path)
        self.write(data)
        self._end()

    def _open(self, path: str, compression: int = zipfile.ZIP_STORED) -> None:
        self._end()
        info = zipfile.ZipInfo(path, self._now.timetuple()[:6])
        info.compress_type = compression
        info.external_attr = 0o644 << 16
        self._entry = self._zip.open(info, "w", force_zip64=True)
        self._path, self._size, self._hash = path, 0, hashlib.sha256()

    def _end(self) -> None:
        if self._entry is None:
            return
        self._entry.close()
        self._entry = None
        self._resources.append({
            "name": self._path.rpartition("/")[2],
            "path": self._path,
            "hash": f"sha256:{self._hash.hexdigest()}",
            "bytes": self._size,
        })  # fmt: skip

    def close(self) -> None:
        """Let go of everything; of a package that is finished nothing is left to close."""
        for part in (self._pages, self._entry, self._zip):
            with suppress(OSError):
                if part is not None:
                    part.close()


def index_line(written: Written) -> str:
    """The answer's line of a CDXJ index."""
    capture = written.capture
    moment = "".join(letter for letter in capture.fetched_at if letter.isdigit())[:14]
    declared = next((value for name, value in written.headers if name.lower() == "content-type"), "")
    mime = "warc/revisit" if written.revisit else declared.partition(";")[0].strip() or "unk"
    fields = {
        "url": target(capture.final_url), "mime": mime, "status": str(capture.status),
        "digest": payload_digest(capture), "length": str(written.length), "offset": str(written.offset),
        "filename": written.filename,
    }  # fmt: skip
    return f"{surt(capture.final_url)} {moment} {json.dumps(fields)}"


def _blocks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    iterator = iter(lines)
    while block := list(islice(iterator, _BLOCK)):
        yield block
