"""How good the program is, measured on labelled data: `python -m evaluation NAME --data PATH`."""
