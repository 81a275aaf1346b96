"""The store: one SQLite file that keeps stories, and finds them again."""
