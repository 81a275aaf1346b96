"""Plain sheets: headings, tables and lines, for the terminal and as a page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fabula.views.palette import DARK, LIGHT, variables
from fabula.views.plain import shown

__all__ = ["Section", "Sheet", "sheet_page", "sheet_text"]


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading; every row has as many cells as there are ``columns``. ``note`` stands below it."""

    heading: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title and what stands under it."""

    title: str
    sections: tuple[Section, ...]


def sheet_text(sheets: Sequence[Sheet], *, width: int = 100, colours: bool = False) -> str:
    """``sheets`` as readable text of at most ``width`` columns; ``colours`` adds ANSI colours."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colours, no_color=not colours, highlight=False, emoji=False
    )
    with console.capture() as capture:
        for n, sheet in enumerate(sheets):
            if n:
                console.print()
            console.print(Text(shown(sheet.title), style="bold"))
            for section in sheet.sections:
                console.print()
                console.print(Text(shown(section.heading), style="bold"))
                if section.rows:
                    table = Table(box=None, padding=(0, 2, 0, 0), show_header=any(section.columns), header_style="dim")
                    for name in section.columns:
                        number = name and all(_is_number(row[section.columns.index(name)]) for row in section.rows)
                        table.add_column(name, justify="right" if number else "left", overflow="fold")
                    for row in section.rows:
                        table.add_row(*(Text(shown(cell)) for cell in row))
                    console.print(table)
                if section.note:
                    console.print(Text(shown(section.note), style="dim"))
    return "\n".join(line.rstrip() for line in capture.get().splitlines())


def _is_number(cell: str) -> bool:
    return cell.removesuffix("%").replace(" of ", "").replace(".", "").isdigit() or cell in ("", "–")


_STYLE = """
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;background:var(--card);min-width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .7rem;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}p{color:var(--soft)}
@media print{.scroll{overflow:visible}tr{break-inside:avoid}}
"""


def sheet_page(sheets: Sequence[Sheet]) -> str:
    """``sheets`` as one HTML page, to be written in UTF-8. It has no script and asks for nothing from outside."""
    css = f":root{{{variables(LIGHT)}}}@media (prefers-color-scheme:dark){{:root{{{variables(DARK)}}}}}{_STYLE}"
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    title = _html(sheets[0].title if sheets else "Tellings")
    body = "".join(f"<h1>{_html(s.title)}</h1>{''.join(map(_section, s.sections))}" for s in sheets)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{css}</style></head><body><main>{body}</main></body></html>\n"
    )


def _section(section: Section) -> str:
    table = ""
    if section.rows:
        head = "".join(f'<th scope="col">{_html(name)}</th>' for name in section.columns)
        rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in section.rows)
        table = f'<div class="scroll" tabindex="0" role="region" aria-label="{_html(section.heading)}"><table>'
        table += f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    note = f"<p>{_html(section.note)}</p>" if section.note else ""
    return f"<h2>{_html(section.heading)}</h2>{table}{note}"


def _cell(text: str) -> str:
    return f"<td{' class=n' if text and _is_number(text) else ''}>{_html(text)}</td>"


def _html(text: str) -> str:
    return escape(shown(text))
