"""The desk of the web application: tellings read in the background, kept in a library, corrected there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from fabula.corpus.correcting import Fields, carry, correct, recorrect
from fabula.corpus.ingest import Text
from fabula.corpus.read import Reader, read_all
from fabula.errors import FabulaError, InputError
from fabula.library.corrections import Corrected
from fabula.library.store import Added, Entry, Library
from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["Desk", "Job"]

_KEPT_JOBS = 50


@dataclass(slots=True)
class Job:
    """A reading under way: how many tellings are ``read`` of how many there are, and what came of it.

    ``state`` is ``waiting``, ``reading``, ``comparing``, ``done`` or ``failed``; ``stories`` are the numbers of the
    stories that it gave the library, ``message`` says what went wrong.
    """

    id: str
    state: str = "waiting"
    read: int = 0
    of: int = 0
    stories: tuple[int, ...] = ()
    message: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition, repr=False)

    @property
    def over(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.state in ("done", "failed")

    def say(self, **news: object) -> None:
        """Set some fields and wake whoever waits for news."""
        with self.changed:
            for name, value in news.items():
                setattr(self, name, value)
            self.changed.notify_all()


class Desk:
    """A library with a reader beside it. Safe to use from several threads; one reading goes on at a time.

    ``reader`` reads tellings in place of fabula's own reader; ``author`` signs the corrections made here.
    """

    def __init__(self, library: Path | str, *, reader: Reader | None = None, author: str = "") -> None:
        self.path = Path(library)
        self._author = author
        self._reader = reader
        self._reading = threading.Lock()
        self._writing = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._corrected: dict[int, tuple[Story, Corrected]] = {}  # merging again takes its time: the last result stays
        with Library(self.path):
            pass  # made if need be, and refused now rather than at the first page

    def entries(self) -> list[Entry]:
        """The stories of the library, the newest first."""
        with Library(self.path) as library:
            return list(library.entries())[::-1]

    def story(self, id: int) -> Story:
        """The story with the number ``id``. Raises :class:`~fabula.errors.LibraryError` if there is none."""
        with Library(self.path) as library:
            return library.get(id)

    def corrected(self, id: int) -> Corrected:
        """The story with the number ``id``, and what became of each of its corrections."""
        story = self.story(id)
        if not story.corrections:
            return Corrected(story, ())
        known = self._corrected.get(id)
        if known is None or known[0] != story:
            self._corrected[id] = known = (story, recorrect(story))
        return known[1]

    def remove(self, id: int) -> None:
        """Take a story out of the library."""
        with self._writing, Library(self.path) as library:
            library.remove(id)
        self._corrected.pop(id, None)

    def correct(
        self, id: int, action: str, values: Sequence[str] = (), *, fields: Fields | None = None, reason: str = ""
    ) -> Corrected:
        """Correct a story of the library, or undo or redo; see :func:`fabula.corpus.correcting.correct`."""
        with self._writing, Library(self.path) as library, library.writing():
            result = correct(library.get(id), action, *values, fields=fields, author=self._author, reason=reason)
            _add(library, result.story)
            return result

    def move_mentions(self, id: int, mentions: Iterable[str], characters: Sequence[str], *, reason: str = "") -> None:
        """Several mentions mean other characters: one correction each, all of them or none."""
        with self._writing, Library(self.path) as library, library.writing():
            story = library.get(id)
            for mention in mentions:
                moved = correct(story, "move_mention", mention, *characters, author=self._author, reason=reason)
                story = moved.story
            _add(library, story)

    def read(self, texts: Sequence[Text], *, together: bool = False) -> Job:
        """Read new texts in the background; tellings of one story come together as one story of the library."""
        if not texts:
            raise InputError("There is nothing to read: paste or drop at least one text that tells a story.")

        def work(reader: Reader) -> list[Story]:
            return read_all(list(texts), together=together, reader=reader)

        return self._start(work, None)

    def read_again(self, id: int, texts: Sequence[Text] = ()) -> Job:
        """Read the tellings of a story again, with new ``texts`` beside them; the corrections are carried over."""
        known = self.story(id).tellings

        def work(reader: Reader) -> list[Story]:
            bare = [Telling(t.id, t.text, t.title, t.source, t.language) for t in known]
            return read_all([*bare, *texts], together=True, reader=reader)

        return self._start(work, id)

    def job(self, id: str) -> Job | None:
        """The reading with this id."""
        return self._jobs.get(id)

    def _start(self, work: Callable[[Reader], list[Story]], old: int | None) -> Job:
        job = Job(uuid4().hex[:16])
        for done in [j.id for j in self._jobs.values() if j.over][:-_KEPT_JOBS]:
            del self._jobs[done]
        self._jobs[job.id] = job
        threading.Thread(target=self._run, args=(job, work, old), daemon=True, name=f"reading-{job.id}").start()
        return job

    def _run(self, job: Job, work: Callable[[Reader], list[Story]], old: int | None) -> None:
        try:
            with self._reading:
                job.say(state="reading")
                stories = work(self._watched(job))
            with self._writing, Library(self.path) as library:
                stored = [self._store(library, story, old) for story in stories]
            job.say(state="done", stories=tuple(stored))
        except FabulaError as error:
            job.say(state="failed", message=str(error))
        except Exception:
            job.say(state="failed", message="The reading stopped with a fault of fabula's own; nothing was changed.")
            raise

    def _store(self, library: Library, story: Story, old: int | None) -> int:
        """Keep a reading; corrections made to the same tellings before are carried over to it."""
        with library.writing():
            if old is None:
                old = library.find_text(t.text for t in story.tellings)
            if old is None:
                return _add(library, story).id
            before = library.get(old)
            story = carry(before.corrections, replace(story, title=story.title or before.title)).story
            new = _add(library, story).id
            if new != old:
                library.remove(old)
            return new

    def _watched(self, job: Job) -> Reader:
        """The reader, telling ``job`` how far it is."""
        if self._reader is None:
            from fabula.reading import read_tellings

            reader: Reader = read_tellings
        else:
            reader = self._reader

        def read(tellings: list[Telling]) -> list[Story]:
            job.say(of=len(tellings))
            stories = []
            for n, telling in enumerate(tellings, 1):
                stories += reader([telling])
                job.say(read=n)
            job.say(state="comparing")
            return stories

        return read


def _add(library: Library, story: Story) -> Added:
    """Store ``story`` with its sketch, so that it is found by meaning as well."""
    from fabula.comparing.similarity import SKETCH_MODEL, sketch

    return library.add(story, (SKETCH_MODEL, sketch(story)))
