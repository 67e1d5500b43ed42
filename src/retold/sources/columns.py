"""Which column of a table holds what: as the user says, else guessed by names and by the values of the first rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from retold.errors import UsageError
from retold.sources.addresses import canonical_address
from retold.sources.dates import stated_time
from retold.sources.records import GIVEN_FIELDS
from retold.sources.table_times import plain_time

# What a column can be read as. `html` is a page to be read like a file; the others are fields of a record.
TARGETS = ("text", "html", *GIVEN_FIELDS, "origin", "retrieved", "collected_by")
_TIMES = ("published", "modified", "retrieved")
# Names that tables of news use, most telling first; compared in lower case, letters only.
_NAMES = {
    "text": """text fulltext articletext storytext bodytext body articlebody articlecontent content contents maintext
        plaintext cleantext textcontent contenttext newstext rawtext article story document transcript texto texte
        textocompleto volltext inhalt artikeltext testo contenido contenu corpo corps cuerpo tekst""",
    "html": "html rawhtml pagehtml bodyhtml contenthtml htmlcontent articlehtml source_html page",
    "title": """title headline articletitle storytitle newstitle pagetitle heading head titel titre titulo titolo
        schlagzeile titulaire otsikko tytul rubrik subject""",
    "byline": """byline author authors authorname writer writers reporter journalist journalists creator by autor
        autores auteur auteurs verfasser autore""",
    "outlet": """outlet outletname newsoutlet medianame media medium mediaoutlet publisher publishername publication
        publicationname newspaper sourcename sourcecommonname source sitename site website journal domain host
        quelle medio fuente zeitung testata""",
    "published": """published publishedat publisheddate publishdate publishedtime publicationdate publicationtime
        publishtime datepublished datetimepublished pubdate pubtime date datetime articledate newsdate storydate
        releasedate posted postedat dateposted createdat created timestamp time datum fecha data giorno
        veroeffentlicht erscheinungsdatum""",
    "modified": "modified modifiedat datemodified lastmodified updated updatedat lastupdated dateupdated editedat",
    "url": """url canonicalurl articleurl storyurl newsurl pageurl weburl link articlelink permalink uri href address
        documentidentifier sourceurl newslink""",
    "language": "language lang articlelanguage storylanguage languagecode locale sprache langue idioma",
    "origin": "origin",
    "retrieved": """retrieved retrievedat crawled crawledat crawldate scraped scrapedat scrapedate downloaded
        downloadedat downloaddate datedownload fetchedat collectdate collectedat indexeddate accessed seendate""",
    "collected_by": "collectedby collector",
}
_KNOWN = {
    target: {name.replace("_", ""): rank for rank, name in enumerate(names.split())} for target, names in _NAMES.items()
}
_NOT_LETTERS = re.compile(r"[^a-zà-ÿ]")
_TAG = re.compile(r"</?(?:p|div|br|html|body|article|h[1-6]|li|span|a)\b[^<>]{0,500}>", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w{2,8})*|[A-Z][a-z]{3,14}")
_TEXT_WORDS = 40  # a column without a telling name whose cells have so many words in the middle holds texts
_NAME_WORDS = 12  # names of outlets and writers are shorter
_TITLE_WORDS = 60
_FEW_NAMES = 2
_SHOWN_NAMES = 20
_MOST = 0.5  # of the filled cells must be what the column's name promises


@dataclass(frozen=True, slots=True)
class Columns:
    """What is read from a table: target to column; `ignored` are the columns that are left."""

    chosen: Mapping[str, str]
    ignored: tuple[str, ...]
    is_guessed: bool

    def shown(self, origin: str) -> str | None:
        """Return the line that tells the user which column is read as what; None where names speak for themselves."""
        if not self.is_guessed or not {"text", "html"} & self.chosen.keys():
            return None
        if all(target == column for target, column in self.chosen.items()):
            return None
        pairs = ", ".join(f"{column} as {target}" for target, column in self.chosen.items())
        rest = f"; not read: {', '.join(self.ignored)}" if self.ignored else ""
        wanted = ",".join(f"{target}={column}" for target, column in self.chosen.items())
        return f"{origin}: reading {pairs}{rest}. To say otherwise: --columns {wanted}"


def parse_columns(said: str | Mapping[str, str]) -> dict[str, str]:
    """Return target to column, as `--columns text=body,title=headline` says, or a mapping; nothing said is empty.

    Raises `UsageError` for a part that is no pair, an unknown target, or one that is given twice.
    """
    chosen: dict[str, str] = {}
    pairs = said.split(",") if isinstance(said, str) else [f"{field}={column}" for field, column in said.items()]
    for part in (pair for pair in pairs if pair.strip()):
        target, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column:
            raise UsageError(f"--columns {part.strip()!r}: expected FIELD=COLUMN, such as text=body,title=headline")
        if target not in TARGETS:
            raise UsageError(f"--columns: no field {target!r}. Expected one of: {', '.join(TARGETS)}")
        if target in chosen:
            raise UsageError(f"--columns: {target} is given twice ({chosen[target]}, {column}). Give one")
        chosen[target] = column
    return chosen


def choose_columns(names: Sequence[str], rows: Sequence[Mapping[str, Any]], said: Mapping[str, str]) -> Columns:
    """Return what each column is read as: what is `said` as it is, without that a guess by names and `rows`.

    What is said for a table that has not all of these columns holds for those that it has; nothing is guessed beside.
    """
    if said:
        chosen = {target: _named(column, names) for target, column in said.items() if _named(column, names)}
        taken = set(chosen.values())
        return Columns(chosen, tuple(name for name in names if name not in taken), is_guessed=False)
    chosen = {}
    for target in TARGETS:
        best = _best(target, [name for name in names if name not in chosen.values()], rows)
        if best is not None:
            chosen[target] = best
    if "text" not in chosen and "html" not in chosen:
        longest = _longest(names, rows)
        chosen = {"text": longest, **{t: c for t, c in chosen.items() if c != longest}} if longest else chosen
    if "text" in chosen and chosen["text"].lower() != "text" and _share(chosen["text"], rows, _is_page) > _MOST:
        chosen = {"html": chosen.pop("text"), **chosen}
    taken = set(chosen.values())
    return Columns(chosen, tuple(name for name in names if name not in taken), is_guessed=True)


def are_names(cells: Sequence[str]) -> bool:
    """Tell whether these cells are the header of a table of articles: several are names that such tables use."""
    known = {name for names in _KNOWN.values() for name in names}
    return sum(_NOT_LETTERS.sub("", cell.lower()) in known for cell in cells) >= _FEW_NAMES


def no_text(names: Sequence[str], said: Mapping[str, str]) -> str:
    """Say why a table gives no articles, and what to do."""
    shown = ", ".join(names[:_SHOWN_NAMES]) + (", …" if len(names) > _SHOWN_NAMES else "")
    missing = [column for column in said.values() if not _named(column, names)]
    if missing:
        return f"no column named {', '.join(missing)}: the table has {shown}"
    return f"no column holds texts ({shown}). Name it: --columns text=COLUMN"


def _named(column: str, names: Sequence[str]) -> str:
    """Return the table's column that the user means: by its name, in any case; empty where there is none."""
    folded = [name for name in names if name.strip().lower() == column.lower()]
    return column if column in names else folded[0] if folded else ""


def _best(target: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the column whose name says `target` most plainly and whose cells do not belie it."""
    known = _KNOWN[target]
    ranked = []
    for place, name in enumerate(names):
        if name == target:
            return name
        rank = known.get(_NOT_LETTERS.sub("", name.lower()))
        if rank is not None and _fits(target, name, rows):
            ranked.append((rank, place, name))
    return min(ranked)[2] if ranked else None


def _fits(target: str, name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    tests: dict[str, Callable[[str], bool]] = {
        "url": lambda value: canonical_address(value) is not None,
        "language": lambda value: _LANGUAGE.fullmatch(value) is not None,
        "text": lambda value: canonical_address(value) is None and any(c.isalpha() for c in value),
        "html": _is_page,
        "title": lambda value: len(value.split()) <= _TITLE_WORDS and canonical_address(value) is None,
        "byline": lambda value: not value.isdigit() and canonical_address(value) is None,
        "outlet": lambda value: len(value.split()) <= _NAME_WORDS and not value.isdigit() and "://" not in value,
    }
    tests.update(dict.fromkeys(_TIMES, lambda value: stated_time(plain_time(value)) is not None))
    test = tests.get(target)
    return test is None or not _filled(name, rows) or _share(name, rows, test) >= _MOST


def _is_page(value: str) -> bool:
    return _TAG.search(value) is not None


def _filled(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    values = (row.get(name) for row in rows)
    return [str(value).strip() for value in values if value is not None and str(value).strip()]


def _share(name: str, rows: Sequence[Mapping[str, Any]], test: Callable[[str], bool]) -> float:
    filled = _filled(name, rows)
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _longest(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the column with the longest texts, where they are long enough to be articles."""
    sizes = [(median(len(value.split()) for value in _filled(name, rows) or [""]), name) for name in names]
    words, name = max(sizes, key=lambda pair: pair[0], default=(0, ""))
    return name if words >= _TEXT_WORDS else None
