"""Tells how captures were exported or imported, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.cli.printing import err, one_line

if TYPE_CHECKING:
    from newsarchive.warc.export import Report as ExportReport
    from newsarchive.warc.importing import Report as ImportReport


def print_export(report: ExportReport) -> int:
    """Tell what was written and what could not be read; the exit status."""
    console = err()
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(report.records.items()))
    captures = "capture" if report.captures == 1 else "captures"
    console.print(one_line(f"{report.captures:,} {captures} written to {', '.join(report.files)} ({kinds})"))
    if report.unanswered:
        console.print(f"left out: {report.unanswered:,} noted without an answer, as what robots.txt forbids")
    for example in report.examples:
        console.print(one_line(f"damaged, left out: {example}"))
    if report.damaged > len(report.examples):
        console.print(f"damaged, left out: {report.damaged:,} in all; `newsarchive verify` lists them")
    return 2 if report.damaged else 0


def print_import(report: ImportReport) -> None:
    """Tell what an import stored, passed over and found damaged."""
    console = err()
    changes = ", ".join(
        f"{report.changes[name]:,} {name}" for name in ("new", "changed", "unchanged", "gone")
    )
    console.print(
        f"{report.records:,} records read, {report.stored:,} pages of {len(report.sites):,} sites stored;"
        f" articles: {changes}"
    )
    if report.duplicates or report.older:
        console.print(
            f"{report.duplicates:,} were there already, {report.older:,} older than what is archived"
        )
    if report.skipped:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in report.skipped.most_common())
        console.print(one_line(f"not kept: {reasons}"))
    for damage in report.damages:
        console.print(one_line(f"damaged: {damage}"))
    if report.damaged:
        console.print(f"{report.damaged:,} damaged; all else is kept")
