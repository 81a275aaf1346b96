"""fabula reads the tellings of a story and gives back the story, each claim with the words that say it.

    >>> import fabula
    >>> story = fabula.read(["Mara steals the ledger. Her brother Ivo finds out and warns the harbour master."])
    >>> print(story.to_json())

The names below are the whole public interface besides ``fabula.story`` and ``fabula.errors``. They are imported when
they are first used, so that ``import fabula`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for type checkers and editors: one line for each line of _HOMES
    from fabula.comparing.coverage import Coverage as Coverage
    from fabula.comparing.diff import Diff as Diff
    from fabula.comparing.outline import Outline as Outline
    from fabula.comparing.parallels import Comparison as Comparison
    from fabula.comparing.parallels import compare as compare
    from fabula.comparing.splitting import split as split
    from fabula.corpus.adding import add as add
    from fabula.corpus.batch import batch as batch
    from fabula.corpus.batch_stories import add_batch as add_batch
    from fabula.corpus.batch_stories import batch_stories as batch_stories
    from fabula.corpus.correcting import correct as correct
    from fabula.corpus.exporting import export as export
    from fabula.corpus.exporting import import_stories as import_stories
    from fabula.corpus.library import find as find
    from fabula.corpus.library import like as like
    from fabula.corpus.library import open_library as open_library
    from fabula.corpus.read import read as read
    from fabula.corpus.read import read_all as read_all
    from fabula.corpus.stats import stats as stats
    from fabula.corpus.tellings import Tellings as Tellings
    from fabula.corpus.tellings import diff as diff
    from fabula.corpus.tellings import merge as merge
    from fabula.corpus.tellings import outline as outline
    from fabula.corpus.tellings import tellings as tellings
    from fabula.corpus.tellings import without as without
    from fabula.errors import FabulaError as FabulaError
    from fabula.library.query import Query as Query
    from fabula.library.store import Library as Library
    from fabula.story.check import violations as violations
    from fabula.story.story import Story as Story
    from fabula.story.text import Span as Span
    from fabula.story.text import Telling as Telling
    from fabula.views.drawing import draw as draw
    from fabula.views.drawing import draw_png as draw_png
    from fabula.views.pages import report as report

# To add a public name: one line here and one above, both in alphabetical order of the name.
_HOMES = {
    "Comparison": "fabula.comparing.parallels",
    "Coverage": "fabula.comparing.coverage",
    "Diff": "fabula.comparing.diff",
    "FabulaError": "fabula.errors",
    "Library": "fabula.library.store",
    "Outline": "fabula.comparing.outline",
    "Query": "fabula.library.query",
    "Span": "fabula.story.text",
    "Story": "fabula.story.story",
    "Telling": "fabula.story.text",
    "Tellings": "fabula.corpus.tellings",
    "add": "fabula.corpus.adding",
    "add_batch": "fabula.corpus.batch_stories",
    "batch": "fabula.corpus.batch",
    "batch_stories": "fabula.corpus.batch_stories",
    "compare": "fabula.comparing.parallels",
    "correct": "fabula.corpus.correcting",
    "diff": "fabula.corpus.tellings",
    "draw": "fabula.views.drawing",
    "draw_png": "fabula.views.drawing",
    "export": "fabula.corpus.exporting",
    "find": "fabula.corpus.library",
    "import_stories": "fabula.corpus.exporting",
    "like": "fabula.corpus.library",
    "merge": "fabula.corpus.tellings",
    "open_library": "fabula.corpus.library",
    "outline": "fabula.corpus.tellings",
    "read": "fabula.corpus.read",
    "read_all": "fabula.corpus.read",
    "report": "fabula.views.pages",
    "split": "fabula.comparing.splitting",
    "stats": "fabula.corpus.stats",
    "tellings": "fabula.corpus.tellings",
    "violations": "fabula.story.check",
    "without": "fabula.corpus.tellings",
}

__all__ = sorted((*_HOMES, "__version__"))  # noqa: PLE0605

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'fabula' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
