"""How the story ends for each character, by all that is said of them."""

from __future__ import annotations

from fabula.models.model import Model
from fabula.reading.layers import Cast, Ends, Mentions
from fabula.reading.pooling import persons
from fabula.story.ontology import Manner

__all__ = ["FindEnds"]


class FindEnds:
    """How likely each character is dead at the end, how they died if so, and the mention that shows it best."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._dead: int = model.labels["fate"].index("dead")
        self._manners = [model.labels["manner"].index(manner.value) for manner in Manner]

    def __call__(self, mentions: Mentions, cast: Cast) -> Ends:
        members: dict[str, list[int]] = {c.id: [] for c in cast.characters}
        for k, mention in enumerate(cast.mentions):
            if len(mention.characters) == 1:
                members[mention.characters[0]].append(k)
        said = persons(self._model, mentions, list(members.values()))
        alone = persons(self._model, mentions, [[k] for k in range(len(cast.mentions))])["fate"][:, self._dead]
        return Ends(
            dict(zip(members, said["fate"][:, self._dead].tolist(), strict=True)),
            dict(zip(members, map(tuple, said["manner"][:, self._manners].tolist()), strict=True)),
            {id: max(m, key=lambda k: float(alone[k])) for id, m in members.items()},
        )
