"""``fabula correct``: put right what was read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli.output import Plain, note, say, say_json

if TYPE_CHECKING:
    from fabula.story.corrections import Correction

_FIELD = re.compile(r"([a-z_]+)=(.*)", re.DOTALL)


def correct(
    story: Annotated[Path, typer.Argument(metavar="STORY", help="A story file.")],
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION",
            help="rename, merge, split, move-mention, change-event, add-claim, strike-claim, settle; undo, redo; "
            "log (print the corrections), replay (apply those of another story file or log).",
        ),
    ],
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VALUE...] [FIELD=VALUE...]", help="What the action takes: see above."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with the correction.")] = "",
    author: Annotated[str, typer.Option(envvar="FABULA_AUTHOR", help="Who makes the correction.")] = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the corrected story here, not to the story file itself."),
    ] = None,
    format: Annotated[Plain, typer.Option(help="What to print.")] = Plain.TEXT,
) -> None:
    """Correct a story: what was read stays in the file beside the corrections, and each can be undone.

    rename CHARACTER NAME, merge CHARACTER INTO, split CHARACTER MENTION... [name=NAME],
    move-mention MENTION [CHARACTER...], change-event EVENT [type= modality= when= agent= patient= ...],
    add-claim KIND [field=value...] words=WORDS, strike-claim ID, settle DISAGREEMENT [SIDE], undo [ID], redo [ID].

    A character is given by name, alias or id, an event by its id or the word that tells it, words as they stand:
    "him#2" is the second place of "him", "t1:40-52" are code points of a telling.
    """
    from fabula.corpus import correcting
    from fabula.corpus.files import load_story, save_story

    given: dict[str, list[str]] = {}
    plain: list[str] = []
    for value in values or ():
        if field := _FIELD.fullmatch(value):
            given.setdefault(field[1], []).append(field[2])
        else:
            plain.append(value)
    fields = {name: v[0] if len(v) == 1 else v for name, v in given.items()}
    loaded = load_story(story)
    if action == "log":
        _print(loaded.corrections, format)
        return
    if action == "replay" and len(plain) == 1:
        result = correcting.carry(correcting.load_log(plain[0]), loaded)
    else:
        result = correcting.correct(loaded, action, *plain, fields=fields, author=author, reason=reason)
    from fabula.library.corrections import describe

    save_story(result.story, output or story)
    for outcome in result.conflicts:
        note(f"Not applied: {describe(outcome.correction)}. {outcome.message}")
    if format is Plain.JSON:
        say_json(result.outcomes)


def _print(log: tuple[Correction, ...], format: Plain) -> None:
    if format is Plain.JSON:
        say_json(log)
        return
    from fabula.library.corrections import describe

    for c in log:
        signed = " ".join(part for part in (c.time[:19], c.author) if part)
        say(f"{c.id}  {signed}  {describe(c)}{' (undone)' if c.undone else ''}{f': {c.reason}' if c.reason else ''}")
