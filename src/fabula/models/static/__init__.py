"""Small tables of what English words mean and how rare they are, made by ``training/static.py``."""

from fabula.models.static.table import WIDTH as WIDTH
from fabula.models.static.table import all_counts as all_counts
from fabula.models.static.table import plots_counted as plots_counted
from fabula.models.static.table import plots_with as plots_with
from fabula.models.static.table import word_table as word_table
from fabula.models.static.table import word_vectors as word_vectors
