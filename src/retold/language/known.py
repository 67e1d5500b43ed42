"""Which English word forms are known: the forms that the language model's vocabulary lists.

A form outside the list may be rare, foreign or misspelt; two forms of one word of which only one is known tell a
slip from its mending. Nothing is loaded but the list itself.
"""

from __future__ import annotations

import json
from functools import lru_cache

from retold.errors import ModelError
from retold.language.models import weights_folder

_MODEL = "en_core_web_sm"


@lru_cache(maxsize=1)
def known_forms() -> frozenset[str]:
    """Return the alphabetic forms of the vocabulary, in lower case; empty where no model is installed."""
    try:
        folder = weights_folder(_MODEL)
    except ModelError:
        return frozenset()
    listed = json.loads((folder / "vocab" / "strings.json").read_text(encoding="utf-8"))
    return frozenset(form.lower() for form in listed if form.isalpha())
