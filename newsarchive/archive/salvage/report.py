"""What a salvage brought over and what it could not, by table and by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsarchive.archive.damage import Damage


@dataclass(slots=True)
class TableReport:
    """Rows of one table: ``copied`` from its own pages, ``rebuilt`` from others, ``lost`` as far as known.

    ``damaged_pages`` could not be read; what was on them is lost unless it was rebuilt.
    """

    copied: int = 0
    rebuilt: int = 0
    lost: int = 0
    damaged_pages: int = 0


@dataclass(slots=True)
class Report:
    """A salvage: ``losses`` name what is lost, ``remarks`` what was done beside copying."""

    pages: int = 0
    log_pages: int = 0
    tables: dict[str, TableReport] = field(default_factory=dict)
    losses: list[Damage] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def of(self, table: str) -> TableReport:
        """The report of a table."""
        return self.tables.setdefault(table, TableReport())

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing was lost."""
        return not self.losses

    def to_dict(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "pages": self.pages,
            "log_pages": self.log_pages,
            "rows": sum(table.copied + table.rebuilt for table in self.tables.values()),
            "tables": {
                name: {
                    "copied": table.copied, "rebuilt": table.rebuilt, "lost": table.lost,
                    "damaged_pages": table.damaged_pages,
                }
                for name, table in self.tables.items()
            },
            "losses": [{"part": d.part, "where": d.where, "what": d.what} for d in self.losses],
            "remarks": self.remarks,
        }  # fmt: skip
