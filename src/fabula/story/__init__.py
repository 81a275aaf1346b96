"""The nouns: what a story is made of. Frozen values, no input or output."""
