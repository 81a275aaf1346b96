"""Stories kept in one file, searched, and put right."""
