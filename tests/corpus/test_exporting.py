"""Exports with the reader's own grammar."""

from __future__ import annotations

import json

import pytest
from udapi.core.document import Document

from fabula.corpus.exporting import parse
from fabula.errors import ModelError
from fabula.exports.booknlp import to_booknlp
from fabula.exports.conllu import to_conllu
from fabula.exports.syntax import Syntax
from fabula.story.story import Story
from tests.exports.conftest import sample_story


@pytest.fixture(scope="module")
def story() -> Story:
    return sample_story()


@pytest.fixture(scope="module")
def syntax(story: Story) -> dict[str, Syntax]:
    try:
        return parse(story)
    except ModelError:
        pytest.skip("needs the reader's weights")


def test_every_sentence_is_a_tree_over_the_words_of_the_text(story: Story, syntax: dict[str, Syntax]) -> None:
    """One root a sentence, heads inside it, words that the offsets cut out."""
    parsed = syntax["locksmith"]
    assert parsed.parsed
    for sentence in parsed.sentences:
        assert sum(token.head == 0 for token in sentence) == 1
        assert all(0 <= (token.head or 0) <= len(sentence) for token in sentence)
    assert "".join(parsed.word(token) for token in parsed.tokens) == "".join(story.tellings[0].text.split())


def test_grammar_goes_into_the_formats(story: Story, syntax: dict[str, Syntax]) -> None:
    """udapi takes the trees; BookNLP's book knows what is whose."""
    document = Document()
    document.from_conllu_string(to_conllu(story, "x", syntax)["x.conllu"].decode())
    assert sum(len(e.mentions) for e in document.coref_entities) == len(story.mentions)
    assert {node.upos for node in document.nodes} > {"NOUN", "VERB", "PROPN"}
    book = json.loads(to_booknlp(story, "x", syntax)["x.book"])
    mara = next(c for c in book["characters"] if c["mentions"]["proper"])
    # "Her brother Ivo": either noun may be taken for the head of the apposition.
    assert len(mara["poss"]) == 1
    assert mara["poss"][0]["w"] in {"brother", "Ivo"}
