"""Commands that measure, and commands that make pages."""
