"""From the bytes of a file to the plain text of a telling.

Nothing here knows stories. What comes out is Unicode text (NFC) with ``\\n`` line breaks, no control characters and no
markup; offsets count from here on.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from html import unescape
from html.parser import HTMLParser

from charset_normalizer import from_bytes

from fabula.errors import InputError

__all__ = ["clean", "decode", "looks_like_html", "strip_html", "strip_markdown"]

# How a file of these formats begins, and what it is called.
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"{\\rtf": "a rich text document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes that an unknown encoding is guessed from

# Control characters but tab and line feed; marks that only steer how text is shown or broken (soft hyphen, zero-width
# space, byte-order mark, bidirectional overrides); lone surrogates; code points that are never characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_BLOCKS = frozenset(
    "address article aside blockquote body br caption dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section table tbody td th thead tr ul".split()
)
_HIDDEN = frozenset("script style template noscript svg math object iframe audio video canvas select textarea".split())
_TAGS = _BLOCKS | _HIDDEN | frozenset("a abbr b cite code del em font head i img ins link meta q s small span".split())
_TAGS |= frozenset("strike strong sub sup title tt u ref wbr".split())
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_TAGS, key=len, reverse=True))})(?=[\s/>])[^<>]*>", re.IGNORECASE)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of ``data`` and the encoding it was in; ``name`` stands for it in messages.

    A byte-order mark decides; else UTF-8; else the likeliest encoding of the first 200,000 bytes.
    Raises :class:`~fabula.errors.InputError` for what is no text.
    """
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"{name} is {what}: save its text as a plain text file in UTF-8 first.")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, encoding, name), encoding.removesuffix("-sig")
    sample = data[:_SAMPLE]
    zeros = (sample[0::2].count(0), sample[1::2].count(0))
    if max(zeros) > len(sample) * 0.3 and min(zeros) < len(sample) * 0.01:
        # UTF-16 without a mark has a zero in every other byte of Latin text.
        encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
        return _decode_as(data, encoding, name), encoding
    if sum(b < 9 or 13 < b < 32 for b in sample) > 8 + len(sample) // 20:
        raise InputError(f"{name} is binary, not text: give a plain text file in UTF-8.")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(sample).best()
    if best is None:
        raise InputError(f"{name} is binary, or text in an unknown encoding: save it as a plain text file in UTF-8.")
    return _decode_as(data, best.encoding, name), best.encoding


def _decode_as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} looks like {encoding} but is broken at byte {error.start}: save it as a plain text file in UTF-8."
        ) from error


def clean(text: str) -> str:
    """``text`` in NFC, with ``\\n`` line breaks, without control characters and outer blank space."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", _BREAKS.sub("\n", text)))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def looks_like_html(text: str) -> bool:
    """Whether ``text`` holds HTML tags, not merely angle brackets."""
    return _TAG.search(text) is not None


def strip_html(text: str, *, keep_breaks: bool = False) -> tuple[str, str]:
    """The title and the visible text of HTML, paragraphs parted by blank lines.

    Scripts, styles and everything else that is not shown is left out; broken markup is taken as it comes. With
    ``keep_breaks`` the line breaks between tags are kept too: for plain text that holds some markup.
    """
    page = _Page(keep_breaks)
    page.feed(text)
    page.close()
    body = "".join(page.words)
    body = re.sub(r"[ \t\f]+", " ", body)
    body = re.sub(r"\n{3,}", "\n\n", re.sub(r" *\n *", "\n", body))
    return " ".join("".join(page.title).split()), body.strip()


class _Page(HTMLParser):
    def __init__(self, keep_breaks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._keep_breaks = keep_breaks
        self.words: list[str] = []
        self.title: list[str] = []
        self._in_title = False
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "title":
            self._in_title = True
        elif tag in _BLOCKS:
            self.words.append("\n" if tag == "br" else "\n\n")
        elif tag not in _TAGS and not self._hidden:
            # No tag of HTML: somebody's angle brackets, kept as they stand.
            self.words.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)
            if tag == "title":
                self._in_title = False

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "title":
            self._in_title = False
        elif tag in _BLOCKS:
            self.words.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            self.words.append(data if self._keep_breaks else data.replace("\n", " "))


def strip_entities(text: str) -> str:
    """``text`` with its complete character references (``&amp;``, ``&#8217;``) resolved."""
    return _ENTITY.sub(lambda m: unescape(m[0]), text)


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_MARKDOWN = (
    (re.compile(r"^ {0,3}(?:```|~~~).*$", re.MULTILINE), ""),  # code fences
    (re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]+\S.*$", re.MULTILINE), ""),  # targets of links
    (re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),  # rules
    (re.compile(r"^(?: {0,3}>[ \t]?)+", re.MULTILINE), ""),  # quotations
    (re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE), ""),  # list items
    (re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"), ""),  # pictures
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),  # links
    (re.compile(r"\[([^\]\n]+)\]\[[^\]\n]*\]"), r"\1"),
    (re.compile(r"\[\^[^\]\n]+\]"), ""),  # footnote marks
    (re.compile(r"(?<![\w*\\])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])"), r"\2"),  # emphasis
    (re.compile(r"(?<![\w_\\])(_{1,3})(?=\S)([^_\n]+?)(?<=\S)\1(?![\w_])"), r"\2"),
    (re.compile(r"`+([^`\n]+)`+"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])"), r"\1"),
)


def strip_markdown(text: str) -> tuple[str, str]:
    """The title (front matter's, else the first heading) and the text of Markdown; headings are no part of the text."""
    title = ""
    matter = _FRONT_MATTER.match(text)
    if matter:
        text = text[matter.end() :]
        named = re.search(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", matter[1], re.MULTILINE)
        title = named[1] if named else ""
    heading = _HEADING.search(text)
    if heading and not title:
        title = heading[2]
    text = _HEADING.sub("", text)
    for pattern, plain in _MARKDOWN:
        text = pattern.sub(plain, text)
    return title.strip(), text.strip()
