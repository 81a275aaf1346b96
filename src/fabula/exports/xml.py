"""What XML can hold."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

__all__ = ["clean", "xml_bytes"]

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text whose characters XML 1.0 allows; every other one becomes U+FFFD, so that offsets stay the same."""
    return _FORBIDDEN.sub("\ufffd", text)


def xml_bytes(root: ET.Element) -> bytes:
    """The document as UTF-8, with its declaration. White space is left as it is."""
    text = ET.tostring(root, encoding="unicode").replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
