"""The language of a text, by py3langid (Lui and Baldwin's langid.py with its trained naive Bayes model)."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from retold.evidence import rounded
from retold.sources.paragraphs import count_words

# Letters by family of scripts; a text's language is told from its main family, whatever names it quotes from others.
_SCRIPTS = {
    "latin": "A-Za-z\u00aa-\u024f\u1e00-\u1eff",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "cyrillic": "\u0400-\u052f",
    "hebrew": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "east": "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af",
    "south": "\u0900-\u0eff\u1000-\u109f\u1780-\u17ff",
}
_WORDS = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters in _SCRIPTS.items()))
_DENSE = {"east": 3}  # so many letters of other scripts say what one of these says
_MOST_SURE = 0.999  # the model's own figure is 1 for nearly every text


def language_of(text: str, min_words: int) -> tuple[str, float] | None:
    """Return the ISO 639-1 code of the language of `text` and its probability; None below `min_words` words.

    Words of another script than the text's main one (names, a quotation) have no say.
    """
    if count_words(text) < min_words:
        return None
    language, probability = _identifier().classify(_in_main_script(text))
    return str(language), rounded(min(_MOST_SURE, float(probability)))


def _in_main_script(text: str) -> str:
    """Return `text` without the words in scripts other than its main one; as it is where there is but one."""
    letters: Counter[str] = Counter()
    for match in _WORDS.finditer(text):
        name = str(match.lastgroup)
        letters[name] += len(match.group()) * _DENSE.get(name, 1)
    if len(letters) < 2:
        return text
    main = max(sorted(letters), key=letters.__getitem__)
    return _WORDS.sub(lambda match: match.group() if match.lastgroup == main else " ", text)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported here: reading the model takes most of a second, and only this stage needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
