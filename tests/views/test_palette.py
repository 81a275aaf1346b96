"""The colours of characters stay apart for everybody."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from fabula.views.palette import DARK, DASHES, HUES, LIGHT, styles

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def linear(colour: str) -> NDArray[np.float64]:
    rgb = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ottosson (2020)."""
    lms: NDArray[np.float64] = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    ) @ np.clip(rgb, 0, 1)
    lab: NDArray[np.float64] = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    ) @ np.cbrt(lms)
    return lab


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_any_two_hues_stay_apart(theme: dict[str, str], sight: str) -> None:
    """Any two of the eight hues differ by far more than one can notice (0.02), in every kind of sight."""
    seen = [oklab(SIGHTS[sight] @ linear(theme[f"c{n}"])) for n in range(HUES)]
    closest = min((float(np.linalg.norm(a - b)), n, k) for (n, a), (k, b) in combinations(enumerate(seen), 2))
    assert closest[0] > 0.1, closest


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_hues_stand_out_and_words_can_be_read(theme: dict[str, str]) -> None:
    """Lines have a contrast of 3 to the page and words of 4.5 (WCAG 2.2, 1.4.11 and 1.4.3)."""
    for ground in ("paper", "card"):
        assert min(contrast(theme[f"c{n}"], theme[ground]) for n in range(HUES + 1)) >= 3
    for words in ("ink", "soft", "hostile", "friendly", "accent"):
        assert min(contrast(theme[words], theme[ground]) for ground in ("paper", "card", "faint")) >= 4.5, words
    assert contrast(theme["ink"], theme["lit"]) >= 4.5


def test_a_style_belongs_to_one_character() -> None:
    """Twenty-four characters have a style of their own; the first eight differ by colour alone."""
    given = styles([f"p{n}" for n in range(60)])
    assert len({given[f"p{n}"] for n in range(HUES * len(DASHES))}) == HUES * len(DASHES)
    assert {given[f"p{n}"].dash for n in range(HUES)} == {"solid"}
