"""Which articles name an actor: what `retold forget` removes."""

from __future__ import annotations

import re
import unicodedata

from retold.corpus import Corpus
from retold.erasure import Forgetting, telling_names

# Whatever says something of an article: its text, every value of its fields, its address, its file's name. An address
# whose escapes are no UTF-8 is looked through as it stands.
_HOLDING = """select distinct x.article from (
    select a.article, a.text as words from articles a
    union all select m.article, m.value from metadata m
    union all select u.article, coalesce(try(url_decode(u.address)), u.address) from (
        select a.article, a.url as address from articles a
        union all select o.article, case when regexp_matches(o.origin, '^https?://') then o.origin
            else regexp_extract(o.origin, '[^/]*$') end from origins o
        union all select r.article, concat_ws(' ', p.requested, array_to_string(p.hops, ' ')) from stage.readings r
            join stage.responses p on p.origin = r.origin and p.bytes_hash = r.bytes_hash
    ) u
) x where regexp_matches(x.words, ?)"""


def forgetting_of(corpus: Corpus, entity: str) -> Forgetting:
    """Return the names of an actor that tell it from others, and every article that holds one or means it.

    An article counts when a mention in it was found to be the actor, or when one of the names stands in its text, in
    what is said of it, or in its address, whatever the program made of it. Raises `NotFound` for an unknown actor.
    """
    row = corpus.entity(entity).to_pylist()[0]
    names = telling_names([row["name"], *(each["name"] for each in row["names"])])
    meant = corpus.ask("select distinct m.article from mentions m where m.entity = ?", [row["entity"]])
    articles = set(meant.column(0).to_pylist())
    for name in names:
        articles.update(corpus.ask(_HOLDING, [_pattern(name)]).column(0).to_pylist())
    return Forgetting(names, tuple(sorted(articles)))


def _pattern(name: str) -> str:
    """Return a pattern for a name, whatever stands between its words: line breaks, hyphens, double spaces."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))
    either = [f"(?:{re.escape(word)}|{re.escape(unicodedata.normalize('NFD', word))})" for word in words]
    return r"(?i)(^|[^\pL\pN])" + r"[^\pL\pN]+".join(either) + r"($|[^\pL\pN])"
