"""House words: what an outlet systematically writes where its exemplars write something else.

Counted over the passages that its copies took: how often a reading of the exemplar gave way to the outlet's, of how
many places where it stood. Shown only where several articles and several exemplars bear it out, with Wilson's
interval (1927) for the rate.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import comb, sqrt
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of, rounded
from retold.reuse.words import Words, words_of
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES

_Z = 1.96  # 95 % of a normal distribution
_MAX_READING_WORDS = 5  # a longer reading is a rewritten clause, not a house word
_SHOWN = 5  # places given as evidence
_MAX_EXACT = 1000  # places beyond which the binomial sum adds nothing to four digits

# One row a passage that a copy of a stated outlet took: the words of its exemplar.
TAKEN_PASSAGES_SQL = """
with taken as (
    select p.article_a as article, p.article_b as exemplar, p.begin_b as exemplar_begin, p.end_b as exemplar_end
    from passages p where p.probability >= 0.5
    union all
    select p.article_b, p.article_a, p.begin_a, p.end_a from passages p where p.probability >= 0.5
)
select f.outlet, k.article, k.exemplar, coalesce(e.outlet, k.exemplar) as exemplar_outlet,
    k.exemplar_begin, k.exemplar_end,
    substr(t.text, cast(k.exemplar_begin + 1 as integer), cast(k.exemplar_end - k.exemplar_begin as integer)) as text
from taken k
join derivations d on d.article = k.article and d.exemplar = k.exemplar and d.probability >= 0.5
join article_fields f on f.article = k.article and f.outlet is not null
join article_fields e on e.article = k.exemplar
join texts t on t.article = k.exemplar
"""

# One row a place inside such a passage where the copy has other words.
READINGS_BY_OUTLET_SQL = """
select k.outlet, v.article, v.begin, v.end, v.exemplar, k.exemplar_outlet, v.exemplar_begin,
    substr(t.text, cast(v.begin + 1 as integer), cast(v.end - v.begin as integer)) as reading,
    substr(k.text, cast(v.exemplar_begin - k.exemplar_begin + 1 as integer),
        cast(v.exemplar_end - v.exemplar_begin as integer)) as exemplar_reading
from variants v
join taken_passages k on k.article = v.article and k.exemplar = v.exemplar
    and k.exemplar_begin <= v.exemplar_begin and v.exemplar_end <= k.exemplar_end
join texts t on t.article = v.article
where v.kind = 'substitution' and v.probability >= 0.5
"""

_Reading = tuple[str, ...]
_Places = dict[tuple[str, str], list[tuple[Words, int]]]  # by outlet and word: passages, and which of their words it is


@dataclass(slots=True)
class _House:
    """What one outlet puts for one reading."""

    places: list[dict[str, Any]] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """Number of the outlet's articles with it."""
        return len({place["article"] for place in self.places})

    @property
    def exemplars(self) -> int:
        """Number of the exemplars' outlets (of exemplars, where the outlet is not stated)."""
        return len({place["exemplar_outlet"] for place in self.places})


def substitutions(readings_by_outlet: pa.Table, taken_passages: pa.Table, *, settings: ReuseSettings) -> pa.Table:
    """List what one outlet puts for what, with how often it did and could have.

    A pair of readings in fewer than `min_house_articles` articles, or from fewer than `min_house_exemplars` outlets, is
    not listed.
    """
    houses: dict[tuple[str, _Reading, _Reading], _House] = {}
    for row in readings_by_outlet.to_pylist():
        old, new = words_of(row["exemplar_reading"]), words_of(row["reading"])
        if 0 < len(old) <= _MAX_READING_WORDS and 0 < len(new) <= _MAX_READING_WORDS and old.forms != new.forms:
            key = (row["outlet"], tuple(old.forms), tuple(new.forms))
            houses.setdefault(key, _House()).places.append(row)
    kept = {
        key: house
        for key, house in sorted(houses.items())
        if house.articles >= settings.min_house_articles and house.exemplars >= settings.min_house_exemplars
    }
    taken = _places_of_words(taken_passages, {(outlet, old[0]) for outlet, old, _ in kept})
    return STAGE_TABLES["substitutions"].rows(_row(key, house, taken) for key, house in kept.items())


def _places_of_words(taken_passages: pa.Table, wanted: set[tuple[str, str]]) -> _Places:
    """Return where each wanted word (of an outlet's exemplars) stands in the passages that the outlet took."""
    outlets = {outlet for outlet, _ in wanted}
    found: _Places = {}
    for row in taken_passages.to_pylist():
        if row["outlet"] in outlets:
            words = words_of(row["text"])
            for place, form in enumerate(words.forms):
                if (row["outlet"], form) in wanted:
                    found.setdefault((row["outlet"], form), []).append((words, place))
    return found


def _row(key: tuple[str, _Reading, _Reading], house: _House, taken: _Places) -> dict[str, Any]:
    outlet = key[0]
    places = sorted(house.places, key=lambda p: (p["article"], p["begin"], p["exemplar"], p["exemplar_begin"]))
    old = _commonest(place["exemplar_reading"] for place in places)
    count = len(places)
    reading = words_of(old)
    stood = sum(_stands_at(reading, words, place) for words, place in taken.get((outlet, reading.forms[0]), ()))
    opportunities = max(count, stood)
    low, high = wilson(count, opportunities)
    probability = probability_of_habit(count, opportunities)
    weight = log_odds_of(probability) / count
    shown = [
        Evidence("reading", weight, place["article"], place["begin"], place["end"], "variants")
        for place in places[:_SHOWN]
    ]
    return {
        "outlet": outlet,
        "reading": _commonest(place["reading"] for place in places),
        "exemplar_reading": old,
        "count": count,
        "opportunities": opportunities,
        "articles": house.articles,
        "exemplars": house.exemplars,
        "rate_low": low,
        "rate_high": high,
        "probability": probability,
        "evidence": [each.as_row() for each in shown],
    }


def _commonest(readings: Any) -> str:
    """The surface that most places have, without marks around it; of equal ones the first in code-point order."""
    counts = Counter(_bare(reading) for reading in readings)
    return min(counts, key=lambda reading: (-counts[reading], reading))


def _bare(reading: str) -> str:
    words = words_of(reading)
    return reading[words.begins[0] : words.ends[-1]]


def _stands_at(reading: Words, words: Words, place: int) -> bool:
    """Tell whether a reading stands at a place; a capital in it must be one there ("US" is not "us")."""
    size = len(reading)
    return words.forms[place : place + size] == reading.forms and all(
        words.surface(place + i)[0].isupper() or not reading.surface(i)[0].isupper() for i in range(size)
    )


def wilson(count: int, opportunities: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of the rate `count` of `opportunities` (1 and more), 4 decimals."""
    share = count / opportunities
    centre = share + _Z * _Z / (2 * opportunities)
    reach = _Z * sqrt(share * (1 - share) / opportunities + _Z * _Z / (4 * opportunities * opportunities))
    whole = 1 + _Z * _Z / opportunities
    return rounded(max(0.0, (centre - reach) / whole)), rounded(min(1.0, (centre + reach) / whole))


def probability_of_habit(count: int, opportunities: int) -> float:
    """Return how probable it is that the rate is above one half, all rates being alike before anything is counted."""
    if opportunities > _MAX_EXACT:
        return rounded(float(2 * count > opportunities))
    trials = opportunities + 1
    return rounded(sum(comb(trials, k) for k in range(count + 1)) / (1 << trials))
