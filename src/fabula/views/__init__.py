"""A story as something to look at: terminal, page, picture. Pure functions."""
