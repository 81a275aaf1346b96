"""What the words of a mention show by themselves: pronouns, possessive endings, the form."""

from __future__ import annotations

from fabula.story.ontology import Form

__all__ = ["PRONOUNS", "bare", "form_of"]

PRONOUNS = frozenset(
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers "
    "herself it its itself they them their theirs themselves themself who whom whose that which each both".split()
)
_POSSESSIVES = ("'s", "’s", "'", "’")


def bare(words: str) -> str:
    """The words without a possessive ending."""
    for ending in _POSSESSIVES:
        if words.endswith(ending) and len(words) > len(ending):
            return words.removesuffix(ending).rstrip()
    return words


def form_of(words: str) -> Form:
    """Whether ``words`` are a pronoun, a name (their last word has a capital) or a noun, as their spelling shows."""
    own = bare(words.strip())
    if own.casefold() in PRONOUNS:
        return Form.PRONOUN
    return Form.NAME if own.split()[-1:] and own.split()[-1][:1].isupper() else Form.NOUN
