"""The command ``fabula``: its verbs, and what happens to errors.

**To add a verb**: write ``fabula/cli/<module>.py`` with a function, typed with ``typing.Annotated``, ``typer.Option``
and ``typer.Argument``, whose docstring is the verb's help; then add one line to ``VERBS``. All verb modules are
imported for the help page, so import heavy things (numpy, onnxruntime, scipy, starlette) inside functions. A verb
raises ``FabulaError`` and nothing else; it prints through ``fabula.cli.output``. ``docs/cli.md`` is made from the
help (``python -m benchmarks.reference``).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from fabula.errors import FabulaError

if TYPE_CHECKING:
    import typer

__all__ = ["VERBS", "build", "main", "run"]

# verb: "module:function" under fabula.cli, in the order of the help page.
VERBS = {
    "read": "read:read",
    "show": "show:show",
    "report": "report:report",
    "draw": "draw:draw",
    "tellings": "tellings:tellings",
    "diff": "diff:diff",
    "outline": "outline:outline",
    "correct": "correct:correct",
    "serve": "serve:serve",
    "export": "export:export",
    "import": "export:import_",
    "batch": "batch:batch",
    "stats": "stats:stats",
    "add": "add:add",
    "list": "shelf:list_",
    "find": "find:find",
    "like": "find:like",
    "compare": "compare:compare",
    "remove": "shelf:remove",
    "export-library": "shelf:export_",
    "check": "shelf:check",
    "backup": "shelf:backup",
}


def build(verbs: Sequence[str] = ()) -> typer.Typer:
    """The command line with these verbs; without any, with all."""
    import typer

    # Plain errors: one line each, printed by run().
    app = typer.Typer(
        name="fabula", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )

    def version(wanted: bool) -> None:
        if wanted:
            from fabula import __version__

            print(f"fabula {__version__}")  # noqa: T201
            raise typer.Exit

    @app.callback()
    def fabula(
        _version: bool = typer.Option(False, "--version", callback=version, is_eager=True, help="Print the version."),
    ) -> None:
        """Read the tellings of a story and get back the story, each claim with the words that say it."""

    for verb in verbs or VERBS:
        module, function = VERBS[verb].split(":")
        app.command(verb)(getattr(import_module(f"fabula.cli.{module}"), function))
    return app


def main() -> None:
    """Run the command line and leave."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line with ``arguments``; gives the exit code: 0 done, 1 a fault of fabula, 2 a wrong input."""
    from fabula.cli.output import fail

    arguments = list(arguments)
    wants_json = any(
        a == "--format=json" or (a == "--format" and arguments[n + 1 : n + 2] == ["json"])
        for n, a in enumerate(arguments)
    )
    # Only the verb that is run is loaded.
    verbs = arguments[:1] if arguments and arguments[0] in VERBS else ()
    try:
        code = build(verbs)(args=arguments, prog_name="fabula", standalone_mode=False)
    except FabulaError as error:
        return fail(error, wants_json)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if hasattr(error, "format_message"):  # a wrong use of the command line, as its parser words it
            return fail(error, wants_json, message=error.format_message())
        if type(error).__name__ == "Abort":
            return 130
        if os.environ.get("FABULA_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return fail(
            error,
            wants_json,
            message=f"Fabula itself failed ({what}): please report it; FABULA_DEBUG=1 says more.",
            code=1,
        )
    return code if isinstance(code, int) else 0
