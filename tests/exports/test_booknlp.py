"""BookNLP's files: their columns, their numbers, and that they come back."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings

from fabula.errors import InputError
from fabula.exports.booknlp import to_booknlp
from fabula.exports.from_booknlp import from_booknlp
from fabula.exports.syntax import Syntax, Token, plain_syntax
from fabula.story.cast import Mention
from fabula.story.check import violations
from fabula.story.ontology import Gender
from fabula.story.story import Story
from fabula.story.text import Telling
from tests.story.strategies import stories


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter="\t", quoting=csv.QUOTE_NONE))


def frame(content: bytes) -> pd.DataFrame:
    """The way that scripts for BookNLP read its tables."""
    return pd.read_csv(io.BytesIO(content), delimiter="\t", quoting=3, keep_default_na=False)


def test_six_files_with_the_columns_of_booknlp(story: Story) -> None:
    """The headers are those of BookNLP 1.0.7, to the letter."""
    files = to_booknlp(story, "x")
    headers = {name: content.decode().split("\n")[0].replace("\t", " ") for name, content in files.items()}
    assert list(files) == ["x.tokens", "x.entities", "x.quotes", "x.supersense", "x.book", "x.book.html"]
    assert headers["x.tokens"] == (
        "paragraph_ID sentence_ID token_ID_within_sentence token_ID_within_document word lemma byte_onset byte_offset "
        "POS_tag fine_POS_tag dependency_relation syntactic_head_ID event"
    )
    assert headers["x.entities"] == "COREF start_token end_token prop cat text"
    assert headers["x.quotes"] == "quote_start quote_end mention_start mention_end mention_phrase char_id quote"
    assert headers["x.supersense"] == "start_token end_token supersense_category text"


def test_words_stand_where_the_offsets_say(story: Story) -> None:
    """Onset and offset cut the word out of the text; paragraphs and sentences are counted from 0."""
    text = story.tellings[0].text
    rows = table(to_booknlp(story, "x")["x.tokens"])
    assert [text[int(r["byte_onset"]) : int(r["byte_offset"])] for r in rows] == [r["word"] for r in rows]
    assert [r["token_ID_within_document"] for r in rows] == [str(i) for i in range(len(rows))]
    assert {r["paragraph_ID"] for r in rows if r["sentence_ID"] in "01"} == {"0"}
    assert {r["paragraph_ID"] for r in rows if r["sentence_ID"] in "23"} == {"1"}
    assert [r["word"] for r in rows if r["event"] == "EVENT"] == [
        story.words(e.triggers[0]) for e in sorted(story.events, key=lambda e: e.triggers[0])
    ]


def test_scripts_read_numbers_where_numbers_belong(story: Story) -> None:
    """pandas finds integers in every column that BookNLP fills with integers."""
    files = to_booknlp(story, "x")
    tokens, entities = frame(files["x.tokens"]), frame(files["x.entities"])
    numbers = ["paragraph_ID", "sentence_ID", "token_ID_within_document", "byte_onset", "syntactic_head_ID"]
    assert {str(tokens[c].dtype) for c in numbers} == {"int64"}
    assert {str(entities[c].dtype) for c in ("COREF", "start_token", "end_token")} == {"int64"}
    assert set(entities["prop"]) <= {"PROP", "NOM", "PRON"}


def test_they_is_neither_of_the_two(story: Story) -> None:
    """A mention of several characters has a number of its own, so that it counts for none of them alone."""
    rows = table(to_booknlp(story, "x")["x.entities"])
    numbers = {r["text"]: r["COREF"] for r in rows}
    assert numbers["They"] not in {numbers["Mara"], numbers["he"]}
    assert numbers["Mara"] == numbers["her"] == numbers["Mara Voss"]
    assert {r["cat"] for r in rows if r["text"] in {"Kell", "the ice"}} == {"LOC"}


def test_the_book_says_who_does_what(story: Story) -> None:
    """Agents and patients of events, gender, mentions by form."""
    book = json.loads(to_booknlp(story, "x")["x.book"])
    mara = next(c for c in book["characters"] if c["mentions"]["proper"][:1] == [{"c": 1, "n": "Mara Voss"}])
    assert list(mara) == ["agent", "patient", "mod", "poss", "id", "g", "count", "mentions"]
    assert [a["w"] for a in mara["agent"]] == ["flee"]
    assert [a["w"] for a in mara["patient"]] == ["sent", "free", "tells"]
    assert [m["w"] for m in mara["mod"]] == ["locksmith"]
    assert (mara["g"]["argmax"], mara["count"]) == ("she/her", 5)


def test_a_quotation_has_its_speaker(story: Story) -> None:
    """The agent of the event of speech in the same sentence said it."""
    files = to_booknlp(story, "x")
    quote = table(files["x.quotes"])
    ivo = next(r["COREF"] for r in table(files["x.entities"]) if r["text"] == "Her brother Ivo")
    assert [(q["quote"], q["mention_phrase"], q["char_id"]) for q in quote] == [
        ("“ I will open every door , ”", "he", ivo)
    ]


def test_grammar_is_used_where_it_is_given() -> None:
    """Lemma, tags and heads come from the syntax; heads are counted over the document; possessions from ``poss``."""
    telling = Telling(id="t", text="Go. Her door.", sentences=((0, 3), (4, 13)))
    tokens = (
        (Token(0, 2, "go", "VERB", "VB", 0, "root"), Token(2, 3, ".", "PUNCT", ".", 1, "punct")),
        (
            Token(4, 7, "she", "PRON", "PRP$", 2, "nmod:poss"),
            Token(8, 12, "door", "NOUN", "NN", 0, "root"),
            Token(12, 13, ".", "PUNCT", ".", 2, "punct"),
        ),
    )
    rows = table(to_booknlp(Story((telling,)), "x", {"t": Syntax(telling, tokens)})["x.tokens"])
    assert [r["syntactic_head_ID"] for r in rows] == ["0", "0", "3", "3", "3"]
    assert [r["lemma"] for r in rows] == ["go", ".", "she", "door", "."]


def test_a_story_comes_back_from_its_files(story: Story) -> None:
    """Mentions stand where they stood, with their forms; the text needs no other file."""
    files = {name.split(".", 1)[1]: content.decode() for name, content in to_booknlp(story, "x").items()}
    text = story.tellings[0].text
    for known in (text, None):
        back = from_booknlp(files["tokens"], files["entities"], files["book"], id="locksmith", text=known)
        assert back.tellings[0].text == text
        assert [(m.span, m.form) for m in back.mentions] == [(m.span, m.form) for m in ordered(story)]
        assert violations(back) == []
    mara = next(c for c in back.characters if c.name in {"Mara", "Mara Voss"})
    assert mara.gender is Gender.FEMALE


def ordered(story: Story) -> list[Mention]:
    return sorted(story.mentions, key=lambda m: (m.span.start, -m.span.end))


@pytest.mark.parametrize(
    ("tokens", "entities", "says"),
    [
        ("word\tlemma\n", "", "lacks the column byte_onset"),
        ("{head}", "", "The .entities file lacks the column COREF"),
        ("{head}\n0\t0\t0\t0\ta\ta\tx\t1\tX\tX\tX\t0\tO", "COREF\tstart_token\tend_token\tprop\tcat\ttext", "'x'"),
        ("{head}", "COREF\tstart_token\tend_token\tprop\tcat\ttext\n1\t5\t6\tPROP\tPER\tA", "does not belong"),
    ],
)
def test_damaged_files_are_refused_in_one_sentence(story: Story, tokens: str, entities: str, says: str) -> None:
    """The message says which file is wrong and how."""
    head = to_booknlp(story, "x")["x.tokens"].decode().split("\n")[0]
    with pytest.raises(InputError, match=says):
        from_booknlp(tokens.replace("{head}", head), entities, id="x")


@given(stories())
@settings(max_examples=25, deadline=None)
def test_any_story_makes_readable_files(story: Story) -> None:
    """Whatever the text holds, each line of each table has as many cells as its header."""
    for name, content in to_booknlp(story, "x").items():
        if name.endswith(("tokens", "entities", "quotes", "supersense")):
            widths = {line.count("\t") for line in content.decode().split("\n")[:-1]}
            assert len(widths) == 1, name


def test_plain_words_cover_the_text() -> None:
    """Clitics stand alone, hyphens stay inside, and no letter is lost."""
    telling = Telling(id="t", text="Gon doesn't know Mo-gyeong's fate; they can't.", sentences=((0, 46),))
    made = plain_syntax(telling, [telling.text.index("gyeong")])
    words = [made.word(token) for token in made.tokens]
    assert words == ["Gon", "does", "n't", "know", "Mo-", "gyeong", "'s", "fate", ";", "they", "ca", "n't", "."]
