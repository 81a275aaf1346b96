"""How the story ends for each character, by all that is said of them."""

from __future__ import annotations

from itertools import chain

from fabula.models.model import Model
from fabula.reading.layers import Cast, Ends, Mentions
from fabula.reading.pooling import own_mentions, persons
from fabula.story.ontology import Manner

__all__ = ["FindEnds"]


class FindEnds:
    """How likely each character is dead at the end, how they died if so, and the mention that shows it best."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._dead: int = model.labels["fate"].index("dead")
        self._manners = [model.labels["manner"].index(manner.value) for manner in Manner]

    def __call__(self, mentions: Mentions, cast: Cast) -> Ends:
        own = own_mentions(mention.characters for mention in cast.mentions)
        members = {c.id: own[c.id] for c in cast.characters}
        said = persons(self._model, mentions, list(members.values()))
        speaks = zip(chain.from_iterable(members.values()), said.mentions["fate"][:, self._dead].tolist(), strict=True)
        of_death = dict(speaks)
        return Ends(
            dict(zip(members, said.characters["fate"][:, self._dead].tolist(), strict=True)),
            dict(zip(members, map(tuple, said.characters["manner"][:, self._manners].tolist()), strict=True)),
            {id: max(m, key=of_death.__getitem__) for id, m in members.items()},
        )
