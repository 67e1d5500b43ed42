"""All mentions of one article before anybody is resolved: names with types, nominals and pronouns."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from retold.actors.agreement import with_short_names
from retold.actors.countrymen import find_countrymen
from retold.actors.gazetteer import WORD, words
from retold.actors.naming import Segment, find_segments, folded_words
from retold.actors.nominals import find_nominals, find_pronouns, gender_of, note_grammar, place_key
from retold.actors.places import acts
from retold.actors.records import Mention
from retold.actors.things import note_things
from retold.actors.view import Marked, SentenceView, quoted_spans
from retold.actors.voting import stem_of_adjective, vote
from retold.language.wordlists import words as word_set
from retold.spans import Span

_AGE = re.compile(r"(?:, (?:aged )?| \()(\d{1,2})(?=[,.)])")
_MARKS = "\"“”‘’«»'"
_FAMILY = "family name "  # before a family name among the types of folded names
_MAX_TITLE_WORDS = 9
_SMALL_WORDS = word_set("a an the of in on at to for and or but with from by as la le de der und et")
_PARTICLES_BEFORE = ("de", "van", "von", "al", "el", "bin", "ben", "van der", "van den", "di", "du")


def find_mentions(text: str, views: Sequence[SentenceView], datelines: Collection[str] = ()) -> list[Mention]:
    """Return names, adjectives of countries (kind "adjective"), nominals and pronouns, by place; no two equal spans.

    `datelines` are folded names of places with which datelines open: a voice in what a name is.
    """
    quoted = quoted_spans(text)
    marked = Marked(quoted)
    works = Marked([span for span in quoted if _is_work(span.of(text))])
    found = with_short_names(views, find_segments(text, views))
    segments = [each for each in found if each.entry or not works.holds(each.span.begin)]
    types = vote(text, views, segments, datelines)
    for full in sorted(types):
        if types[full][0] == "PERSON" and " " in full:
            types[_FAMILY + full.rpartition(" ")[2]] = types[full]
    names = [
        mention
        for place, segment in enumerate(segments)
        if (mention := _mention(text, views, segments, place, types, marked)) is not None
    ]
    find_countrymen(text, views, names)
    nominals = find_nominals(text, views, names, marked)
    every = [*names, *nominals, *find_pronouns(views, marked)]
    unique: dict[Span, Mention] = {}
    for mention in every:
        unique.setdefault(mention.span, mention)
    found_here = [unique[span] for span in sorted(unique)]
    note_things(views, found_here)
    return found_here


def _mention(
    text: str,
    views: Sequence[SentenceView],
    segments: Sequence[Segment],
    place: int,
    types: dict[str, tuple[str, float]],
    marked: Marked,
) -> Mention | None:
    segment = segments[place]
    if segment.sort == "title":
        return None
    view = views[segment.sentence]
    mention = Mention(segment.span, segment.text(text), "name", segment.sentence, view.paragraph, 0)
    mention.token = _head(view, segment)
    mention.possessive = segment.words[-1].possessive
    mention.quoted = marked.holds(segment.span.begin)
    mention.shouted = view.style != "plain"
    _set_type(mention, segment, types, view)
    _extend_paper(text, mention)
    if mention.type == "PERSON":
        _extend(text, mention)
        mention.gender = gender_of(_titles_before(text, view, segment))
        age = _AGE.match(text, mention.span.end)
        mention.age = int(age.group(1)) if age else None
    note_grammar(mention, view)
    return mention


def _head(view: SentenceView, segment: Segment) -> int:
    """Return the token that the name hangs by: the one whose head is outside, else its last."""
    inside = range(segment.words[0].token.index, segment.words[-1].last.index + 1)
    outside = [index for index in inside if view.tokens[index].head not in inside or view.tokens[index].head == index]
    return outside[-1] if outside else segment.words[-1].last.index


def _set_type(mention: Mention, segment: Segment, types: dict[str, tuple[str, float]], view: SentenceView) -> None:
    name = folded_words(segment)
    if segment.entry is not None and not _is_family_name(name, segment, types):
        mention.entry = segment.entry
        mention.type, mention.country = segment.entry.type, segment.entry.country
        mention.acting = segment.entry.type != "LOC" and acts(view, list(segment.words))
        if segment.entry.sort == "capital" and not mention.acting:
            mention.type = "LOC"  # a town, and not the state whose government sits there
        if segment.sort == "adjective":
            mention.kind = "adjective"
        elif segment.sort == "people":
            mention.kind, mention.plural = "nominal", True
            mention.definite = (
                segment.words[0].token.index > 0 and view.tokens[segment.words[0].token.index - 1].text.lower() == "the"
            )
        return
    mention.type, mention.type_probability = types.get(name, ("PERSON", 0.9))
    if mention.type == "NORP":
        stem = stem_of_adjective(name, types)
        mention.kind, mention.country = "adjective", place_key(stem) if stem else None
        if name.endswith("s"):
            mention.kind, mention.plural = "nominal", True
    elif mention.type == "GPE":
        mention.country = place_key(mention.text)
        mention.acting = acts(view, list(segment.words))


def _is_family_name(name: str, segment: Segment, types: dict[str, tuple[str, float]]) -> bool:
    """Tell whether a known place is a person here: the article has "Ada Washington"."""
    if segment.sort != "known" or " " in name or segment.entry is None or segment.entry.type != "GPE":
        return False
    return types.get(_FAMILY + name, ("", 0.0))[0] == "PERSON"


def _is_work(quoted: str) -> bool:
    """Tell whether what stands in quotation marks is written as the title of a book or film."""
    parts = [match.group() for match in WORD.finditer(quoted)]
    if not 2 <= len(parts) <= _MAX_TITLE_WORDS or quoted.rstrip(_MARKS)[-1:] in (",", ".", "!", "?"):
        return False
    long = [part for part in parts if part.lower() not in _SMALL_WORDS]
    return len(long) > 1 and all(part[0].isupper() or part[0].isdigit() for part in (*long, parts[0]))


def _titles_before(text: str, view: SentenceView, segment: Segment) -> list[str]:
    place = segment.words[0].place
    lowers: list[str] = []
    while place and len(lowers) < 4:
        place -= 1
        gap = text[view.words[place].span.end : view.words[place + 1].span.begin]
        lower = view.words[place].lower
        if gap not in (" ", ". ") or not (lower in words("titles") or lower in words("role_heads")):
            break
        lowers.insert(0, lower)
    return lowers


def _extend_paper(text: str, mention: Mention) -> None:
    """Take the small last word of a paper's quoted name into the name (“Vecherniaya pravda”)."""
    following = re.match(r" ([a-z]+)[,.]?[\"”’»]", text[mention.span.end : mention.span.end + 24])
    if following and following.group(1) in words("org_tails") and text[mention.span.begin - 1] in _MARKS:
        mention.span = Span(mention.span.begin, mention.span.end + following.end(1))
        mention.text = mention.span.of(text)


def _extend(text: str, mention: Mention) -> None:
    """Take a particle before a family name into the name ("the envoy's de Ruyter")."""
    before = text[max(0, mention.span.begin - 8) : mention.span.begin]
    for particle in _PARTICLES_BEFORE:
        if before.endswith(f" {particle} ") and " " not in mention.text:
            mention.span = Span(mention.span.begin - len(particle) - 1, mention.span.end)
            mention.text = mention.span.of(text)
            return
