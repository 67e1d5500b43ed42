"""What a journalist should be told of a story: facts from the public tables, in sober words, for every surface."""
