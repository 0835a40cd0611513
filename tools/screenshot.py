"""Draws docs/terminal.svg from a real run: the demo's portal crawled, searched and shown in colour."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "terminal.svg"
WIDTH = 92
SHOWN = (
    (["crawl", "{url}", "--delay", "0", "--concurrency", "16"], 8),
    (["search", "電池", "--limit", "2"], 9),
    (["hot"], 8),
)


def main() -> None:
    """Crawl the portal into a temporary archive and draw what the commands print."""
    from newsarchive.demo import build_portal, serve

    console = Console(record=True, width=WIDTH, file=Path(os.devnull).open("w"), force_terminal=True)  # noqa: SIM115
    with tempfile.TemporaryDirectory() as archive, serve(build_portal(), 8642) as portal:
        for arguments, lines in SHOWN:
            filled = [argument.format(url=portal.url) for argument in arguments]
            console.print(Text.assemble(("$ ", "bold green"), f"newsarchive {' '.join(filled)}"))
            for line in _output(filled, archive)[:lines]:
                console.print(Text.from_ansi(line), no_wrap=True, crop=True)
            console.print()
    PICTURE.parent.mkdir(exist_ok=True)
    # The reader's own fonts will do: a picture must not load anything from elsewhere.
    layout = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    picture = _widen(console.export_svg(title="newsarchive", code_format=layout))
    PICTURE.write_text(picture, encoding="utf-8")


def _widen(svg: str) -> str:
    """Give each run of text the room of its terminal cells: rich counts characters, and Han take two."""

    def widened(match: re.Match[str]) -> str:
        text = unescape(match["text"])
        length = float(match["length"]) / max(1, len(text)) * cell_len(text)
        return f'{match["head"]}textLength="{length:.1f}"{match["tail"]}>{match["text"]}</text>'

    run = r'(?P<head><text [^>]*)textLength="(?P<length>[\d.]+)"(?P<tail>[^>]*)>(?P<text>[^<]*)</text>'
    return re.sub(run, widened, svg)


def _output(arguments: list[str], archive: str) -> list[str]:
    environment = {**os.environ, "NEWSARCHIVE_DIR": archive, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)}
    done = subprocess.run(  # noqa: S603 - this program itself
        [sys.executable, "-m", "newsarchive.cli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        check=True,
    )
    return done.stdout.decode("utf-8").splitlines()


if __name__ == "__main__":
    main()
