"""Reading: one telling in, its story out."""

from fabula.reading.recipes import read_layers, read_telling, read_tellings

__all__ = ["read_layers", "read_telling", "read_tellings"]
