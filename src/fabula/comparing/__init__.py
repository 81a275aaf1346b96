"""Tellings of one story beside each other, and one story beside another."""
