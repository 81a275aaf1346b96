"""Other names and other letter case for the same documents, so that the reader learns neither by heart."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from training.data import Document

LOCALES = (
    "ar_EG ar_SA az_AZ bn_BD cs_CZ da_DK de_DE el_GR en_GB en_IN en_NG es_ES es_MX et_EE fa_IR fi_FI fr_CA fr_FR ga_IE "
    "gu_IN ha_NG he_IL hi_IN hr_HR hu_HU hy_AM id_ID ig_NG it_IT ja_JP ka_GE ko_KR lt_LT lv_LV ne_NP nl_NL no_NO pl_PL "
    "pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sv_SE sw ta_IN th_TH tr_TR uk_UA uz_UZ vi_VN yo_NG zh_CN zu_ZA"
).split()
WORDS = (
    "Hope Will Grace Chance Rose Bill Mark Angel King Price Summer Ray Dean Rusty Art Pat Major Young Rich Sky River "
    "Joy"
)
TITLES = frozenset(
    "The A An His Her Their Dr Mr Mrs Miss Detective King Queen Father Mother Captain Doctor Uncle Aunt Lady Lord Sir "
    "Agent Officer".split()
)
"""Capital letters that are no part of a name."""


class Names:
    """Names of the world, made with ``faker``, romanised with ``anyascii``: one pool for women, men and last names.

    English words that are also names, and hyphenated names, are mixed in.
    """

    def __init__(self, seed: int) -> None:
        from anyascii import anyascii
        from faker import Faker

        rng = random.Random(seed)
        pools: dict[str, set[str]] = {key: set(WORDS.split()) for key in ("f", "m", "last")}
        for locale in LOCALES:
            try:
                faker = Faker(locale)
            except AttributeError:  # this release of faker does not know the locale
                continue
            faker.seed_instance(seed)
            for key, make in (("f", "first_name_female"), ("m", "first_name_male"), ("last", "last_name")):
                made = (anyascii(str(getattr(faker, make)())).strip() for _ in range(60))
                pools[key].update(_cased(name) for name in made if re.fullmatch(r"[A-Za-z]+([-'][A-Za-z]+)*", name))
        self.pools = {}
        for key, pool in pools.items():
            halves = zip(*(rng.sample(sorted(pool), 60) for _ in "ab"), strict=True)
            pool.update(f"{a}-{b.lower() if rng.random() < 0.5 else b}" for a, b in halves)
            self.pools[key] = sorted(pool)

    def swap(self, d: Document, rng: random.Random) -> Document:
        """The document with each name of a person replaced, the same name always by the same.

        What the cast calls a woman takes a woman's first name, so that the pronouns still fit.
        """
        new: dict[str, str] = {}
        for (first, end, _), ids in zip(d.mentions, d.characters, strict=True):
            cast = d.cast.get(ids[0], {})
            if len(ids) > 1 or cast.get("kind") != "person":
                continue
            known = set(re.findall(r"[^\s.]+", cast.get("name", ""))) - TITLES
            run = [w for w in d.words[first:end] if w in known and w[0].isupper() and w[1:].islower() and len(w) > 2]
            if run and not all(w[0].isupper() or w in ("'s", "’s") for w in d.words[first:end]):
                run = run[-1:]
            for i, w in enumerate(run):
                given = i == 0 and (len(run) > 1 or end - first == 1)
                gender = cast.get("gender") if cast.get("gender") in ("f", "m") else rng.choice("fm")
                new.setdefault(w, rng.choice(self.pools[gender if given else "last"]))
        return replace(d, words=[new.get(w, w) for w in d.words])


def _cased(name: str) -> str:
    return name.capitalize() if re.search("[a-z][A-Z]", name) else name[0].upper() + name[1:]


def recase(d: Document, rng: random.Random) -> Document:
    """The document all in small letters, or all in capitals, or with one sentence in capitals."""
    kind = rng.random()
    if kind < 0.5:
        return replace(d, words=[w.lower() for w in d.words])
    if kind < 0.7:
        return replace(d, words=[w.upper() for w in d.words])
    words = list(d.words)
    first, end = rng.choice(d.sentences)
    words[first:end] = [w.upper() for w in words[first:end]]
    return replace(d, words=words)
