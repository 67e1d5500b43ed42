"""Which actors of different articles are one: they meet under folded keys and are compared there.

Work under a key stays near-linear: actors alike in name, type, country and roles are one class, linked in a star, and
only classes are compared with each other. A link that would join namesakes apart in given names, country and office
is not made, so that the components of the links keep them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pyarrow as pa

from retold.actors.acronyms import MIN_LETTERS, initials_of, written_as_initials
from retold.actors.bodies import body_similarity, body_words, is_body, is_one_a_state
from retold.actors.gazetteer import Entry, entries, folded, given_names, words
from retold.actors.known import known_as
from retold.actors.names import given_names_clash, name_parts, name_similarity, skeleton
from retold.evidence import Evidence, log_odds_of, probability_of, rounded
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES

KEYED_ACTORS_SQL = """
select k.key, k.actor, l.article, l.name, l.type, l.country, l.roles, l.names, l.aliases
from actor_keys k join local_actors l on k.actor = l.actor
"""

ENTITY_ACTORS_SQL = """
select m.entity, l.actor, l.article, l.name, l.named, l.type, l.country, l.roles, l.names, k.link
from actor_members m
join local_actors l on m.actor = l.actor
left join (
  select e.actor, max(e.score) as link
  from (
    select a.actor_a as actor, a.score from actor_links a
    union all select b.actor_b as actor, b.score from actor_links b
    union all select c.actor_a as actor, c.score from alias_links c
    union all select d.actor_b as actor, d.score from alias_links d
  ) e
  group by e.actor
) k on k.actor = l.actor
"""

_KNOWN = 6.0  # log-odds: two names of one thing in the gazetteer
_LISTED = 3.0  # two names that the lists of known names give to one thing; those are less sure than our own
_SAME_WORDS = 3.0  # the same words in another order or form, and the country: "Foreign Ministry of Iran"
_COUNTRY_AROUND = 2.0  # a body that every state has one of, whose country only the article around it tells
_INITIALS = 1.4  # "RLA" here and only "River Liberation Army" there: three letters may be another's
_SAME_BODY = 0.5
_SAME_NAME = 3.5  # the same full name
_SAME_WORD = 1.3  # the same name of one word
_FAMILY_ONLY = 1.2  # a family name alone, when only one person here has it
# Set on half of the topics of ECB+ (`evaluation/merges.py`): one word was one person in 9 of 10 links.
_SINGLE_NAME = 1.7  # the same name of one word, of persons who have no other: "Obama"
_GIVEN_ONLY = 0.9  # and that a given name
_FIRST_FOR_FAMILY = -1.0  # "Paul" here, "Rand Paul" there
_SPELLED_OTHERWISE = 0.4
_ALIKE = 0.8
_ROLE = 1.2
_COUNTRY = 0.8
_OTHER_COUNTRY = -2.5
_OTHER_OFFICE = -1.6
_WRONG_KIND = Evidence("other kind", -1.8)  # a person here, a place or body there
_NO_KIND = Evidence("other kind", -1.0)  # a person here, and there what nothing shows a kind of
_MAX_NAMES = 6  # spellings of a cluster that are compared
_OFFICE_HEADS = frozenset(
    {"minister", "president", "secretary", "governor", "mayor", "king", "spokesman", "spokeswoman"}
)


def actor_keys(local_actors: pa.Table, *, settings: ActorsSettings) -> pa.Table:
    """Return the keys under which the named actors of one article may meet those of others; unnamed ones have none."""
    del settings
    rows = [
        {"actor": actor["actor"], "key": key}
        for actor in sorted(local_actors.to_pylist(), key=lambda row: row["actor"])
        if actor["named"]
        for key in sorted(_keys(actor))
    ]
    return STAGE_TABLES["actor_keys"].rows(rows)


def _keys(actor: dict[str, Any]) -> set[str]:
    keys: set[str] = set()
    names = [each["name"] for each in actor["names"]]
    if actor["type"] == "GPE" and actor["country"]:
        keys.add(f"country:{actor['country']}")
        names = [name for name in names if _sort(name) not in ("capital", "country", "epithet")]
    for name in names:
        entry = entries().get(name)
        if entry is not None and actor["type"] != "PERSON" and entry.sort in ("body", "group", "place", "seat"):
            keys.add(entry.key)
        elif len(folded(name)) > 1 and not _is_generic(name):
            keys.add(f"name:{folded(name)}")
        known = known_as(name)
        if known is not None and (known.type == "PERSON") == (actor["type"] == "PERSON"):
            keys.add(known.key)
        if actor["type"] not in ("PERSON", "GPE") and is_body(name):
            keys |= _word_keys(name, actor["country"])
        if actor["type"] not in ("PERSON", "GPE"):
            keys |= {f"initials:{letters}" for letters in _initials(name)}
        if actor["type"] == "PERSON" and name_parts(name).words:
            keys.add(f"family:{skeleton(name_parts(name).family)}")
            keys.add("all:" + "".join(sorted(name_parts(name).skeletons)))
            for part in folded(name.rpartition("-")[2]).split()[-1:]:
                keys.add(f"family:{skeleton(part)}")
    return {key for key in keys if not key.endswith(":")}


def _initials(name: str) -> set[str]:
    """Return the letters that a name is written as, or that a body's name of several words begins with."""
    letters = written_as_initials(name)
    if letters is not None:
        return {letters}
    return {each for each in initials_of(name) if is_body(name) and len(each) >= MIN_LETTERS}


def _word_keys(name: str, country: str | None) -> set[str]:
    """Return the key of a body's words with its country, which the name itself or the article around it tells."""
    own = body_words(name)
    signs = {word for word in own if word.startswith("@")}
    if not signs and country and is_one_a_state(name):
        signs = {f"@{country}"}
    rest = sorted(word for word in own if not word.startswith("@"))
    return {"words:" + " ".join([*sorted(signs), *rest])} if len(signs) == 1 and rest else set()


def _sort(name: str) -> str | None:
    entry: Entry | None = entries().get(name)
    return entry.sort if entry else None


def _is_generic(name: str) -> bool:
    """Tell whether every state or town may have one: "Foreign Ministry", "Supreme Court", "Gazette"."""
    general = words("org_tails") | words("sectors")
    return all(part in general or part in ("of", "the", "for", "and") for part in folded(name).split())


@dataclass(slots=True)
class _Cluster:
    """Actors under one key that are taken for one."""

    actors: list[str] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)

    def full_names(self) -> list[str]:
        """Return the names of more than one word, commonest first."""
        long = [name for name in self.names if len(name_parts(name).words) > 1]
        return sorted(long, key=lambda name: (-self.names[name], name))[:_MAX_NAMES]

    def every_name(self) -> list[str]:
        """Return the names, commonest first."""
        return sorted(self.names, key=lambda name: (-self.names[name], name))[:_MAX_NAMES]

    def take(self, other: _Cluster) -> None:
        """Add another cluster's actors and what is known of them."""
        self.actors = sorted({*self.actors, *other.actors})
        for name, count in other.names.items():
            self.names[name] = self.names.get(name, 0) + count
        self.types |= other.types
        self.countries |= other.countries
        self.roles |= other.roles
        self.articles |= other.articles


def actor_links(keyed_actors: pa.Table, *, settings: ActorsSettings) -> pa.Table:
    """Link the actors that meet under one key and are probably one, each to one of its cluster.

    Each key is for itself. Links below `min_link_probability` are not made; the work grows with the number of
    different classes of actors, of which at most `max_compared_classes` are compared.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in keyed_actors.to_pylist():
        groups.setdefault(row["key"], []).append(row)
    links = [
        link for key in sorted(groups) if len(groups[key]) > 1 for link in _links_under(key, groups[key], settings)
    ]
    return STAGE_TABLES["actor_links"].rows(links)


def _links_under(key: str, rows: list[dict[str, Any]], settings: ActorsSettings) -> list[dict[str, Any]]:
    """Return the links among the actors under one key, in order."""
    classes = _classes(rows)
    if key.startswith("initials:"):
        return _initials_links(key, classes, settings)
    links: list[dict[str, Any]] = []
    for each in classes:
        links.extend(_star(key, each))
    clusters: list[_Cluster] = []
    singles: list[_Cluster] = []
    for each in classes[: settings.max_compared_classes]:
        if each.types == {"PERSON"} and not each.full_names():
            singles.append(each)
        else:
            _join(key, each, clusters, links, settings)
    for each in singles:
        _join_single(key, each, clusters, links, settings)
    return sorted(links, key=lambda row: (row["actor_a"], row["actor_b"]))


def _initials_links(key: str, classes: list[_Cluster], settings: ActorsSettings) -> list[dict[str, Any]]:
    """Link actors written as initials to the one body whose words begin so; where there are two, to none."""
    classes = classes[: settings.max_compared_classes]
    short, long = list[_Cluster](), list[_Cluster]()
    for each in classes:
        (short if any(written_as_initials(name) for name in each.names) else long).append(each)
    names = sorted({name for each in long for name in each.names if key.partition(":")[2] in initials_of(name)})
    if not names or any(body_similarity(names[0], other) < _SAME_BODY for other in names[1:]):
        return []
    links = []
    for each in short:
        evidence = [Evidence("initials", _INITIALS), *_other_country(long[0], each)]
        odds = rounded(sum(reason.weight for reason in evidence))
        if not _expansions_clash(long[0], each) and probability_of(odds) >= settings.min_link_probability:
            links.append(_link(key, long[0].actors[0], each.actors[0], odds, evidence))
    return sorted(links, key=lambda row: (row["actor_a"], row["actor_b"]))


def _classes(rows: Iterable[dict[str, Any]]) -> list[_Cluster]:
    """Return the actors grouped by what can be seen of them, largest class first."""
    groups: dict[tuple[Any, ...], _Cluster] = {}
    for row in sorted(rows, key=lambda row: row["actor"]):
        names = tuple(sorted({folded(each["name"]) for each in row["names"]}))
        shape = (names, row["type"], row["country"] or "", tuple(sorted(row["roles"] or ())))
        number = 0  # an article that tells two of one name apart has two classes of it
        while (*shape, number) in groups and row["article"] in groups[(*shape, number)].articles:
            number += 1
        group = groups.setdefault((*shape, number), _Cluster(types={row["type"]}))
        group.actors.append(row["actor"])
        group.articles.add(row["article"])
        for each in row["names"]:
            group.names[each["name"]] = group.names.get(each["name"], 0) + each["count"]
        group.countries |= {row["country"]} - {None}
        group.roles |= set(row["roles"] or ())
    return sorted(groups.values(), key=lambda each: (-len(each.full_names()[:1]), -len(each.actors), each.actors[0]))


def _star(key: str, each: _Cluster) -> list[dict[str, Any]]:
    """Link the actors of one class, which nothing tells apart, to their least."""
    single = each.types == {"PERSON"} and not each.full_names()
    odds = _SAME_NAME + 0.5 if not single else _single_odds(each) + (_ROLE if each.roles else 0.0)
    if key.startswith("words:"):
        odds = _words_odds(each)
    evidence = [Evidence("same name", odds)]
    return [_link(key, each.actors[0], actor, odds, evidence) for actor in each.actors[1:]]


def _link(key: str, actor_a: str, actor_b: str, odds: float, evidence: list[Evidence]) -> dict[str, Any]:
    least, greatest = sorted((actor_a, actor_b))
    probability = probability_of(rounded(odds))
    reasons = [{**each.as_row(), "table": "local_actors", "id": greatest} for each in evidence]
    return {
        "actor_a": least,
        "actor_b": greatest,
        "key": key,
        "score": probability,
        "probability": probability,
        "evidence": reasons,
    }


def _join(
    key: str, each: _Cluster, clusters: list[_Cluster], links: list[dict[str, Any]], settings: ActorsSettings
) -> None:
    """Put a class into the cluster it agrees with best, or make it a cluster of its own."""
    scored = [
        (rounded(sum(e.weight for e in found)), place, found)
        for place, cluster in enumerate(clusters)
        if (found := compare(key, cluster, each))
    ]
    best = max(scored, key=lambda item: (item[0], -item[1]), default=None)
    if best is None or probability_of(best[0]) < settings.min_link_probability:
        clusters.append(each)
        return
    odds, place, evidence = best
    links.append(_link(key, clusters[place].actors[0], each.actors[0], odds, evidence))
    clusters[place].take(each)


def _join_single(
    key: str, each: _Cluster, clusters: list[_Cluster], links: list[dict[str, Any]], settings: ActorsSettings
) -> None:
    """Put actors with only a family name to the one person it can mean: the only one, or the only one with the role."""
    people = [cluster for cluster in clusters if "PERSON" in cluster.types and not _told_apart(cluster, each)]
    scored = [(cluster, found) for cluster in people if (found := _compare_people(cluster, each))]
    with_role = [item for item in scored if any(reason.kind == "role" for reason in item[1])]
    chosen = with_role if len(with_role) == 1 else scored
    if len(chosen) != 1:
        if not scored:
            _join(key, each, clusters, links, settings)
        return
    cluster, evidence = chosen[0]
    odds = rounded(sum(reason.weight for reason in evidence))
    if probability_of(odds) >= settings.min_link_probability:
        links.append(_link(key, cluster.actors[0], each.actors[0], odds, evidence))
        cluster.take(each)


def compare(key: str, cluster_a: _Cluster, cluster_b: _Cluster) -> list[Evidence]:
    """Return the reasons that two clusters are one, as log-odds to be summed; none where they cannot be."""
    if _told_apart(cluster_a, cluster_b):
        return []
    people = ["PERSON" in cluster.types for cluster in (cluster_a, cluster_b)]
    if all(people):
        return _compare_people(cluster_a, cluster_b)
    if any(people):
        return _compare_mixed(cluster_a, cluster_b)
    return _compare_things(key, cluster_a, cluster_b)


def _told_apart(cluster_a: _Cluster, cluster_b: _Cluster) -> bool:
    """Tell whether one article has two persons of the same full name: it tells them apart, and so do we."""
    if not cluster_a.articles & cluster_b.articles or "PERSON" not in cluster_a.types & cluster_b.types:
        return False
    return bool({folded(name) for name in cluster_a.full_names()} & {folded(name) for name in cluster_b.full_names()})


def _compare_people(cluster_a: _Cluster, cluster_b: _Cluster) -> list[Evidence]:
    full_a, full_b = cluster_a.full_names(), cluster_b.full_names()
    if any(given_names_clash(name_a, name_b) for name_a, name_b in product(full_a, full_b)):
        return []
    if full_a and full_b:
        likeness = max(name_similarity(name_a, name_b) for name_a, name_b in product(full_a, full_b))
        odds = _SAME_NAME if likeness >= 1.0 else min(_SAME_NAME, log_odds_of(likeness))
        evidence = [Evidence("name", rounded(odds))]
    else:
        families = product(_family_names(cluster_a), _family_names(cluster_b))
        alike = max(name_similarity(a, b) for a, b in families)
        if alike < _ALIKE:
            return []
        first = (full_a or full_b) and any(_is_given_name_alone(each) for each in (cluster_a, cluster_b))
        odds = _FIRST_FOR_FAMILY if first else min(_single_odds(cluster_a), _single_odds(cluster_b), _FAMILY_ONLY)
        evidence = [Evidence("family name", odds if alike >= 1.0 else odds - _SPELLED_OTHERWISE)]
    return [*evidence, *_context(cluster_a, cluster_b)]


def _family_names(cluster: _Cluster) -> list[str]:
    """Return the last words of the full names; of a cluster without one the names as they are."""
    return sorted({name.split()[-1] for name in cluster.full_names() or cluster.every_name()})


def _is_given_name_alone(cluster: _Cluster) -> bool:
    """Tell whether all that names somebody is a usual given name ("Laura")."""
    return not cluster.full_names() and all(folded(name) in given_names() for name in cluster.every_name())


def _single_odds(cluster: _Cluster) -> float:
    """Return the odds that two persons of one name of one word are one."""
    return _GIVEN_ONLY if _is_given_name_alone(cluster) else _SINGLE_NAME


def _context(cluster_a: _Cluster, cluster_b: _Cluster) -> list[Evidence]:
    """Return what country and office say."""
    evidence = []
    if cluster_a.countries and cluster_b.countries:
        shared = bool(cluster_a.countries & cluster_b.countries)
        evidence.append(Evidence("country", _COUNTRY if shared else _OTHER_COUNTRY))
    if cluster_a.roles and cluster_b.roles:
        if _roles_agree(cluster_a.roles, cluster_b.roles):
            evidence.append(Evidence("role", _ROLE))
        elif _offices(cluster_a.roles) and _offices(cluster_b.roles):
            evidence.append(Evidence("other role", _OTHER_OFFICE))
    return evidence


def _roles_agree(roles_a: set[str], roles_b: set[str]) -> bool:
    heads_b = {role.split()[-1] for role in roles_b}
    if roles_a & roles_b:
        return True
    return any(role.split()[-1] in heads_b and (" " not in role or role.split()[-1] in roles_b) for role in roles_a)


def _offices(roles: set[str]) -> bool:
    return any(role.split()[-1] in _OFFICE_HEADS for role in roles)


def _compare_mixed(cluster_a: _Cluster, cluster_b: _Cluster) -> list[Evidence]:
    """Compare a person with something else: one of the two may be typed wrongly, if nothing else shows a person."""
    person = cluster_a if "PERSON" in cluster_a.types else cluster_b
    if person.roles:
        return []
    same = {folded(name) for name in cluster_a.names} & {folded(name) for name in cluster_b.names}
    if not same:
        return []
    kind = _NO_KIND if "OTHER" in cluster_a.types | cluster_b.types else _WRONG_KIND
    return [Evidence("same name", _SAME_NAME if any(" " in name for name in same) else _SAME_WORD + 0.6), kind]


def _compare_things(key: str, cluster_a: _Cluster, cluster_b: _Cluster) -> list[Evidence]:
    sort = key.partition(":")[0]
    if sort in ("country", "body", "group", "place", "seat"):
        if sort == "place" or len(cluster_a.types | cluster_b.types) == 1 or sort != "country":
            return [Evidence("known name", _KNOWN)]
        return []
    if sort in ("known", "words"):
        known = sort == "known"
        evidence = [
            Evidence("listed name" if known else "same words", _LISTED if known else _words_odds(cluster_a, cluster_b))
        ]
        return [*evidence, *_other_country(cluster_a, cluster_b)]
    name = key.partition(":")[2]
    if _is_initials(name, cluster_a, cluster_b) and _expansions_clash(cluster_a, cluster_b):
        return []
    evidence = [Evidence("same name", _SAME_NAME if " " in name else _SAME_WORD + 0.6)]
    if cluster_a.types != cluster_b.types and "OTHER" not in cluster_a.types | cluster_b.types:
        evidence.append(Evidence("other kind", -0.8))
    return [*evidence, *_other_country(cluster_a, cluster_b)]


def _other_country(cluster_a: _Cluster, cluster_b: _Cluster) -> list[Evidence]:
    """Return what speaks against two things of which both have a country, and none in common."""
    apart = cluster_a.countries and cluster_b.countries and not cluster_a.countries & cluster_b.countries
    return [Evidence("country", _OTHER_COUNTRY)] if apart else []


def _words_odds(*clusters: _Cluster) -> float:
    """Return the odds of the same words and country: lower where a name leaves the country to the article."""
    told = all(any(word.startswith("@") for name in each.names for word in body_words(name)) for each in clusters)
    return _SAME_WORDS if told else _COUNTRY_AROUND


def _is_initials(name: str, *clusters: _Cluster) -> bool:
    written = {each for cluster in clusters for each in cluster.names if folded(each) == name}
    return " " not in name and bool(written) and all(each.isupper() for each in written)


def _expansions_clash(cluster_a: _Cluster, cluster_b: _Cluster) -> bool:
    """Tell whether two bodies with the same initials have full names without a word in common."""
    full_a = {word for name in cluster_a.full_names() for word in folded(name).split()}
    full_b = {word for name in cluster_b.full_names() for word in folded(name).split()}
    general = words("org_tails") | words("group_tails")
    return bool(full_a) and bool(full_b) and not (full_a & full_b) - general
