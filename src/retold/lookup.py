"""Is this quotation in the store, and by which way did it come: what `retold check` answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa

from retold.corpus import Corpus
from retold.quotations.lookup import Found, find_words
from retold.quotations.origins import Ancestry, count_origins

_SHOWN_WORDS = 160
_PLACES = pa.schema(
    [
        *((name, pa.string()) for name in ("verdict", "quotation", "statement", "article", "outlet")),
        *((name, pa.string()) for name in ("speaker", "speaker_name")),
        ("begin", pa.int64()),
        ("end", pa.int64()),
        ("words", pa.string()),
        ("likeness", pa.float64()),
        ("differences", pa.list_(pa.struct([("asked", pa.string()), ("found", pa.string())]))),
        ("from_article", pa.string()),
        ("channel", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """One place where the words asked for stand, or nearly."""

    verdict: str
    quotation: str
    statement: str | None
    article: str
    outlet: str | None
    speaker: str | None
    speaker_name: str | None
    begin: int
    end: int
    words: str
    likeness: float
    differences: tuple[tuple[str, str], ...]  # what was asked for, what stands there
    from_article: str | None  # the article that this one was probably taken from
    channel: tuple[str, ...]
    headline: str

    def cells(self, handles: Mapping[str, str]) -> tuple[str, ...]:
        """Return the place as the cells of a table, articles by the names in `handles`."""
        changed = "; ".join(f"{asked or '∅'} > {there or '∅'}" for asked, there in self.differences)
        words = self.words if len(self.words) <= _SHOWN_WORDS else f"{self.words[:_SHOWN_WORDS]}…"
        return (
            handles.get(self.article, self.article),
            self.outlet or "outlet not stated",
            self.verdict,
            self.speaker_name or "speaker not known",
            handles.get(self.from_article or "", self.from_article or ""),
            f"{' '.join(words.split())}{f'  [{changed}]' if changed else ''}",
        )


def check_words(corpus: Corpus, words: str, speaker: str | None = None) -> list[Place]:
    """Return the places where a quotation has `words`, the best first; an empty list when it is not found.

    Raises `UsageError` when `words` holds no word.
    """
    quotations = corpus.ask(
        "select q.*, e.name as speaker_name, list_transform(e.names, lambda n: n.name) as speaker_names"
        " from quotations q left join entities e on e.entity = q.speaker where q.probability >= 0.5"
        " order by q.quotation"
    ).to_pylist()
    texts = dict(zip(*corpus.ask("select a.article, a.text from articles a").to_pydict().values(), strict=True))
    found = find_words(words, quotations, texts, speaker)
    if not found:
        return []
    by_id = {row["quotation"]: row for row in quotations}
    outlets = dict(zip(*corpus.ask("select a.article, a.outlet from articles a").to_pydict().values(), strict=True))
    exemplars = _exemplars(corpus)
    headline = _headline(found, count_origins({one.article for one in found}, ancestry_of(corpus)))
    places = []
    for one in found:
        row = by_id[one.quotation]
        places.append(
            Place(
                verdict=one.verdict,
                quotation=one.quotation,
                statement=one.statement,
                article=one.article,
                outlet=outlets[one.article],
                speaker=one.speaker,
                speaker_name=row["speaker_name"],
                begin=one.span.begin,
                end=one.span.end,
                words=one.span.of(texts[one.article]),
                likeness=one.likeness,
                differences=tuple((difference.asked, difference.found) for difference in one.differences),
                from_article=exemplars.get(one.quotation),
                channel=tuple(row["channel"] or ()),
                headline=headline,
            )
        )
    return places


def places_table(places: Sequence[Place]) -> pa.Table:
    """Return places as an Arrow table, `differences` as records of `asked` and `found`."""
    rows = []
    for place in places:
        row = {name: value for name, value in asdict(place).items() if name != "headline"}
        differences = [{"asked": asked, "found": found} for asked, found in place.differences]
        rows.append(row | {"differences": differences, "channel": list(place.channel)})
    return pa.Table.from_pylist(rows, schema=_PLACES)


def ancestry_of(corpus: Corpus) -> Ancestry:
    """Return what each article of the store goes back to."""
    return Ancestry(corpus.table("derivations").to_pylist(), corpus.table("stemmata").to_pylist())


def _exemplars(corpus: Corpus) -> dict[str, str]:
    """Return for each retold quotation the article that its words were probably taken from."""
    taken = corpus.ask(
        "select r.quotation, q.article from retellings r join quotations q on q.quotation = r.from_quotation"
        " where r.quotation is not null and r.probability >= 0.5 and q.article <> r.article"
        " order by r.quotation, q.article"
    ).to_pylist()
    return {row["quotation"]: row["article"] for row in taken}


def _headline(found: list[Found], origins: int) -> str:
    articles = counted(len({one.article for one in found}), "article")
    verdicts = dict.fromkeys(one.verdict for one in found)
    counts = ", ".join(f"{sum(one.verdict == verdict for one in found)} {verdict}" for verdict in verdicts)
    return f"Found in {articles}, {counted(origins, 'origin')}: {counts}."


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: 1 article, 2 articles."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
