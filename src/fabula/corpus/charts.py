"""The tables of ``stats`` as charts (SVG), with matplotlib."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from fabula.corpus.stats import GENDERS, Stats, StatsTable
from fabula.errors import MissingExtraError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["charts", "draw"]

_NAMES = {"f": "women", "m": "men", "n": "neuter", "unknown": "unknown"}
# Okabe and Ito's colours, which people with any colour vision can tell apart.
_COLOURS = {"f": "#d55e00", "m": "#0072b2", "n": "#009e73", "unknown": "#999999"}
_TYPES = 14  # types of events that a chart by decade shows
_FEW = 10  # events of a type of which a share says nothing


def charts(made: Stats) -> dict[str, bytes]:
    """An SVG for each table that is worth drawing, by file name. The same tables make the same bytes.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    return {f"{table.name}.svg": _svg(draw(table)) for table in made.tables if _drawn(table)}


def draw(table: StatsTable) -> Figure:
    """The chart of one table.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("Drawing charts", "charts") from None
    height = 1.6 + 0.26 * len(_drawn(table))
    figure = Figure(figsize=(7.5, max(2.6, height)), layout="constrained")
    axes = figure.subplots()
    axes.set_title(table.title, loc="left", fontsize=11)
    match table.name:
        case "genders" | "deaths" | "killers":
            _stacked(axes, table)
        case "acts":
            _shares(axes, table)
        case "decades":
            _heat(figure, axes, table)
        case _:
            _lines(axes, table)
    return figure


def _drawn(table: StatsTable) -> list[tuple[str | int | float, ...]]:
    """The rows that are drawn."""
    match table.name:
        case "decades":
            return list(table.rows[:_TYPES])
        case "acts":  # the share is not a number where nobody's gender is known
            return [row for row in table.rows if float(row[-2]) >= _FEW and row[-1] == row[-1]]
        case "networks":
            return [row for row in table.rows if row[0] != "all"]
        case _:
            return list(table.rows)


def _stacked(axes: Axes, table: StatsTable) -> None:
    """A bar for each row, made of the genders in its columns."""
    labels = [_NAMES.get(str(row[0]), str(row[0])) for row in table.rows]
    left = [0.0] * len(labels)
    for column, gender in enumerate(GENDERS, 1):
        values = [float(row[column]) for row in table.rows]
        axes.barh(labels, values, left=left, color=_COLOURS[gender], label=_NAMES[gender])
        left = [a + b for a, b in zip(left, values, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("events" if table.name == "genders" else "deaths")
    axes.set_ylabel(table.columns[0])
    axes.legend(title=table.columns[1].split()[0], frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))


def _shares(axes: Axes, table: StatsTable) -> None:
    """A point for each type of event that is told often enough: the share of women among those who do it."""
    rows = _drawn(table)
    axes.hlines(range(len(rows)), 0, [float(row[-1]) for row in rows], color="#cccccc")
    axes.plot([float(row[-1]) for row in rows], range(len(rows)), "o", color=_COLOURS["f"])
    axes.set_yticks(range(len(rows)), [f"{_said(row[0])} ({row[-2]:,})" for row in rows], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel(table.columns[-1])


def _heat(figure: Figure, axes: Axes, table: StatsTable) -> None:
    rows = _drawn(table)
    values = [[100 * float(value) for value in row[1:-1]] for row in rows]
    image = axes.imshow(values, cmap="Blues", aspect="auto")
    axes.set_yticks(range(len(rows)), [_said(row[0]) for row in rows], fontsize=8)
    axes.set_xticks(range(len(table.columns) - 2), list(table.columns[1:-1]), rotation=45, fontsize=8)
    figure.colorbar(image, ax=axes, label="% of the decade's events")


def _lines(axes: Axes, table: StatsTable) -> None:
    rows = _drawn(table)
    for name, marker, colour in zip(
        ("density", "clustering", "centralization"), "os^", _COLOURS.values(), strict=False
    ):
        column = table.columns.index(name)
        heights = [float(row[column]) for row in rows]
        axes.plot([str(row[0]) for row in rows], heights, marker, color=colour, label=name)
        dated = [n for n, row in enumerate(rows) if row[0] != "no year"]  # which comes before no decade and after none
        axes.plot(dated, [heights[n] for n in dated], color=colour)
    axes.set_ylim(0, 1)
    axes.tick_params(axis="x", rotation=45, labelsize=8)
    axes.legend(frameon=False, fontsize=8)


def _said(name: object) -> str:
    return str(name).replace("_", " ")


def _svg(figure: Any) -> bytes:
    import matplotlib as mpl

    out = io.BytesIO()
    # Words stay words: smaller, to be found and read aloud.
    with mpl.rc_context({"svg.hashsalt": "fabula", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()
