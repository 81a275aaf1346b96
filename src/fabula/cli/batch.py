"""``fabula batch``: many stories at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli.output import note, say

if TYPE_CHECKING:
    from fabula.corpus.parts import BatchProgress


def batch(
    input: Annotated[
        str,
        typer.Argument(metavar="INPUT", help="A folder, or a file of JSON Lines, CSV, TSV or Parquet; or its address."),
    ],
    out: Annotated[str, typer.Option(metavar="DIR", help="The folder for the result; or its address.")],
    by: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Records with the same value in this field are tellings of one story."),
    ] = None,
    text_field: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A field that tells the story. May be repeated.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(metavar="N", help="Worker processes; by default one for each core.")
    ] = None,
    engine: Annotated[str, typer.Option(metavar="ENGINE", help="local or ray.")] = "local",
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The Ray cluster to join; by default one is started here.")
    ] = None,
    stories: Annotated[bool, typer.Option("--stories", help="Keep the stories as JSON, too.")] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="Take away what an earlier batch has left in DIR, and begin anew.")
    ] = False,
) -> None:
    """Read many stories and write tables of all that is said in them.

    Stopped at any moment, the same command goes on where it was. What cannot be read is told in DIR/errors.jsonl, and
    stops nothing. The tables are partitioned Parquet: one folder each for tellings, characters, mentions, relations,
    events, deaths, causes, knowledge and disagreements.
    """
    from fabula.corpus.batch import batch as run

    try:
        with _meter() as progress:
            done = run(
                input,
                out,
                by=by,
                text_fields=text_field or (),
                jobs=jobs,
                engine=engine,
                address=address,
                stories=stories,
                restart=restart,
                progress=progress,
            )
    except KeyboardInterrupt:
        same = "the same command without --restart" if restart else "the same command"
        note(f"Stopped. What is read is kept in {out}: {same} goes on from here.")
        raise
    say(f"{done.stories:,} stories from {done.tellings:,} tellings ({done.words:,} words) are in {done.out}.")
    if done.problems:
        note(f"{done.problems:,} problems: see {Path(done.out) / 'errors.jsonl'}.")


@contextmanager
def _meter() -> Iterator[Callable[[BatchProgress], None]]:
    """Progress on the terminal: a bar with the rate and the time left; elsewhere, a line now and then."""
    import time

    begun, last = time.monotonic(), [0.0]

    def rate(state: BatchProgress) -> tuple[float, float]:
        """Words a second in this run, and seconds left."""
        speed = (state.words - state.before) / max(time.monotonic() - begun, 1e-3)
        return speed, (state.all_words - state.words) / speed if speed else 0.0

    if not sys.stderr.isatty():

        def line(state: BatchProgress) -> None:
            if time.monotonic() - last[0] >= 30 or state.words == state.all_words:
                last[0] = time.monotonic()
                speed, left = rate(state)
                told = f"{state.words:,} of {state.all_words:,} words, {speed:,.0f} a second"
                note(f"{told}, {left / 60:,.0f} minutes left")

        yield line
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("making ready", total=None)

        def show(state: BatchProgress) -> None:
            speed, left = rate(state)
            hours, minutes = divmod(round(left / 60), 60)
            told = f"{speed:,.0f} words/s, {hours}:{minutes:02} left" if speed else "reading"
            told += f", {state.problems:,} problems" if state.problems else ""
            bar.update(task, total=state.all_words, completed=state.words, description=told)

        yield show
