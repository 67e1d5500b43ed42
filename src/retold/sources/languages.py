"""The language of a text, by py3langid (Lui and Baldwin's langid.py with its trained naive Bayes model)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from retold.evidence import rounded
from retold.sources.paragraphs import count_words

_MOST_SURE = 0.999  # the model's own figure is 1 for nearly every text


def language_of(text: str, min_words: int) -> tuple[str, float] | None:
    """Return the ISO 639-1 code of the language of `text` and its probability; None below `min_words` words."""
    if count_words(text) < min_words:
        return None
    language, probability = _identifier().classify(text)
    return str(language), rounded(min(_MOST_SURE, float(probability)))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported here: reading the model takes most of a second, and only this stage needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
