"""Time expressions: a grammar of English news times and their TIMEX3 values."""
