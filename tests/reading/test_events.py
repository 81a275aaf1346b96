"""Who takes part in what."""

from __future__ import annotations

import pytest

from fabula.reading.events import within_frame
from fabula.reading.layers import Frame
from fabula.reading.segment import Words, segment
from fabula.story.claims import Role
from fabula.story.ontology import RoleType
from fabula.story.text import Telling

TEXT = "After killing a guard Bela is told to find her sister."
GUARD, BELA, SISTER = (2, 4), (4, 5), (8, 10)


def role(words: Words, type: RoleType, place: tuple[int, int]) -> Role:
    """A part in an event, played by who stands at a place."""
    return Role(type=type, character="c1", evidence=(words.span("t", *place),))


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        ((GUARD,), [BELA, GUARD]),
        ((GUARD, SISTER), [BELA, GUARD, SISTER]),
        (((5, 8),), [BELA, GUARD, SISTER]),
        ((), [BELA, GUARD, SISTER]),
    ],
)
def test_patients_stand_in_the_frame_where_one_does(
    arguments: tuple[tuple[int, int], ...], kept: list[tuple[int, int]]
) -> None:
    """The sister is found, not killed; where the frame shows no patient the reader's word stands, as agents do."""
    words = segment(TEXT)
    frame = Frame(1, "kill.01", tuple((a, b, "ARG1") for a, b in arguments))
    roles = (
        role(words, RoleType.AGENT, BELA),
        role(words, RoleType.PATIENT, GUARD),
        role(words, RoleType.PATIENT, SISTER),
    )
    found = within_frame(Telling("t", TEXT), words, frame, roles)
    assert [r.evidence[0] for r in found] == [words.span("t", *place) for place in kept]
