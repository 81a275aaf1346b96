"""A story in the formats that other tools read."""
