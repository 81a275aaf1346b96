"""``fabula serve``: the application in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli.output import note


def serve(
    library: Annotated[
        Path, typer.Argument(metavar="[LIBRARY]", help="The library file; made if it is not there.")
    ] = Path("fabula.db"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")] = 8020,
    author: Annotated[
        str, typer.Option(envvar="FABULA_AUTHOR", help="Who makes the corrections.", show_default=False)
    ] = "",
) -> None:
    """Look at the stories of a library in the browser, read new ones, and correct them.

    The application answers to this machine only.
    """
    from fabula.errors import InputError, MissingExtraError

    try:
        import uvicorn

        from fabula.web.app import create_app
    except ImportError as error:
        raise MissingExtraError("fabula serve", "web") from error
    import socket

    app = create_app(library, author=author)
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise InputError(f"Port {port} is in use: choose another with --port.") from error
    note(f"fabula serves {library} at http://127.0.0.1:{port}/ (Ctrl+C ends it)")
    config = uvicorn.Config(app, log_level="warning", server_header=False, proxy_headers=False)
    uvicorn.Server(config).run(sockets=[listening])
