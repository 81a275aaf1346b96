"""The query language says what it means, and where it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.errors import QueryError
from fabula.library.query import CHARACTER_FIELDS, KINDS, Clause, Query, Value, parse_query

words = st.text(min_size=1, max_size=12).filter(lambda s: any(c.isalnum() for c in s))


@st.composite
def clauses(draw: st.DrawFn) -> Clause:
    """Any clause that the language can say."""
    name = draw(st.sampled_from(sorted(KINDS)))
    kind = KINDS[name]
    said = draw(
        st.lists(words, min_size=1, max_size=2)
        if kind.words is None
        else st.lists(st.sampled_from(kind.words), max_size=2)
        if kind.words
        else st.just([])
    )
    fields = []
    for field in draw(st.lists(st.sampled_from(sorted(kind.fields)), max_size=3)) if kind.fields else []:
        allowed = kind.fields[field]
        if allowed:
            values = draw(st.lists(st.sampled_from(allowed).map(Value), min_size=1, max_size=2))
        elif field in CHARACTER_FIELDS and draw(st.booleans()):
            values = [Value(draw(st.from_regex(r"[a-z]\w{0,3}", fullmatch=True)), variable=True)]
        else:
            values = draw(st.lists(words.map(Value), min_size=1, max_size=2))
        fields.append((field, tuple(values)))
    return Clause(name, tuple(said), tuple(fields), draw(st.booleans()))


@settings(max_examples=200, deadline=None)
@given(st.lists(clauses(), min_size=1, max_size=3))
def test_every_query_reads_back_as_itself(given: list[Clause]) -> None:
    """Writing a query down and reading it gives the same query."""
    query = Query(tuple(given))
    assert query == parse_query(str(query))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='eventkilagdhwo=|;"\\? x', max_size=40) | st.text(max_size=30))
def test_any_text_is_a_query_or_points_at_what_is_wrong(text: str) -> None:
    """Nothing but a QueryError comes of any text, and its position lies in the text."""
    try:
        parse_query(text)
    except QueryError as error:
        position = error.position
    else:
        position = 0
    assert 0 <= position <= len(text)


def test_the_builder_says_the_same_as_the_language() -> None:
    """Both make equal queries."""
    built = (
        Query()
        .event("kill", "attack", agent="boss", patient="?x", modality="planned")
        .without()
        .death(victim="?x")
        .who("dies", gender=["f", "m"], is_="Ann Lee")
    )
    text = (
        "event kill|attack agent=boss patient=?x modality=planned; not death victim=?x; "
        'who dies gender=f|m is="Ann Lee"'
    )
    assert built == parse_query(text)


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("event kil", 6, "did you mean kill"),
        ("evnt kill", 0, "did you mean event"),
        ("event kill agnt=x", 11, "did you mean agent"),
        ("event kill agent=", 17, "value is missing"),
        ("event kill modality=plan", 20, "did you mean planned"),
        ('event kill agent="x', 17, "never closed"),
        ("event kill; ; death", 12, "missing"),
        ("event kill agent=?x|y", 17, "stands alone"),
        ("death foo", 6, "fields only"),
        ("", 0, "missing"),
    ],
)
def test_a_bad_query_points_at_the_place(text: str, position: int, message: str) -> None:
    """The position is that of the first thing that is wrong, and the message says what would do."""
    with pytest.raises(QueryError, match=message) as caught:
        parse_query(text)
    assert position == caught.value.position


def test_the_builder_refuses_what_the_language_refuses() -> None:
    """A wrong type or field is refused at once."""
    with pytest.raises(QueryError, match="did you mean kill"):
        Query().event("kil")
    with pytest.raises(QueryError, match="did you mean agent"):
        Query().event("kill", agnt="x")
