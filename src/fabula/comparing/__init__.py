"""Tellings of one story beside each other, and one story beside another."""

from fabula.comparing.grouping import group as group
from fabula.comparing.grouping import group_texts as group_texts
from fabula.comparing.merging import merge as merge
from fabula.comparing.merging import without as without
from fabula.comparing.splitting import split as split
