"""Runs the worked notebook and keeps what its cells show: python -m benchmarks.notebook [NOTEBOOK]

What a cell tagged ``quotes`` shows is thrown away: it quotes the texts that were read, which have owners. Needs
nbclient and ipykernel. The notebook says which variables of the environment name its texts and how many are read.
"""

from __future__ import annotations

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[1] / "docs" / "film_plots.ipynb"


def main() -> None:
    nbformat: Any = import_module("nbformat")
    nbclient: Any = import_module("nbclient")
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as work:
        os.environ.setdefault("FILM_WORK", work)
        nbclient.NotebookClient(notebook, timeout=None, resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in notebook.cells:
        cell.metadata = {name: value for name, value in cell.metadata.items() if name == "tags"}
        if "quotes" in cell.metadata.get("tags", ()):
            cell.outputs = []
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)
    print(f"{path}: {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
