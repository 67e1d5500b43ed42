"""Generated corpora with truth, and how fast the program reads them."""
