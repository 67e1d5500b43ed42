"""`own`: actors and quotations on our own labelled articles, held out from every rule: texts beside JSON truths.

A truth holds `mentions` (span, kind, key of the actor) and `quotations` (spans of content, source and cue, the key of
the speaker, whether it must be found); `evaluation/data/own/README.md` has the conventions. Every figure is about
single articles: a key of one article has nothing to do with the same key of another.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.clustering import b_cubed
from evaluation.gold import BadGold
from evaluation.product import MemoryStore
from evaluation.quotation_scores import characters, matched
from retold.settings import ReadingSettings
from retold.sources.readers import read_paths
from retold.sources.records import Reading

_ASSERTED = 0.5
_OVERLAP = 0.5  # Jaccard: the same limit as on the large corpora
_SPOKEN = frozenset({"speech", "writing"})
_TABLES = ("texts", "mention_spans", "actor_members", "entities", "spoken_quotations")
_BINS = 10
_NAME_WEIGHT = 100  # an actor is whom its names mean; pronouns and roles decide where it has none
_KEYS = ("article", "mentions", "quotations")

Row = dict[str, Any]
Characters = frozenset[int]


# ---------------------------------------------------------------- one article


@dataclass(frozen=True)
class Article:
    """One text with its truth and what was found in it; found mentions carry `entity`, null where not asserted."""

    name: str
    text: str
    mentions: list[Row]
    quotations: list[Row]
    found_mentions: list[Row]
    found_quotations: list[Row]
    entity_names: Mapping[str, frozenset[str]]  # casefolded, by entity

    @cached_property
    def entity_of(self) -> dict[int, str | None]:
        """The entity found for each mention of the truth, by its place in the list; absent where none is found."""
        pairs = paired_mentions(self.text, self.mentions, self.found_mentions)
        return {i: self.found_mentions[j]["entity"] for i, j in pairs.items()}

    def keys_of(self, entity: str | None, *, but: int = -1) -> frozenset[str]:
        """Return the truth's keys that most mentions of `entity` bear, mention `but` left out; ties give several."""
        votes: Counter[str] = Counter()
        for i, found in self.entity_of.items():
            if found is not None and found == entity and i != but:
                votes[self.mentions[i]["key"]] += _NAME_WEIGHT if self.mentions[i]["kind"] == "name" else 1
        return frozenset(key for key, count in votes.items() if count == max(votes.values()))

    def has_name(self, key: str) -> bool:
        """Tell whether an actor of the truth is ever named in this article."""
        return any(mention["key"] == key and mention["kind"] == "name" for mention in self.mentions)

    def content(self, quotation: Row) -> Characters:
        """Return the characters of a quotation's content."""
        return _characters(self.text, quotation, "content")


def _characters(text: str, quotation: Row, role: str) -> Characters:
    return characters(text, [(span["begin"], span["end"]) for span in quotation[role] or ()])


def paired_mentions(text: str, gold: Sequence[Row], found: Sequence[Row]) -> dict[int, int]:
    """Pair mentions of the truth with found ones, one to one, closest spans first.

    Names and pronouns need equal bounds (article and possessive aside); a nominal may also lie within a found nominal
    or around it, for annotators end noun phrases at different places.
    """
    costs = []
    for i, mention in enumerate(gold):
        for j, other in enumerate(found):
            if mention["begin"] < other["end"] and other["begin"] < mention["end"]:
                cost = _distance(text, mention, other)
                if cost is not None:
                    costs.append((cost, i, j))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(costs):
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def _distance(text: str, mention: Row, other: Row) -> int | None:
    """Return how many characters two mentions differ by; None where they cannot be one."""
    (begin, end), (begin_b, end_b) = _bare(text, mention), _bare(text, other)
    difference = abs(begin - begin_b) + abs(end - end_b)
    if not difference:
        return int(mention["kind"] != other["kind"])
    is_within = (begin - begin_b) * (end - end_b) <= 0
    return difference + 1 if is_within and mention["kind"] == other["kind"] == "nominal" else None


def _bare(text: str, mention: Row) -> tuple[int, int]:
    begin, end = mention["begin"], mention["end"]
    begin += 4 if text[begin:end].lower().startswith("the ") else 0
    end -= 2 if text[begin:end].endswith(("'s", "’s")) else 0
    return begin, end


# ---------------------------------------------------------------- reading


def evaluate(data: Path, *, folds: int | None = None, errors: Path | None = None) -> dict[str, Any]:
    """Return the figures on a folder of texts with truths; with `errors`, write every fault there as a line.

    Raises `BadGold` where the folder has no truths or a text is not the one that its truth describes.
    """
    del folds
    articles = read_articles(data)
    scored = [score_article(article) for article in articles]
    if errors is not None:
        lines = [line for _, faults in scored for line in faults]
        errors.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return with_intervals([counts for counts, _ in scored], _figures)


def read_articles(data: Path) -> list[Article]:
    """Build the texts of a folder in memory, and put what was found beside the truths, by name of the article."""
    truths = {path.stem: _truth(path) for path in sorted(data.glob("*.json"))}
    if not truths:
        raise BadGold(f"{data}: no truths. Expected NAME.txt with NAME.json beside it")
    files = [data / f"{name}.txt" for name in truths]
    readings = read_paths(
        files, stdin=None, outlet=None, outlet_from_folder=False, file_format=None, settings=ReadingSettings()
    )
    with MemoryStore(_TABLES) as store:
        store.add(item for item in readings if isinstance(item, Reading))
        names = {article: Path(origin).stem for origin, article in store.articles().items()}
        tables = {name: store.table(name).to_pylist() for name in _TABLES}
    texts = {names[row["article"]]: row["text"] for row in tables["texts"]}
    wrong = [name for name in truths if texts.get(name) != (data / f"{name}.txt").read_text(encoding="utf-8")]
    if wrong:
        raise BadGold(f"{data / wrong[0]}.txt: not read to the character. Expected plain text in UTF-8")
    return [_article(name, texts[name], truths[name], tables, names) for name in sorted(truths)]


def _truth(path: Path) -> Row:
    truth: Row = json.loads(path.read_text(encoding="utf-8"))
    missing = [key for key in _KEYS if key not in truth]
    if missing or not path.with_suffix(".txt").is_file():
        raise BadGold(f"{path}: no {', '.join(missing) or 'text beside it'}. Expected the keys {', '.join(_KEYS)}")
    return truth


def _article(name: str, text: str, truth: Row, tables: Mapping[str, list[Row]], names: Mapping[str, str]) -> Article:
    entity_of_actor = {row["actor"]: row["entity"] for row in tables["actor_members"]}
    mentions = [
        {**row, "entity": entity_of_actor.get(row["actor"]) if _is_asserted(row) else None}
        for row in sorted(tables["mention_spans"], key=lambda row: (row["begin"], row["end"], row["mention"]))
        if names[row["article"]] == name
    ]
    quotations = [
        row
        for row in sorted(tables["spoken_quotations"], key=lambda row: row["quotation"])
        if names[row["article"]] == name and _is_scored(row)
    ]
    entity_names = {
        row["entity"]: frozenset({row["name"].casefold(), *(n["name"].casefold() for n in row["names"] or ())})
        for row in tables["entities"]
    }
    return Article(name, text, truth["mentions"], truth["quotations"], mentions, quotations, entity_names)


def _is_asserted(row: Row) -> bool:
    return row["probability"] is None or row["probability"] >= _ASSERTED


def _is_scored(row: Row) -> bool:
    return _is_asserted(row) and row["block"] == "body" and row["attitude"] in _SPOKEN and bool(row["content"])


# ---------------------------------------------------------------- scoring


def score_article(article: Article) -> tuple[list[float], list[str]]:
    """Return the counts of one article in the order that `_figures` reads, and its faults as lines."""
    actors, actor_faults = _score_actors(article)
    links, link_faults = _score_links(article)
    speech, speech_faults = _score_speech(article)
    faults = actor_faults + link_faults + speech_faults
    return [*actors, *links, *speech], [f"{article.name}\t{fault}" for fault in faults]


def _score_actors(article: Article) -> tuple[list[float], list[str]]:
    """Return B-cubed precision, recall and number, of names and of all mentions, and the numbers found."""
    counts: list[float] = []
    names = [i for i, mention in enumerate(article.mentions) if mention["kind"] == "name"]
    for chosen in (names, range(len(article.mentions))):
        gold = {str(i): article.mentions[i]["key"] for i in chosen}
        found = {str(i): article.entity_of[i] for i in chosen if article.entity_of.get(i) is not None}
        scores = b_cubed(gold, found).values()
        counts += [sum(p for p, _ in scores), sum(r for _, r in scores), len(gold)]
        counts.append(sum(i in article.entity_of for i in chosen))
    return counts, [*_name_faults(article, names)]


def _name_faults(article: Article, names: Sequence[int]) -> Iterable[str]:
    entities: dict[str, Counter[str]] = {}
    for i in names:
        key = article.mentions[i]["key"]
        if i not in article.entity_of:
            yield f"name not found\t{key}\t{article.mentions[i]['text']}"
        elif article.entity_of[i] is None:
            yield f"name without entity\t{key}\t{article.mentions[i]['text']}"
        else:
            entities.setdefault(key, Counter())[str(article.entity_of[i])] += 1
    for key, found in sorted(entities.items()):
        if len(found) > 1:
            texts = {article.mentions[i]["text"]: article.entity_of.get(i) for i in names}
            own = sorted(text for text, entity in texts.items() if entity in found)
            yield f"names apart\t{key}\t{' / '.join(own)}"
    for entity in sorted({entity for found in entities.values() for entity in found}):
        keys = sorted(key for key, found in entities.items() if entity in found)
        if len(keys) > 1:
            yield f"names joined\t{' / '.join(keys)}\t{' / '.join(sorted(article.entity_names[entity]))}"


def _score_links(article: Article) -> tuple[list[float], list[str]]:
    """Count pronouns and roles that stand for a speaker without his name beside them, and those resolved rightly."""
    chosen = sorted({i for quotation in article.quotations for i in _source_mentions(article, quotation)})
    wrong = [i for i in chosen if not _is_linked(article, i)]
    faults = []
    for i in wrong:
        mention = article.mentions[i]
        given = " / ".join(sorted(article.keys_of(article.entity_of.get(i), but=i))) or "nobody"
        state = given if i in article.entity_of else "not found"
        faults.append(f"{mention['kind']} link\t{mention['key']}\t{mention['text']} at {mention['begin']} -> {state}")
    return [len(chosen) - len(wrong), len(chosen)], faults


def _source_mentions(article: Article, quotation: Row) -> list[int]:
    """Return the speaker's mentions in the source; none where a name is among them."""
    inside = [
        i
        for i, mention in enumerate(article.mentions)
        if mention["key"] == quotation["speaker"]
        and any(span["begin"] <= mention["begin"] and mention["end"] <= span["end"] for span in quotation["source"])
    ]
    return [] if any(article.mentions[i]["kind"] == "name" for i in inside) else inside


def _is_linked(article: Article, i: int) -> bool:
    """Tell whether a mention is joined with its own actor; one alone is right where there is nobody to join."""
    key = article.mentions[i]["key"]
    given = article.keys_of(article.entity_of.get(i), but=i)
    if given:
        return given == {key}
    return not article.has_name(key) and all(mention["key"] != key for mention in article.mentions[:i])


# ---------------------------------------------------------------- quotations


def units_of(article: Article) -> list[Row]:
    """Return the truth's quotations of the body, each with its characters under `characters`.

    Where words go on after a full stop behind the cue (`joined_to`), one quotation or two are both right: the truth
    takes the reading that fits a find better.
    """
    finds = [article.content(row) for row in article.found_quotations]
    single = {q["id"]: {**q, "characters": article.content(q)} for q in article.quotations if q["block"] == "body"}
    for first in [q for q in single.values() if q["joined_to"] is None]:
        parts = [first, *(q for q in single.values() if q["joined_to"] == first["id"])]
        union = frozenset(c for part in parts for c in part["characters"])
        if len(parts) > 1 and _best(union, finds) > max(_best(part["characters"], finds) for part in parts):
            for part in parts[1:]:
                del single[part["id"]]
            single[first["id"]] = {**first, "characters": union}
    return list(single.values())


def _best(wanted: Characters, finds: Sequence[Characters]) -> float:
    return max((len(wanted & found) / len(wanted | found) for found in finds if wanted & found), default=0.0)


def _score_speech(article: Article) -> tuple[list[float], list[str]]:
    """Count required found, wrong finds, required, right speakers, and the bins of speaker probability."""
    units = units_of(article)
    finds = [article.content(row) for row in article.found_quotations]
    pairs = matched([unit["characters"] for unit in units], finds, _OVERLAP)
    used = {j for _, j in pairs}
    optional = [unit["characters"] for unit in units if not unit["required"]]
    wrong = [
        j for j, found in enumerate(finds) if j not in used and not any(_is_piece(found, other) for other in optional)
    ]
    required = [i for i, unit in enumerate(units) if unit["required"]]
    hits = [(units[i], article.found_quotations[j]) for i, j in pairs if units[i]["required"]]
    missed = [units[i] for i in required if i not in {i for i, _ in pairs}]
    mistaken = [(unit, row) for unit, row in hits if not is_speaker_right(article, unit, row)]
    counts = [len(hits), len(wrong), len(required), len(hits) - len(mistaken), *_bins(article, hits)]
    faults = [f"speech missed\t{unit['kind']} {unit['attitude']}\t{_words(article, unit)}" for unit in missed]
    faults += [_find_fault(article, article.found_quotations[j]) for j in wrong]
    faults += [_speaker_fault(article, unit, row) for unit, row in mistaken]
    return [float(count) for count in counts], faults


def _is_piece(found: Characters, whole: Characters) -> bool:
    return len(found & whole) > _OVERLAP * len(found)


def is_speaker_right(article: Article, unit: Row, row: Row, *, asserted_only: bool = True) -> bool:
    """Tell whether a find has the truth's speaker.

    Below a probability of .5 no speaker is asserted: right where nobody is known, or where the speaker is never named
    and the words of the source are shown.
    """
    allowed = {unit["speaker"], *unit["speaker_also"]}
    entity = row["speaker"]
    if asserted_only and row["speaker_probability"] is not None and row["speaker_probability"] < _ASSERTED:
        entity = None
    if entity is None:
        is_unnamed = unit["speaker"] is not None and not article.has_name(unit["speaker"])
        shown = _characters(article.text, unit, "source") & _characters(article.text, row, "source")
        return None in allowed or (is_unnamed and bool(shown))
    keys = article.keys_of(entity)
    if keys:
        return len(keys) == 1 and keys <= allowed
    texts = {mention["text"].casefold() for mention in article.mentions if mention["key"] in allowed}
    return bool(texts & article.entity_names.get(entity, frozenset()))


def _bins(article: Article, hits: Iterable[tuple[Row, Row]]) -> list[float]:
    """Return number, summed probability and number right of each bin."""
    bins = [0.0] * (3 * _BINS)
    for unit, row in hits:
        if row["speaker"] is not None and row["speaker_probability"] is not None:
            at = 3 * min(int(row["speaker_probability"] * _BINS), _BINS - 1)
            bins[at] += 1
            bins[at + 1] += row["speaker_probability"]
            bins[at + 2] += is_speaker_right(article, unit, row, asserted_only=False)
    return bins


def _words(article: Article, quotation: Row, role: str = "content") -> str:
    pieces = [article.text[span["begin"] : span["end"]] for span in quotation[role] or ()]
    return " … ".join(pieces).replace("\n", " ")


def _find_fault(article: Article, row: Row) -> str:
    source, cue = _words(article, row, "source"), _words(article, row, "cue")
    return (
        f"speech wrong\t{row['kind']} {row['attitude']} {row['probability']}\t[{source}] [{cue}] {_words(article, row)}"
    )


def _speaker_fault(article: Article, unit: Row, row: Row) -> str:
    keys = " / ".join(sorted(article.keys_of(row["speaker"]))) or row["speaker"]
    given = f"{keys} {row['speaker_probability']} [{_words(article, row, 'source')}]"
    return f"speaker wrong\t{unit['speaker']}\t{given} {_words(article, unit)}"


# ---------------------------------------------------------------- figures


def _figures(sums: Counts) -> dict[str, Counts]:
    hits, wrong, required, right = (sums[:, i] for i in range(10, 14))
    numbers, summed, truly = (sums[:, 14 + i :: 3] for i in range(3))
    return {
        "names_b3_f1": f1_of(ratio(sums[:, 0], sums[:, 2]), ratio(sums[:, 1], sums[:, 2])),
        "all_b3_f1": f1_of(ratio(sums[:, 4], sums[:, 6]), ratio(sums[:, 5], sums[:, 6])),
        "names_found": ratio(sums[:, 3], sums[:, 2]),
        "mentions_found": ratio(sums[:, 7], sums[:, 6]),
        "speaker_links": ratio(sums[:, 8], sums[:, 9]),
        "speech_precision": ratio(hits, hits + wrong),
        "speech_recall": ratio(hits, required),
        "speaker_right": ratio(right, hits),
        "speaker_ece": ratio(abs(summed - truly).sum(axis=1), numbers.sum(axis=1)),
    }
