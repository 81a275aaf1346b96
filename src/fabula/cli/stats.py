"""``fabula stats``: what a batch of stories says as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli.output import Plain, colours, note, say, say_json, width

if TYPE_CHECKING:
    from fabula.corpus.stats import StatsTable


def stats(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder of a batch; or its address.")],
    least: Annotated[
        float, typer.Option(metavar="CONFIDENCE", help="Leave out claims with less confidence.", min=0, max=1)
    ] = 0.0,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the tables as CSV and the charts as SVG to this folder.")
    ] = None,
    rows: Annotated[int, typer.Option(metavar="N", help="Print at most so many rows of each table.", min=1)] = 20,
    format: Annotated[Plain, typer.Option(help="What to print.")] = Plain.TEXT,
) -> None:
    """Count over a batch: who acts on whom by gender, deaths by manner, what happens by decade, networks."""
    from fabula.corpus.charts import charts
    from fabula.corpus.files import write_atomically
    from fabula.corpus.stats import stats as count

    made = count(folder, least=least)
    if format is Plain.JSON:
        say_json(
            {table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in made.tables}
        )
    else:
        say("\n\n".join(_text(table, rows) for table in made.tables))
    if out is not None:
        for table in made.tables:
            note(f"Wrote {write_atomically(out / f'{table.name}.csv', _csv(table))}")
        for name, content in charts(made).items():
            note(f"Wrote {write_atomically(out / name, content)}")


def _text(table: StatsTable, rows: int) -> str:
    import io

    from rich.console import Console
    from rich.table import Table

    shown = Table(title=table.title, title_justify="left", caption_justify="left", title_style="bold", box=None)
    for number, column in enumerate(table.columns):
        shown.add_column(column, justify="right" if number else "left")
    for row in table.rows[:rows]:
        shown.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    if len(table.rows) > rows:
        shown.caption = f"and {len(table.rows) - rows} more: see --rows and --out"
    out = io.StringIO()
    Console(file=out, width=width(), force_terminal=colours(), no_color=not colours()).print(shown)
    return out.getvalue().rstrip()


def _csv(table: StatsTable) -> str:
    import csv
    import io

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([table.columns, *table.rows])
    return out.getvalue()
