"""Texts that are made up to fit on look like those that people write."""

from __future__ import annotations

from training.made_up import renamed

TEXT = "It's 1912. There Ada writes to Leif for the FBI. Again Ada waits, and Ada's lamp goes out. Well, Leif comes."
OTHER = "Then Bo sees Kit. Soon Bo tells Kit, and Bo leaves."


def test_only_names_are_put_for_others() -> None:
    """The one most spoken of is called as the one most spoken of; all other words stay as they were written."""
    assert renamed(TEXT, OTHER) == (
        "It's 1912. There Bo writes to Kit for the FBI. Again Bo waits, and Bo's lamp goes out. Well, Kit comes."
    )
