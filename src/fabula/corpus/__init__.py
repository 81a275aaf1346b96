"""The workflows: they alone join the rooms."""
