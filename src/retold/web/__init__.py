"""Pages for people: the report, one self-contained file."""
