"""The trained encoder at inference time."""
