"""A text of several tellings is taken apart where the story begins again."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.comparing import group_texts, split
from fabula.comparing.grouping import affinity

LOGLINE = "A guide with a guilty secret must lead a mapmaker over the mountains before a hired rider can kill her."
BLURB = (
    "The Salt Bureau has wiped the Well of Swallows from every map. Surveyor Zsofia Halmos means to put it back. She "
    "hires Tshering Wangdu, a caravan guide whose wife died in the ice, and together they cross the mountains. But a "
    "commissioner sends Bahram, the best of his riders, to kill her."
)
PLOT = [
    (
        "Tsering Wangdu (Lobsang Dorje), a caravan guide, is hired by the surveyor Zsófia Halmos (Mirela Antal) to "
        "find the Well of Swallows over the mountains. The commissioner of the Salt Bureau orders his rider Bahram to "
        "kill her."
    ),
    (
        "Bahram cuts the ropes of a bridge while Zsófia is crossing it, but Tsering pulls her up. He follows them to "
        "the well, where he decides not to shoot."
    ),
    (
        "The commissioner shoots Bahram himself. Tsering fights him until the stones give way, and both fall to their "
        "deaths. Zsófia publishes the map."
    ),
]
OTHER = (
    "Ada Nwosu is a lighthouse keeper on a northern island who writes letters to a drowned man. When the supply boat "
    "brings an inspector, Leif Aune, she hides the letters in the lamp."
)


def test_a_logline_a_blurb_and_a_plot_are_three_tellings() -> None:
    """One a line, as catalogues have them."""
    text = "\n".join([LOGLINE, BLURB, " ".join(PLOT)])
    assert [part.text for part in split(text)] == [LOGLINE, BLURB, " ".join(PLOT)]


def test_the_paragraphs_of_one_plot_stay_together() -> None:
    """A story that goes on does not begin again."""
    text = "\n\n".join(PLOT)
    assert [part.text for part in split(text)] == [text]


def test_another_story_is_another_telling() -> None:
    """Nobody in the second text is known from the first."""
    assert [part.text for part in split(f"{BLURB}\n\n{OTHER}\n")] == [BLURB, OTHER]


def test_what_is_asked_for_is_done() -> None:
    """One telling for the file, or one for each paragraph, whatever they say."""
    text = "\n\n".join(PLOT)
    assert [part.text for part in split(text, "file")] == [text]
    assert [part.text for part in split(text, "paragraph")] == PLOT
    assert split(" \n ", "paragraph") == split("") == []


def test_lines_broken_at_a_width_are_no_paragraphs() -> None:
    """Only blank lines part the paragraphs of a text whose lines end in the middle of sentences."""
    text = (
        "The keeper of the lighthouse writes\nletters to a drowned man, and she\nhides them.\n\nThen the boat\ncomes."
    )
    assert [part.text.count("\n") for part in split(text, "paragraph")] == [2, 1]


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="Ab .\n\r", max_size=80), st.sampled_from(["auto", "file", "paragraph"]))
def test_parts_are_where_they_say_and_lose_no_word(text: str, how: str) -> None:
    """Offsets point at the words, parts follow each other, and only blanks lie between them."""
    parts = split(text, how)
    assert [text[part.start : part.end] for part in parts] == [part.text for part in parts]
    assert "".join("".join(part.text.split()) for part in parts) == "".join(text.split())
    assert all(a.end <= b.start for a, b in pairwise(parts))


def test_the_founding_files_hold_three_one_and_one(founding: list[Path]) -> None:
    """Three tellings a line, one in paragraphs, and another story."""
    texts = [path.read_text(encoding="utf-8") for path in founding]
    assert [len(split(text)) for text in texts] == [3, 1, 1]


def test_tellings_of_one_story_are_grouped_by_what_they_say() -> None:
    """With names or without, in any order."""
    texts = [OTHER, BLURB, " ".join(PLOT)]
    assert group_texts(texts) == [[0], [1, 2]]
    assert group_texts(texts[::-1]) == [[0, 1], [2]]
    assert affinity(BLURB, " ".join(PLOT)) > 0 > affinity(OTHER, " ".join(PLOT))


@pytest.mark.parametrize("texts", [[], ["one"], ["", ""]])
def test_little_text_makes_few_groups(texts: list[str]) -> None:
    """Every text is in one group, and nothing fails for want of words."""
    assert sorted(i for members in group_texts(texts) for i in members) == list(range(len(texts)))


def test_the_founding_tellings_are_of_two_stories(founding: list[Path]) -> None:
    """Four tellings of the one, and one of the other with the same bones."""
    texts = [part.text for path in founding for part in split(path.read_text(encoding="utf-8"))]
    assert group_texts(texts) == [[0, 1, 2, 3], [4]]


def test_those_who_are_known_may_be_brought_in_again() -> None:
    """Another telling of the same story presents its people anew, though every name of it is known."""
    again = (
        "Tsering Wangdu (Lobsang Dorje) is a widowed caravan guide who takes Zsófia Halmos (Mirela Antal), a surveyor, "
        "over the mountains.\n\nBahram, a rider of the Salt Bureau, follows them to the Well of Swallows and cannot "
        "shoot. The commissioner kills him for it, and dies with Tsering when the stones give way."
    )
    text = "\n\n".join([*PLOT, again])
    assert [part.text for part in split(text)] == ["\n\n".join(PLOT), again]
