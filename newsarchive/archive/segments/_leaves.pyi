from typing import Final, TypeAlias

SOURCE: Final[str]

Columns: TypeAlias = tuple[str, ...]

def segment(
    documents: list[tuple[int, Columns | None, Columns | None]],
    limit: int,
    positions: bool,
    share: int = 0,
    shares: int = 1,
) -> tuple[list[bytes], list[tuple[bytes, int]], list[tuple[list[int] | None, list[int] | None]]]: ...
