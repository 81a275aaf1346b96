"""The TEI's own schema: the DTD of TEI P5 4.8.0 that trafilatura brings, with the module for analysis that it lacks.

That module's five elements are declared here as TEI's chapter on simple analytic mechanisms has them, in the classes
that the DTD already has: the first declaration of an entity counts.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.metadata import PackageNotFoundError, files

import pytest
from lxml import etree

_ANALYSIS = """
<!ENTITY % model.segLike "seg |s |w |pc">
<!ENTITY % model.global.meta "index |link |linkGrp |timeline |join |joinGrp |alt |altGrp |span |spanGrp">
"""
_WORDS = "%att.global.attributes; %att.typed.attributes; lemma CDATA #IMPLIED pos CDATA #IMPLIED msd CDATA #IMPLIED"
_SPANS = "%att.global.attributes; %att.typed.attributes; from CDATA #IMPLIED to CDATA #IMPLIED ana CDATA #IMPLIED"
_ELEMENTS = f"""
<!ELEMENT s (#PCDATA|%model.phrase;|%model.global;)*>
<!ATTLIST s %att.global.attributes; %att.typed.attributes;>
<!ELEMENT w (#PCDATA|seg|w|pc|%model.global;)*>
<!ATTLIST w {_WORDS}>
<!ELEMENT pc (#PCDATA|%model.global;)*>
<!ATTLIST pc {_WORDS}>
<!ELEMENT span (#PCDATA|%model.global;)*>
<!ATTLIST span {_SPANS}>
<!ELEMENT spanGrp (span)*>
<!ATTLIST spanGrp {_SPANS}>
"""


@cache
def tei_schema() -> etree.DTD:
    """The schema; a test that asks for it is skipped where trafilatura is not installed."""
    try:
        [path] = [file for file in files("trafilatura") or [] if file.name == "tei_corpus.dtd"]
    except (PackageNotFoundError, ValueError):
        pytest.skip("needs the TEI's DTD, which trafilatura brings")
    return etree.DTD(io.StringIO(_ANALYSIS + path.read_text("utf-8") + _ELEMENTS))
