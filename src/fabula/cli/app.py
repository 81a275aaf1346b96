"""The command ``fabula``: its verbs, and what happens to errors.

**To add a verb**: write ``fabula/cli/<verb>.py`` with a function of the verb's name, typed with ``typing.Annotated``,
``typer.Option`` and ``typer.Argument``, whose docstring is the verb's help; then add one line to ``VERBS``. All verb
modules are imported for the help page, so import heavy things (numpy, onnxruntime, scipy, starlette) inside functions.
A verb raises ``FabulaError`` and nothing else; it prints results through ``fabula.cli.output``.
"""

from __future__ import annotations

import sys
from importlib import import_module

# verb: the module that holds the function of that name ("-" in a verb is "_" in the function).
VERBS = {
    "read": "fabula.cli.read",
    "show": "fabula.cli.show",
}


def main() -> None:
    """Run the command line."""
    import typer

    app = typer.Typer(no_args_is_help=True, add_completion=False)
    for verb, module in VERBS.items():
        app.command(verb)(getattr(import_module(module), verb.replace("-", "_")))
    sys.exit(app())
