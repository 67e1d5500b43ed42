"""How to cite what a store says: versions, models, settings, texts, how good each layer is, and a methods paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import retold
from retold.corpus import Corpus
from retold.ids import content_hash
from retold.language.models import pinned_hashes
from retold.public_tables import LAW_TABLES
from retold.telling.wording import counted
from retold.versions import network_hashes

_ENGLISH = "en_core_web_sm"
_MOST_HASHED = 5_000  # articles: hashing the rows of a larger store takes minutes
_SHOWN = 12  # letters of a hash


@dataclass(frozen=True, slots=True)
class Quality:
    """A figure of one layer, as `docs/benchmarks.md` has it."""

    layer: str
    figure: str
    value: str
    data: str


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation needs; hashes are such that anybody with the same texts and settings computes the same."""

    version: str
    articles: int
    stories: int
    texts: str
    settings: str
    result: str
    models: tuple[tuple[str, str], ...]
    built_with: tuple[str, ...]
    corrections: int
    years: tuple[int, int] | None
    quality: tuple[Quality, ...]

    def lines(self) -> list[str]:
        """Return the citation as lines for people."""
        models = [f"  {name}: {digest}" for name, digest in self.models]
        quality = [f"  {q.layer}: {q.figure} {q.value} on {q.data}" for q in self.quality]
        return [
            f"Retold {self.version}",
            f"Articles {self.articles}, texts {self.texts}, settings {self.settings}, result {self.result}",
            "Models",
            *models,
            "Built with",
            *(f"  {versions}" for versions in self.built_with),
            "Quality (on other texts than these; docs/benchmarks.md)",
            *quality,
            "",
            "Methods",
            self.methods(),
            "",
            self.bibtex(),
        ]

    def methods(self) -> str:
        """Return a paragraph for a paper's section on methods."""
        first, last = self.years or ("", "")
        years = f"of {first}" if first == last else f"from {first} to {last}"
        span = f" {years} (as far as dates are stated)" if self.years else ""
        corrected = f" after {counted(self.corrections, 'correction')} by hand" if self.corrections else ""
        return (
            f"We read {counted(self.articles, 'article')}{span} with Retold {self.version}, which found"
            f" {counted(self.stories, 'story', 'stories')}{corrected}. Shared passages are found by exact word n-grams"
            " and local alignment; the direction of copying is inferred from times, credits and the asymmetry of"
            f" changes; quotations, their speakers and actors are found {self._by_what()}."
            " Every row carries a probability; rows below .5 were left out. The same"
            f" texts and settings give the same rows ({self._hashes()})."
            " Counts were not corrected for errors unless said; the share of right rows is to be measured on a sample"
            " of the same texts (retold sample, retold agreement)."
        )

    def _by_what(self) -> str:
        trained = [name.removeprefix("retold-models ") for name, digest in self.models[1:] if digest != "absent"]
        networks = f"trained networks ({', '.join(trained)})" if trained else "without trained networks"
        return f"by rules over a dependency parse ({_ENGLISH}){' and ' if trained else ', '}{networks}"

    def _hashes(self) -> str:
        result = f", result {self.result}" if self.result else ""
        return f"texts {self.texts}, settings {self.settings}{result}"

    def bibtex(self) -> str:
        """Return an entry for a bibliography; it names no year, which only the reader of this knows."""
        return (
            "@software{retold,\n"
            "  title   = {Retold: who copied whom, who said what, and what changed on the way},\n"
            "  author  = {{The Retold authors}},\n"
            f"  version = {{{self.version}}},\n"
            f"  note    = {{{self._hashes()}}}\n"
            "}"
        )

    def row(self) -> dict[str, Any]:
        """Return the citation as JSON values."""
        return {
            "version": self.version,
            "articles": self.articles,
            "stories": self.stories,
            "texts": self.texts,
            "settings": self.settings,
            "result": self.result,
            "models": dict(self.models),
            "built_with": list(self.built_with),
            "corrections": self.corrections,
            "quality": [{"layer": q.layer, "figure": q.figure, "value": q.value, "data": q.data} for q in self.quality],
            "methods": self.methods(),
            "bibtex": self.bibtex(),
        }


def cite(corpus: Corpus, *, with_result: bool = True) -> Citation:
    """Return how to cite a store; the hash of the result reads every row, and is empty unless wanted."""
    texts = corpus.rows("select t.article, t.text_hash from stage.texts t order by t.article")
    runs = corpus.rows("select r.stage, r.settings_hash from stage.runs r order by r.stage")
    years = corpus.rows("select min(year(f.published)), max(year(f.published)) from stage.article_fields f")[0]
    first, last = years.values()
    return Citation(
        version=retold.__version__,
        articles=len(texts),
        stories=_count(corpus, "stories"),
        texts=hashed(part for row in texts for part in row.values()),
        settings=hashed(part for row in runs for part in (row["stage"], row["settings_hash"])),
        result=hashed(part for name in LAW_TABLES for part in (name, _content(corpus, name))) if with_result else "",
        models=_models(),
        built_with=_built_with(corpus),
        corrections=_count(corpus, "corrections"),
        years=None if first is None else (int(first), int(last)),
        quality=quality(),
    )


def cite_soon(corpus: Corpus) -> Citation:
    """Return how to cite a store, for a page that somebody waits for: of a large one without the hash of the result."""
    is_small = corpus.number("select count(*) from stage.texts") <= _MOST_HASHED
    return cite(corpus, with_result=is_small)


@cache
def quality() -> tuple[Quality, ...]:
    """Return the figures that stand in `docs/benchmarks.md`, one or more a layer."""
    content = files("retold.research").joinpath("quality.tsv").read_text(encoding="utf-8")
    return tuple(Quality(*line.split("\t")) for line in content.splitlines()[1:] if line.strip())


def _content(corpus: Corpus, table: str) -> str:
    """Return a hash of a public table's rows, in whatever order they stand."""
    row = corpus.rows(f"select count(*), bit_xor(md5_number_lower(cast(x as varchar))) from {table} x")[0]
    return " ".join(str(part or 0) for part in row.values())


def _models() -> tuple[tuple[str, str], ...]:
    """Return what is installed: the parser and each trained network, each with a hash of all its files."""
    english = content_hash(*(f"{name} {digest}" for name, digest in sorted(pinned_hashes(_ENGLISH).items())))
    networks = [(f"retold-models {name}", digest) for name, digest in network_hashes().items()]
    return ((_ENGLISH, english), *(networks or [("retold-models", "absent")]))


def _built_with(corpus: Corpus) -> tuple[str, ...]:
    """Return with what versions the stages of this store ran; several where some ran before an update."""
    rows = corpus.rows("select distinct r.versions from stage.runs r where r.versions is not null order by 1")
    return tuple(row["versions"] for row in rows)


def _count(corpus: Corpus, table: str) -> int:
    return corpus.number(f"select count(*) from {table}")


def hashed(parts: Iterable[str | None]) -> str:
    """Return the hash of all parts as a citation shows it; null is empty."""
    return content_hash(*(part or "" for part in parts))[:_SHOWN]
