"""Is this quotation in the store, and by which way did it come: what `retold check` answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.opened import AMONG, ASSERTED
from retold.progress import StageProgress, unreported
from retold.quotations.lookup import (
    Candidates,
    Found,
    Wanted,
    content_of,
    matches,
    plain_text,
    wanted_words,
)
from retold.quotations.origins import Ancestry, count_origins
from retold.reuse.marks import inside_spans

_SHOWN_WORDS = 160
_MOST_BESIDE = 2_000  # articles of the same stories that are looked at for what some of them go back to
_MIN_DRAFT_WORDS = 4  # fewer words in marks are a name or a phrase
_TEXTS_AT_ONCE = 4_000  # held in memory
_ARTICLES_AT_ONCE = 500  # of which quotations are
_WORD = re.compile(r"\w+")
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


def check_words(
    corpus: Corpus, words: str, speaker: str | None = None, *, progress: StageProgress = unreported
) -> list[Place]:
    """Return the places where a quotation has `words`, the best first; an empty list when it is not found.

    Raises `UsageError` when `words` holds no word.
    """
    return next(checked(corpus, [Asked(words, speaker, "")], progress=progress))


def checked(
    corpus: Corpus, asked: Sequence[Asked], speaker: str | None = None, *, progress: StageProgress = unreported
) -> Iterator[list[Place]]:
    """Yield for each quotation asked for what `check_words` returns; `speaker` is that of those that name none.

    The texts are gone through once for all of them, some thousands at a time, and of the quotations only those of
    articles that may have the words. Raises `UsageError` before anything is read.
    """
    every = [wanted_words(one.words, one.speaker or speaker) for one in asked]
    chosen = _candidates(corpus, every, progress) if every else []
    for wanted, best in zip(every, chosen, strict=True):
        yield _places(corpus, wanted, best.names)


def _candidates(corpus: Corpus, every: Sequence[Wanted], progress: StageProgress) -> list[Candidates]:
    """Return for each of those wanted the quotations worth a closer look."""
    chosen = [Candidates(wanted) for wanted in every]
    total, done = corpus.number("select count(*) from stage.texts"), 0
    for texts in _portions(corpus, total):
        progress("texts", done, total)
        done += len(texts)
        may_have: dict[str, list[int]] = {}
        for article, text in texts.items():
            plain = plain_text(text)
            found = [number for number, wanted in enumerate(every) if wanted.may_stand_in(plain)]
            if found:
                may_have[article] = found
        names = sorted(may_have)
        for begin in range(0, len(names), _ARTICLES_AT_ONCE):
            for row in _contents(corpus, names[begin : begin + _ARTICLES_AT_ONCE]):
                content = content_of(row, texts[row["article"]])
                for number in may_have[row["article"]]:
                    chosen[number].look_at(row["quotation"], content)
    return chosen


def _portions(corpus: Corpus, count: int) -> Iterator[dict[str, str]]:
    """Yield the texts by article, those together whose ids begin alike: ids are hashes, so portions are even."""
    digits = 0
    while count > _TEXTS_AT_ONCE * 16**digits:
        digits += 1
    for begin in map("".join, product("0123456789abcdef", repeat=digits)):
        yield corpus.pairs("select t.article, t.text from stage.texts t where starts_with(t.article, ?)", [begin])


def _contents(corpus: Corpus, articles: list[str]) -> list[dict[str, Any]]:
    return corpus.rows(
        "select q.quotation, q.article, q.content from stage.spoken_quotations q"
        f" where q.article in {AMONG} and q.probability >= {ASSERTED}",
        [articles],
    )


def _places(corpus: Corpus, wanted: Wanted, names: list[str]) -> list[Place]:
    rows = corpus.rows(
        "select q.*, e.name as speaker_name, list_transform(e.names, lambda n: n.name) as speaker_names"
        " from quotations q left join entities e on e.entity = q.speaker"
        f" where q.quotation in {AMONG} order by q.quotation",
        [names],
    )
    texts = corpus.texts_of(sorted({row["article"] for row in rows}))
    found = matches(wanted, rows, texts)
    return _Shown(corpus, rows, texts, found).places() if found else []


class _Shown:
    """What was found, with all that a place tells of it."""

    def __init__(
        self, corpus: Corpus, rows: list[dict[str, Any]], texts: Mapping[str, str], found: list[Found]
    ) -> None:
        articles = sorted({one.article for one in found})
        self._found, self._texts = found, texts
        self._by_id = {row["quotation"]: row for row in rows}
        self._outlets = corpus.pairs(
            f"select f.article, f.outlet from stage.article_fields f where f.article in {AMONG}", [articles]
        )
        self._exemplars = _exemplars(corpus, [one.quotation for one in found])
        self._headline = _headline(found, count_origins(set(articles), ancestry_of(corpus, articles)))

    def places(self) -> list[Place]:
        """Return the places, the best first."""
        return [self._place(one, self._headline) for one in self._found]

    def _place(self, one: Found, headline: str) -> Place:
        row = self._by_id[one.quotation]
        return Place(
            verdict=one.verdict,
            quotation=one.quotation,
            statement=one.statement,
            article=one.article,
            outlet=self._outlets[one.article],
            speaker=one.speaker,
            speaker_name=row["speaker_name"],
            begin=one.span.begin,
            end=one.span.end,
            words=one.span.of(self._texts[one.article]),
            likeness=one.likeness,
            differences=tuple((difference.asked, difference.found) for difference in one.differences),
            from_article=self._exemplars.get(one.quotation),
            channel=tuple(row["channel"] or ()),
            headline=headline,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A quotation to check: its words, who is said to have said them, and the line or offset where it stands."""

    words: str
    speaker: str | None
    place: str


def asked_in_lines(text: str) -> list[Asked]:
    """Return the quotations of a list: one a line, bare or as JSON with `words` and, if known, `speaker`.

    Raises `UsageError` for a line of JSON without words.
    """
    asked = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip().lstrip("\ufeff")
        if not stripped:
            continue
        if not stripped.startswith("{"):
            asked.append(Asked(stripped, None, f"line {number}"))
            continue
        try:
            row = json.loads(stripped)
            words, speaker = str(row["words"]), row.get("speaker")
        except (ValueError, KeyError) as error:
            expected = '{"words": "…", "speaker": "…"}'
            raise UsageError(f"line {number}: not a quotation. Expected words, or JSON such as {expected}") from error
        asked.append(Asked(words, None if speaker is None else str(speaker), f"line {number}"))
    return asked


def asked_in_draft(text: str) -> list[Asked]:
    """Return what stands inside quotation marks in a text of one's own, from four words on, with its offset."""
    pieces = ((span.begin, span.of(text)) for span in inside_spans(text))
    return [
        Asked(words.strip(), None, f"character {begin}")
        for begin, words in pieces
        if len(_WORD.findall(words)) >= _MIN_DRAFT_WORDS
    ]


def places_table(places: Sequence[Place]) -> pa.Table:
    """Return places as an Arrow table, `differences` as records of `asked` and `found`."""
    rows = []
    for place in places:
        row = {name: value for name, value in asdict(place).items() if name != "headline"}
        differences = [{"asked": asked, "found": found} for asked, found in place.differences]
        rows.append(row | {"differences": differences, "channel": list(place.channel)})
    return pa.Table.from_pylist(rows, schema=_PLACES)


def ancestry_of(corpus: Corpus, articles: Iterable[str] | None = None) -> Ancestry:
    """Return what each article of the store goes back to, or each of `articles`."""
    every = " union all ".join(
        f"select x.article, x.exemplar, x.probability from {table} x where x.exemplar is not null{{only}}"
        for table in ("derivations", "stemmata")
    )
    if articles is None:
        return Ancestry(corpus.rows(every.format(only="")))
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    stories: set[str] = set()
    front = set(articles)
    while front:
        found, alone = _in_their_stories(corpus, sorted(front), stories)
        if alone:
            found += corpus.rows(every.format(only=f" and x.article in {AMONG}"), [alone, alone])
        rows += found
        seen |= front | {row["article"] for row in found}
        front = {row["exemplar"] for row in found} - seen
    return Ancestry(rows)


def _in_their_stories(corpus: Corpus, articles: list[str], asked: set[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return what all articles of the same stories go back to, where they are not many, and the articles in none.

    Nearly all that an article goes back to is in its story. Stories that were `asked` before are left out, and those
    that are asked now are put there.
    """
    placed = corpus.about("stories_of", articles)
    stories = {row["story"]: row["articles"] for row in placed if row["story"] not in asked}
    if sum(stories.values()) >= _MOST_BESIDE:
        told = {row["article"] for row in placed if row["story"] in asked}
        return [], sorted({*articles} - told)
    asked.update(stories)
    return corpus.about("descents", sorted(stories)), sorted({*articles} - {row["article"] for row in placed})


def _exemplars(corpus: Corpus, quotations: list[str]) -> dict[str, str]:
    """Return for each retold quotation the article that its words were probably taken from."""
    taken = corpus.rows(
        "select r.quotation, q.article from retellings r join quotations q on q.quotation = r.from_quotation"
        f" where r.quotation in {AMONG} and r.probability >= {ASSERTED} and q.article <> r.article"
        " order by r.quotation, q.article",
        [quotations],
    )
    return {row["quotation"]: row["article"] for row in taken}


def _headline(found: list[Found], origins: int) -> str:
    articles = counted(len({one.article for one in found}), "article")
    verdicts = dict.fromkeys(one.verdict for one in found)
    counts = ", ".join(f"{sum(one.verdict == verdict for one in found)} {verdict}" for verdict in verdicts)
    return f"Found in {articles}, {counted(origins, 'origin')}: {counts}."


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: 1 article, 2 articles."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
