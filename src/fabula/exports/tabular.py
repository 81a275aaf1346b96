"""The tables of a story as CSV and as Parquet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from fabula.errors import MissingExtraError
from fabula.exports.rows import story_tables
from fabula.exports.tables import TABLES, ColumnType, Row, Table
from fabula.story.story import Story

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["arrow_schema", "arrow_table", "parquet_bytes", "to_csv", "to_parquet"]

SEPARATOR = "|"
"""What stands between the items of a list in a CSV cell."""


def to_csv(story: Story, id: str) -> dict[str, bytes]:
    """One CSV file a table (RFC 4180, UTF-8, with a header); lists are joined by ``|``."""
    tables = story_tables(story, id)
    return {f"{table.name}.csv": _csv(table, tables[table.name]) for table in TABLES}


def _csv(table: Table, rows: list[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    for row in rows:
        writer.writerow([_cell(row.get(column.name)) for column in table.columns])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return SEPARATOR.join(item.replace(SEPARATOR, "/") for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def to_parquet(story: Story, id: str) -> dict[str, bytes]:
    """One Parquet file a table.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    tables = story_tables(story, id)
    return {f"{table.name}.parquet": parquet_bytes(arrow_table(table, tables[table.name])) for table in TABLES}


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; what each column means stands in the metadata of its field.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtraError("Parquet", "parquet") from None
    types = {
        ColumnType.TEXT: pa.string(),
        ColumnType.INTEGER: pa.int64(),
        ColumnType.NUMBER: pa.float64(),
        ColumnType.TRUTH: pa.bool_(),
        ColumnType.LIST: pa.list_(pa.string()),
    }
    fields = [pa.field(c.name, types[c.type], metadata={"meaning": c.meaning}) for c in table.columns]
    return pa.schema(fields, metadata={"fabula.table": table.name, "fabula.row": table.row})


def arrow_table(table: Table, rows: list[Row]) -> pa.Table:
    """Rows as an Arrow table.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    schema = arrow_schema(table)
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=schema)


def parquet_bytes(table: pa.Table) -> bytes:
    """A Parquet file: the same table always makes the same bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", version="2.6")
    content: bytes = sink.getvalue().to_pybytes()
    return content
