"""Every number a user may change, with its reason. `retold.toml` sets them; an unknown key is an error."""

from __future__ import annotations

import dataclasses
import math
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from retold.errors import SettingsError
from retold.ids import content_hash


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How files become articles."""

    min_words: int = 2  # one word is a crumb, not an article
    max_file_bytes: int = 200_000_000  # larger files are archives, read another way
    max_page_bytes: int = (
        20_000_000  # a page beyond this is none that anybody reads, and its tree would fill the memory
    )
    max_expansion: int = 100  # a .gz that grows more than this, and beyond max_file_bytes, is a bomb
    max_characters: int = 5_000_000  # a text beyond this is no article
    max_vote_characters: int = 5_000_000  # pages above this are read without trafilatura's vote, which takes minutes
    first_year: int = 1800  # a stated year before this is a slip or a plate number, not a publication
    last_year: int = 2100  # a stated year after this likewise; a fixed year, so that results do not depend on today
    language_characters: int = 800  # the language of an article is plain after a few paragraphs
    language_words: int = 5  # fewer words do not tell a language


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """How texts become sentences and words."""

    max_sentence_characters: int = 2_000  # longer ones are cut at white space: a parse's memory grows with length
    model: str = "en_core_web_sm"  # small and fast; its weights are checked by hash


@dataclass(frozen=True, slots=True)
class ReuseSettings:
    """How copies are found and their direction judged."""

    gram_words: int = 5  # exact 5-grams find 99.9 % of copies at every level of rewriting
    sample_one_in: int = 1  # keep the n-grams whose hash this divides; 1 keeps all
    max_gram_articles: int = 100  # an n-gram in more articles than this is a stock phrase
    chain_neighbours: int = 3  # an n-gram above that cap pairs each article with so many next ones (and the longest)
    min_shared_grams: int = 3  # fewer shared n-grams are chance
    min_passage_words: int = 8  # shorter reuse is mostly stock phrases
    max_gap_words: int = 10  # edits up to this size stay inside one passage; a whole new sentence never does
    min_passage_identity: float = 0.5  # a passage with fewer equal words is a retelling, not a copy
    min_derivation_words: int = 25  # fewer shared words are a quotation that both heard
    min_derivation_share: float = 0.12  # share of the shorter article below which nothing says who copied
    max_pairs_per_article: int = 12  # derivations weigh each article's closest texts only: families may be huge
    min_boilerplate_articles: int = 8  # a paragraph under fewer headlines of an outlet may be its own background
    boilerplate_one_in: int = 16  # and it stands under one in so many of them at least
    min_house_articles: int = 5  # a word put for another in fewer articles is no habit
    min_house_exemplars: int = 2  # nor one that only one exemplar's words met
    signals_off: str = ""  # names of direction signals to leave out, by comma: for ablations


@dataclass(frozen=True, slots=True)
class StoriesSettings:
    """How articles of one happening are joined."""

    max_days_apart: float = 7.0  # a happening is told within a week; later pieces follow on
    min_link_probability: float = 0.5  # below this two articles, or two groups of them, stay two stories
    lead_characters: int = 400  # title and first sentences say what happened; later ones wander
    lead_boost: int = 2  # words of the lead count this many times more than the body's
    max_terms: int = 150  # of each kind in an article; the rarest tell, and long articles would cost more for nothing
    pair_terms: int = 30  # the most telling terms of an article that are used to find its pairs
    max_term_articles: int = 32  # a term in more (rounded down to a power of two) finds too many, save within some days
    period_terms: int = 16  # heaviest: one finds pairs in periods where at most max_term_articles have it among them
    min_shared_terms: int = 2  # pairs that share fewer telling terms are not compared


@dataclass(frozen=True, slots=True)
class ActorsSettings:
    """How names become actors."""

    min_mention_probability: float = 0.5  # below this a role or pronoun keeps no actor
    min_link_probability: float = 0.5  # below this two names stay two actors
    max_compared_classes: int = 300  # kinds of actors under one key that are compared; more share a very common name


@dataclass(frozen=True, slots=True)
class QuotationsSettings:
    """How reported speech is found and followed."""

    tagger: str = "quotations"  # the trained network of retold-models that helps the rules; empty for rules alone
    min_omission_share: float = 0.2  # a copy that takes less of its words from an exemplar omits nothing
    min_direct_words: int = 3  # shorter marked words are scare quotes unless a cue reports them
    min_recovered_words: int = 6  # fewer words in a row that a copy has in marks are a stock phrase
    min_own_probability: float = 0.5  # an article's own quotation below this does not keep out one that a copy shows


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How feeds and pages are fetched: `retold watch`."""

    contact: str = ""  # an address or a page of yours, sent with each request so that a host can write to you
    delay_seconds: float = 1.0  # between two requests to one host; its Crawl-delay may lengthen it, never shorten
    hosts_at_once: int = 1_024  # hosts asked at the same time, each one request after the other
    round_seconds: float = 600.0  # no request begins later in a round; what is left waits for the next
    total_seconds: float = 30.0  # for one answer, whole: one byte a second must not hold a round
    silence_seconds: float = 15.0  # without a byte, or without a connection
    max_page_bytes: int = 10_000_000  # of a page, as sent and as decompressed
    max_feed_bytes: int = 30_000_000  # of a feed, likewise
    max_feed_items: int = 10_000  # of one feed at one reading
    max_redirects: int = 5  # RFC 9309 asks for five at least
    max_attempts: int = 14  # a page that failed so often, over a day and a half, is given up: a row in `rejected`
    backoff_seconds: float = 60.0  # after a failure; doubled with each further one
    max_backoff_seconds: float = 21_600.0  # six hours: a host that was down is asked again the same day
    max_retry_after_seconds: float = 86_400.0  # a host that asks for more patience is asked again after a day
    rules_seconds: float = 86_400.0  # how long robots.txt and reservations are believed (RFC 9309: a day at most)
    alert_seconds: float = 60.0  # for the command of one alert


@dataclass(frozen=True, slots=True)
class EventsSettings:
    """How events between actors are found and joined into claims."""

    max_sentence_words: int = 250  # longer sentences are lists or run-ons, whose parse says nothing
    min_claim_probability: float = 0.5  # an event below this belongs to no claim


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How much of the machine a build takes."""

    workers: int = 0  # worker processes; 0 takes half of the cores
    memory_mb: int = 0  # memory of the database; 0 takes half of the machine
    batch_rows: int = 512  # rows a worker sees at once; results never depend on it


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, one section a folder."""

    reading: ReadingSettings = field(default_factory=ReadingSettings)
    language: LanguageSettings = field(default_factory=LanguageSettings)
    reuse: ReuseSettings = field(default_factory=ReuseSettings)
    stories: StoriesSettings = field(default_factory=StoriesSettings)
    actors: ActorsSettings = field(default_factory=ActorsSettings)
    quotations: QuotationsSettings = field(default_factory=QuotationsSettings)
    watch: WatchSettings = field(default_factory=WatchSettings)
    events: EventsSettings = field(default_factory=EventsSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)


_LARGEST = 1e12  # queries and sums of minutes hold no much larger one, nor an endless one
# Numbers that make no sense below or above something; all others are 0 and more.
_RANGES: dict[str, tuple[float, float]] = {
    "reading.min_words": (1, 1_000),
    "reading.max_file_bytes": (1, math.inf),
    "reading.max_characters": (1, math.inf),
    "reading.max_page_bytes": (1, math.inf),
    "language.max_sentence_characters": (100, 100_000),
    "reuse.gram_words": (2, 50),
    "reuse.sample_one_in": (1, 1_000_000),
    "reuse.chain_neighbours": (1, 100),
    "watch.delay_seconds": (0.05, math.inf),
    "watch.hosts_at_once": (1, 10_000),
    "watch.round_seconds": (1, math.inf),
    "watch.total_seconds": (0.1, math.inf),
    "watch.silence_seconds": (0.1, math.inf),
    "watch.max_feed_items": (1, math.inf),
    "watch.max_attempts": (1, 1_000),
    "engine.workers": (0, 256),
    "engine.batch_rows": (1, 1_000_000),
}


def load_settings(path: Path) -> Settings:
    """Read `retold.toml`; all defaults where the file does not exist.

    Raises `SettingsError` for a file that cannot be read or is no TOML, an unknown section or key, or a value of the
    wrong type or out of its range.
    """
    if not path.exists():
        return Settings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}). Expected a file of settings, or none"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file ({error}). Expected lines such as: gram_words = 5") from error
    return settings_from(content, origin=str(path))


def settings_from(content: dict[str, Any], *, origin: str) -> Settings:
    """Return the settings that the sections in `content` describe. Raises `SettingsError` as `load_settings` does."""
    sections = get_type_hints(Settings)
    values: dict[str, Any] = {}
    for section, entries in content.items():
        if section not in sections:
            raise SettingsError(f"{origin}: unknown section [{section}]. Expected one of: {', '.join(sections)}")
        if not isinstance(entries, dict):
            raise SettingsError(f"{origin}: {section} is a value. Expected a section: [{section}]")
        values[section] = _section(sections[section], section, entries, origin)
    return Settings(**values)


def _section(kind: type, section: str, entries: dict[str, Any], origin: str) -> Any:
    hints = get_type_hints(kind)
    for key, value in entries.items():
        if key not in hints:
            raise SettingsError(f"{origin}: unknown key {section}.{key}. Expected one of: {', '.join(hints)}")
        accepted = (int, float) if hints[key] is float else (hints[key],)
        if not isinstance(value, accepted) or (isinstance(value, bool) and hints[key] is not bool):
            raise SettingsError(
                f"{origin}: {section}.{key} = {value!r}. Expected a value of type {hints[key].__name__}"
            )
        if hints[key] is not str:
            _must_be_within(f"{section}.{key}", value, origin)
    return kind(**{key: float(value) if hints[key] is float else value for key, value in entries.items()})


def _must_be_within(name: str, value: float, origin: str) -> None:
    least, most = _RANGES.get(name, (0, math.inf))
    if not least <= value <= min(most, _LARGEST):  # no number at all is within nothing
        most_told = f" to {most:g}" if most < math.inf else f" and more, to {_LARGEST:g}"
        raise SettingsError(f"{origin}: {name} = {value!r}. Expected {least:g}{most_told}")


def settings_hash(section: Any) -> str:
    """Return a hash of one section's values, the same on every machine."""
    values = dataclasses.asdict(section)
    return content_hash(*(f"{key}={values[key]!r}" for key in sorted(values)))
