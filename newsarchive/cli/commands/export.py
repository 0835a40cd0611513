"""`newsarchive export`: the archive's rows as JSON Lines, CSV or Parquet, its captures as WARC."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsarchive.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsarchive.archive.reader import Reader

EXAMPLES = """\b
Examples:
  newsarchive export articles > articles.jsonl
  newsarchive export articles --category 科技 --format csv --bom --output tech.csv
  newsarchive export hot --since-run 3
  newsarchive export articles --format parquet --output articles.parquet
  newsarchive export warc --output news.warc.gz
  newsarchive export warc --wacz --output news.wacz
"""
# Which of the filters each kind of row can be narrowed by.
NARROWED_BY = {
    "articles": {"site", "category", "author", "since", "until", "since_run"},
    "hot": {"site", "since_run"},
    "images": {"site", "since_run"},
    "revisions": {"site", "since_run"},
    "categories": {"site"},
    "runs": {"site"},
    "warc": {"site", "since_run"},
}


@click.command("export", epilog=EXAMPLES)
@click.argument("what", type=click.Choice(list(NARROWED_BY)))
@click.option(
    "--format",
    "layout",
    type=click.Choice(["jsonl", "csv", "parquet"]),
    default="jsonl",
    show_default=True,
    help="parquet needs the extra of that name and --output.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of standard output."
)
@click.option("--bom", is_flag=True, help="Begin a CSV file with a byte order mark, for spreadsheets.")
@options.filters
@click.option("--since-run", type=click.IntRange(0), metavar="N", help="Only what runs after run N brought.")
@click.option(
    "--size", type=click.IntRange(1), metavar="BYTES", help="Begin a further WARC file here.  [default: 1 GB]"
)
@click.option("--wacz", is_flag=True, help="Pack WARC files with index and pages into one WACZ file.")
@click.pass_context
def command(
    context: click.Context, /, what: str, layout: str, output: Path | None, bom: bool,
    size: int | None, wacz: bool, **filters: Any,
) -> int:  # fmt: skip
    """Write articles, hot lists, images and more as data."""
    from newsarchive.archive.reader import open_archive

    given = {name: value for name, value in filters.items() if value is not None}
    if unfit := sorted(given.keys() - NARROWED_BY[what]):
        raise click.UsageError(f"--{unfit[0].replace('_', '-')} does not apply to {what}")
    if what == "warc":
        return _write_warc(context, output, size, given, wacz=wacz)
    if size is not None or wacz:
        raise click.UsageError(f"--{'wacz' if wacz else 'size'} is for warc")
    if layout == "parquet" and output is None:
        raise click.UsageError("--format parquet needs --output FILE")
    if bom and layout != "csv":
        raise click.UsageError("--bom is for --format csv")
    with open_archive(context.obj) as reader:
        _write(_rows(reader, what, given), what, layout, output, bom)
    return 0


def _write_warc(
    context: click.Context, output: Path | None, size: int | None, given: dict[str, Any], *, wacz: bool
) -> int:
    from newsarchive.cli.progress import working
    from newsarchive.cli.views.warc import print_export
    from newsarchive.warc.export import export_warc
    from newsarchive.warc.parts import DEFAULT_SIZE
    from newsarchive.warc.wacz import export_wacz

    asked = {context.get_parameter_source(name) for name in ("layout", "bom")}
    if asked != {click.core.ParameterSource.DEFAULT}:
        raise click.UsageError("--format and --bom do not apply to warc")
    if output is None:
        raise click.UsageError(f"warc needs --output NAME{'.wacz' if wacz else '.warc.gz'}")
    export = export_wacz if wacz else export_warc
    with working("writing captures") as say:
        report = export(
            Path(context.obj), output, size=size or DEFAULT_SIZE, **given,
            on_progress=lambda done, whole: say(f"{done:,} of {whole:,}"),
        )  # fmt: skip
    return print_export(report)


def _rows(reader: Reader, what: str, given: dict[str, Any]) -> Iterator[Any]:
    read = reader.hot_observations if what == "hot" else getattr(reader, what)
    rows: Iterator[Any] = read(**given)
    return rows


def _write(rows: Iterator[Any], what: str, layout: str, output: Path | None, bom: bool) -> None:
    from newsarchive.archive import export
    from newsarchive.cli.printing import err, print_json_lines

    if output is None and layout == "jsonl":
        print_json_lines(row.to_dict() for row in rows)
        return
    columns = _columns(what)
    if output is None:
        sys.stdout.reconfigure(newline="", encoding="utf-8-sig" if bom else "utf-8")  # type: ignore[union-attr]
        export.write_csv(rows, sys.stdout, columns=columns)
        return
    if layout == "parquet":
        count = export.write_parquet(rows, output, kind=_record_type(what))
    else:
        with output.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
            count = (
                export.write_jsonl(rows, file)
                if layout == "jsonl"
                else export.write_csv(rows, file, columns=columns)
            )
    err().print(f"{count} {what} written to {output}")


def _record_type(what: str) -> type:
    from newsarchive.archive import records

    return {
        "articles": records.ArticleRecord,
        "hot": records.HotRecord,
        "images": records.ImageRecord,
        "revisions": records.Revision,
        "categories": records.CategoryRecord,
        "runs": records.RunRecord,
    }[what]


def _columns(what: str) -> tuple[str, ...]:
    from dataclasses import fields

    return tuple(field.name for field in fields(_record_type(what)))
