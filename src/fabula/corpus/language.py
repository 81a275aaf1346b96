"""Which language a text is in, as far as its commonest words show."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["LANGUAGES", "detect"]

# Function words that make up a good part of any text of their language; the few that several share (de, la, in, ...)
# count for each. Enough to tell languages apart, not to study them.
_WORDS = {
    "en": "the of and to a in is that his he with for as her by on who she from him are was has their they be an it "
    "at into but when not which after while them out up this have had then about one all will been were or its",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an er sie hat "
    "aus wird seine einer wie sein nach bei um noch wurde ihm ihr sind haben einem über einen so",
    "fr": "de la le et les des en un du une que est dans qui par pour au il sur son sa plus ne se pas avec elle ce "
    "son ses mais ils leur aux été cette ont lui sont comme être deux où",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ha o este sí "
    "porque esta entre cuando muy sin sobre también me hasta hay donde quien desde",
    "it": "di e il la che in un a per è una del con non sono da si le dei nel alla i al gli della lo più ma suo sua "
    "come anche viene dal delle ha dopo loro essere degli",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu "
    "sua ou ser quando muito há nos já está eu também só pelo pela",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als door naar maar die hij ze bij "
    "wordt heeft uit hem haar was worden over zich",
    "sv": "och i att en som det är av för med den till på inte om han ett har de sig var men hon från så när efter "
    "vid hans sin blir eller honom hennes",
    "da": "og i at det en den til er som på de med han af for ikke der var et har sig men om fra hun efter ved hans "
    "sin bliver eller hendes ham da",
    "no": "og i det på som er en til å av for at med de den har ikke om et fra men han var seg hun sin etter ved "
    "blir eller hans hennes når",
    "fi": "ja on ei että se hän oli mutta kun niin joka myös sen hänen kuin ovat tai jonka mukaan sekä hänet jälkeen",
    "pl": "w i na z się do nie że jest o to jego po który przez jak za od jej ale dla oraz przed został jako który gdy",
    "cs": "a se v na je že s z do o i to jeho za ve by jako po který pro ale když jsou být jeho která od však",
    "ro": "de și în a la cu pe o din că un care nu este pentru ce mai lui sa al se au fi ei după său fost",
    "hu": "a az és hogy nem is egy ez meg de azt van csak már aki mint volt még vagy amely után ki el pedig",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi onun kadar sonra ama o ne her kendi değil ise",
    "id": "yang dan di dengan untuk dari pada ini itu dia tidak dalam ke akan adalah seorang oleh juga karena mereka",
    "vi": "và của là một có không cho được trong với những đã người này các khi anh cô để từ đến",
    "la": "et in est ad non cum ut qui ex quod sed ab eius quae si hoc per atque aut",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SCRIPTS = {
    "ko": "[\uac00-\ud7a3]",
    "ja": "[\u3040-\u30ff]",
    "zh": "[\u4e00-\u9fff]",
    "ru": "[\u0400-\u04ff]",
    "el": "[\u0370-\u03ff]",
    "he": "[\u0590-\u05ff]",
    "ar": "[\u0600-\u06ff]",
    "hi": "[\u0900-\u097f]",
    "bn": "[\u0980-\u09ff]",
    "ta": "[\u0b80-\u0bff]",
    "th": "[\u0e00-\u0e7f]",
    "ka": "[\u10a0-\u10ff]",
    "hy": "[\u0530-\u058f]",
}
LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "ko": "Korean",
    "la": "Latin", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sv": "Swedish", "ta": "Tamil", "th": "Thai", "tr": "Turkish", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip
"""The languages that can be told, by ISO 639-1 code. ``ru`` and ``ar`` stand for what is written in those scripts."""

_SAMPLE = 20_000
_FEWEST = 8  # words below which Latin letters tell nothing


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of ``text``, or ``None`` where its first 20,000 code points do not tell."""
    sample = text[:_SAMPLE].casefold()
    letters = sum(c.isalpha() for c in sample)
    if not letters:
        return None
    scripts = {code: len(re.findall(pattern, sample)) for code, pattern in _SCRIPTS.items()}
    script = max(scripts, key=scripts.__getitem__)
    if scripts[script] > letters / 2 or (script != "ja" and sum(scripts.values()) > letters * 0.7):
        # Japanese is written with Chinese characters too; its own kana give it away.
        return "ja" if script == "zh" and scripts["ja"] > scripts["zh"] / 20 else script
    words = re.findall(r"[^\W\d_]+", sample)
    if len(words) < _FEWEST:
        return None
    counts = Counter(words)
    shares = {code: sum(counts[w] for w in common) / len(words) for code, common in _SETS.items()}
    ranked = sorted(shares, key=shares.__getitem__, reverse=True)
    best, next_best = shares[ranked[0]], shares[ranked[1]]
    return ranked[0] if best >= 0.15 and best > 1.15 * next_best else None
