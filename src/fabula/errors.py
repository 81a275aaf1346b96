"""The whole tree of errors that fabula raises on purpose.

::

    FabulaError                 anything fabula says went wrong; the message is one sentence that says what to do
    ├── InputError              the given file, text or record cannot be read as a telling
    ├── StoryFormatError        a story file does not follow the schema, or follows a newer one
    ├── InvalidStoryError       a story breaks its own invariants (see ``fabula.story.check``)
    ├── PipelineError           the stages of a pipeline do not fit together
    ├── ModelError              the reader's weights are missing, damaged or of another version
    ├── LibraryError            a library file cannot be opened, read or written
    │   └── QueryError          a query is badly formed; ``position`` points at the place
    ├── CorrectionError         a correction cannot be applied to this story
    ├── OutputError             a result cannot be written
    └── MissingExtraError       an optional dependency is not installed; the message names the extra

Errors of third-party packages are translated into these where they are first met, never further up.
"""

from __future__ import annotations

__all__ = [
    "CorrectionError",
    "FabulaError",
    "InputError",
    "InvalidStoryError",
    "LibraryError",
    "MissingExtraError",
    "ModelError",
    "OutputError",
    "PipelineError",
    "QueryError",
    "StoryFormatError",
]


class FabulaError(Exception):
    """Base of every error that fabula raises on purpose."""


class InputError(FabulaError):
    """A file, text or record that cannot be read as a telling."""


class StoryFormatError(FabulaError):
    """A story file that does not follow the schema."""


class InvalidStoryError(FabulaError):
    """A story that breaks its own invariants."""


class PipelineError(FabulaError):
    """Stages that do not fit together."""


class ModelError(FabulaError):
    """Reader weights that are missing, damaged or of another version."""


class LibraryError(FabulaError):
    """A library file that cannot be opened, read or written."""


class QueryError(LibraryError):
    """A badly formed query.

    ``position`` is the offset, in code points of the query, of the first thing that is wrong.
    """

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.position = position


class CorrectionError(FabulaError):
    """A correction that cannot be applied to this story."""


class OutputError(FabulaError):
    """A result that cannot be written."""


class MissingExtraError(FabulaError):
    """An optional dependency that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional package: pip install 'fabula[{extra}]'")
