"""What forms send, told apart; nothing of it is markup, all of it is text."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile

from fabula.corpus.ingest import Text, ingest_text
from fabula.errors import InputError

__all__ = ["FIELDS", "FILE_SUFFIXES", "MAX_TELLINGS", "field", "fields", "given_texts", "several"]

MAX_TELLINGS = 50
FIELDS = tuple(
    "type name kind gender fate modality when manner certainty words trigger a b victim killer event cause effect "
    "holder other about earlier later agent patient recipient instrument place".split()
)
"""The fields of corrections that forms may give."""

FILE_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm")


def field(form: FormData, name: str) -> str:
    """The text of one field; empty where it is not given."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def several(form: FormData, name: str) -> list[str]:
    """All texts given under one name, empty ones left out."""
    return [v.strip() for v in form.getlist(name) if isinstance(v, str) and v.strip()]


def fields(form: FormData, names: tuple[str, ...]) -> dict[str, str | list[str]]:
    """The fields of a correction that a form gives; a field that stands there empty is given as empty."""
    found: dict[str, str | list[str]] = {}
    for name in names:
        if name in form:
            values = several(form, name)
            found[name] = values[0] if len(values) == 1 else values
    return found


async def given_texts(form: FormData) -> list[Text]:
    """The tellings that were pasted (``telling``) or dropped (``files``), cleaned.

    Raises :class:`~fabula.errors.InputError` for what is no text in English, or too many.
    """
    texts = []
    title = field(form, "title")
    for n, pasted in enumerate(several(form, "telling"), 1):
        texts.append(ingest_text(pasted, source=f"the pasted text {n}", title=title))
    uploads = [u for u in form.getlist("files") if isinstance(u, UploadFile)]
    texts += [await _uploaded(u, u.filename) for u in uploads if u.filename]
    if len(texts) > MAX_TELLINGS:
        raise InputError(f"These are {len(texts)} texts: give at most {MAX_TELLINGS} at once.")
    return texts


async def _uploaded(upload: UploadFile, name: str) -> Text:
    from fabula.corpus.cleaning import decode

    name = name.replace("\\", "/").rpartition("/")[2][:100]
    if not name.lower().endswith(FILE_SUFFIXES):
        raise InputError(f"{name} cannot be dropped here: drop text files ({', '.join(FILE_SUFFIXES)}).")
    text, _ = decode(await upload.read(), name)
    return ingest_text(text, source=name, html=True if name.lower().endswith((".html", ".htm")) else None)
