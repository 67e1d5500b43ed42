"""Tests of `retold.actors.linking`: actors of different articles under one key."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from retold.actors.linking import actor_keys, actor_links
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES

SETTINGS = ActorsSettings()


def actor(
    number: int, *written: str, type: str = "PERSON", country: str | None = None, roles: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "actor": f"a{number:03}",
        "article": f"article {number}",
        "name": written[0],
        "named": True,
        "type": type,
        "country": country,
        "roles": list(roles),
        "names": [{"name": name, "count": 1} for name in written],
        "aliases": [],
    }


def groups(actors: list[dict[str, Any]]) -> set[frozenset[str]]:
    """Return the components of all links over all keys."""
    keys = actor_keys(STAGE_TABLES["local_actors"].rows(actors), settings=SETTINGS).to_pylist()
    of_actor = {row["actor"]: row for row in actors}
    under: dict[str, list[dict[str, Any]]] = {}
    for row in keys:
        facts = {name: value for name, value in of_actor[row["actor"]].items() if name != "named"}
        under.setdefault(row["key"], []).append({"key": row["key"], **facts})
    leader = {row["actor"]: row["actor"] for row in actors}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for key in sorted(under):
        for link in actor_links(STAGE_TABLES["keyed_actors"].rows(under[key]), settings=SETTINGS).to_pylist():
            leader[max(find(link["actor_a"]), find(link["actor_b"]))] = min(
                find(link["actor_a"]), find(link["actor_b"])
            )
    members: dict[str, set[str]] = {}
    for name in leader:
        members.setdefault(find(name), set()).add(name)
    return {frozenset(group) for group in members.values()}


def test_spellings_of_one_name_are_linked():
    """
    Two outlets write one foreign name in two ways.
    """
    both = groups([actor(1, "Hossein Torghan", country="IRN"), actor(2, "Hossein Torqan", country="IRN")])

    assert {frozenset({"a001", "a002"})} == both


def test_people_with_one_first_name_stay_apart():
    """
    Linking goes by whole names.
    """
    both = groups([actor(1, "Hossein Torghan"), actor(2, "Hossein Amir-Sadeghian")])

    assert 2 == len(both)


def test_a_family_name_alone_goes_to_the_only_one_who_has_it():
    """
    An article that never gives the first name means the one known person.
    """
    assert 1 == len(groups([actor(1, "Ada Quill"), actor(2, "Quill")]))


def test_a_family_name_alone_goes_to_nobody_where_two_have_it():
    """
    Without a role nothing says which of the two is meant, and neither is made the other.
    """
    found = groups([actor(1, "Ada Quill"), actor(2, "Quill"), actor(3, "Berta Quill")])

    assert 3 == len(found)


def test_a_role_says_which_of_two_is_meant():
    """
    "Minister Quill" is the Quill who is a minister.
    """
    found = groups(
        [
            actor(1, "Ada Quill", roles=("trade minister",)),
            actor(2, "Quill", roles=("minister", "trade minister")),
            actor(3, "Berta Quill", roles=("lawyer",)),
        ]
    )

    assert frozenset({"a001", "a002"}) in found


def test_namesakes_of_other_country_and_office_stay_two():
    """
    One full name, two lives.
    """
    found = groups(
        [
            actor(1, "John Marlow", country="GBR", roles=("trade minister",)),
            actor(2, "John Marlow", country="AUS", roles=("police spokesman", "spokesman")),
        ]
    )

    assert 2 == len(found)


def test_known_names_of_a_group_are_one_across_articles():
    """
    What is generally known joins names that share no letter.
    """
    found = groups([actor(1, "IS", type="GROUP"), actor(2, "Daesh", type="GROUP"), actor(3, "ISIL", type="GROUP")])

    assert 1 == len(found)


def test_initials_with_other_full_names_stay_two():
    """
    Two bodies may share their initials.
    """
    found = groups(
        [actor(1, "RLA", "River Liberation Army", type="GROUP"), actor(2, "RLA", "Royal Library Archive", type="ORG")]
    )

    assert 2 == len(found)


def test_a_body_that_every_state_has_is_not_linked():
    """
    A foreign ministry without its country may be anybody's.
    """
    found = groups([actor(1, "Foreign Ministry", type="ORG"), actor(2, "Foreign Ministry", type="ORG")])

    assert 2 == len(found)


def test_a_capital_as_a_town_is_not_the_state():
    """
    Moscow the town and Russia meet under no key.
    """
    found = groups([actor(1, "Moscow", type="LOC", country="RUS"), actor(2, "Russia", type="GPE", country="RUS")])

    assert 2 == len(found)


def test_thousands_of_one_name_give_as_many_links():
    """
    The work under a common name stays near-linear.
    """
    rows = [
        {"key": "name:ada quill", **{k: v for k, v in actor(n, "Ada Quill").items() if k != "named"}}
        for n in range(3000)
    ]

    assert 2999 == actor_links(STAGE_TABLES["keyed_actors"].rows(rows), settings=SETTINGS).num_rows


@settings(max_examples=30, deadline=None)
@given(st.permutations([("Ada Quill", 1), ("Quill", 2), ("Ada Quil", 3), ("Berta Quill", 4), ("Adah Quill", 5)]))
def test_the_order_of_rows_does_not_matter(order):
    """
    The same actors give the same links in any order.
    """
    rows = [{"key": "family:quil", **{k: v for k, v in actor(n, name).items() if k != "named"}} for name, n in order]
    links = actor_links(STAGE_TABLES["keyed_actors"].rows(rows), settings=SETTINGS)
    sorted_rows = sorted(rows, key=lambda row: row["actor"])

    assert actor_links(STAGE_TABLES["keyed_actors"].rows(sorted_rows), settings=SETTINGS).equals(links)


def test_a_ministry_is_linked_where_the_article_tells_its_country():
    """
    "The Foreign Ministry" in an article about Iran, and "Iran's" in words of another outlet.
    """
    found = groups(
        [
            actor(1, "Foreign Ministry", type="ORG", country="IRN"),
            actor(2, "Iranian Foreign Ministry", type="ORG", country="IRN"),
            actor(3, "Ministry of Foreign Affairs", type="ORG", country="IRN"),
            actor(4, "Foreign Ministry", type="ORG", country="RUS"),
        ]
    )

    assert {frozenset({"a001", "a002", "a003"}), frozenset({"a004"})} == found


def test_a_country_from_the_article_is_weaker_than_one_in_the_name():
    """
    What only the context says is less sure.
    """
    told = [actor(1, "Iranian Foreign Ministry", type="ORG"), actor(2, "Foreign Ministry of Iran", type="ORG")]
    around = [actor(n, "Foreign Ministry", type="ORG", country="IRN") for n in (1, 2)]

    sure, less = (probabilities("words:@IRN foreign ministry", rows) for rows in (told, around))

    assert 0.5 < less[0] < sure[0] < 0.97


def test_departments_that_a_state_has_many_of_stay_apart():
    """
    A country does not tell which town's health department is meant.
    """
    found = groups([actor(n, "Health Department", type="ORG", country="USA") for n in (1, 2)])

    assert 2 == len(found)


def test_two_orders_of_one_bodys_words_are_one():
    """
    Outlets write a body's name in their own manner.
    """
    found = groups(
        [
            actor(1, "U.S. Department of the Interior", type="ORG", country="USA"),
            actor(2, "US Interior Department", type="ORG", country="USA"),
            actor(3, "US Department of Agriculture", type="ORG", country="USA"),
        ]
    )

    assert {frozenset({"a001", "a002"}), frozenset({"a003"})} == found


def test_names_listed_for_one_group_are_linked():
    """
    No spelling joins a translation to its name.
    """
    found = groups(
        [actor(1, "Jemaah Islamiya", type="GROUP"), actor(2, "Lashkar-e-Toiba", type="GROUP"),
         actor(3, "Army of the Righteous", type="GROUP")]
    )  # fmt: skip

    assert {frozenset({"a001"}), frozenset({"a002", "a003"})} == found


def probabilities(key: str, actors: list[dict[str, Any]]) -> list[float]:
    """Return the probabilities of the links under one key."""
    rows = [{"key": key, **{name: value for name, value in each.items() if name != "named"}} for each in actors]
    links = actor_links(STAGE_TABLES["keyed_actors"].rows(rows), settings=SETTINGS)
    return [row["probability"] for row in links.to_pylist()]


def test_initials_join_the_one_body_whose_words_begin_so():
    """
    An article may only have "RLA"; where two bodies begin so, nothing tells which.
    """
    army, short = actor(1, "River Liberation Army", type="GROUP"), actor(2, "RLA", type="GROUP")
    league = actor(3, "Rural Labour Alliance", type="ORG")

    assert {frozenset({"a001", "a002"})} == groups([army, short])
    assert frozenset({"a002"}) in groups([army, short, league])


def test_a_given_name_is_not_another_persons_family_name():
    """
    "Paul" here and "Rand Paul" there are two.
    """
    assert {frozenset({"a001"}), frozenset({"a002"})} == groups([actor(1, "Paul"), actor(2, "Rand Paul")])


def test_a_name_of_one_letter_joins_nobody():
    """
    "D" in two articles is a letter.
    """
    assert {frozenset({"a001"}), frozenset({"a002"})} == groups(
        [actor(1, "D", type="OTHER"), actor(2, "D", type="OTHER")]
    )


def test_many_keys_at_once_give_the_links_of_each_alone():
    """
    In the order of the keys, and no key sees another's actors.
    """
    people = [actor(1, "Ada Voss"), actor(2, "Ada Voss"), actor(3, "Voss"), actor(4, "Olin Tarr"), actor(5, "Tarr")]
    of_actor = {row["actor"]: row for row in people}
    keys = actor_keys(STAGE_TABLES["local_actors"].rows(people), settings=SETTINGS).to_pylist()
    keyed = [
        {"key": row["key"], **{name: value for name, value in of_actor[row["actor"]].items() if name != "named"}}
        for row in sorted(keys, key=lambda row: (row["key"], row["actor"]))
    ]

    together = actor_links(STAGE_TABLES["keyed_actors"].rows(keyed), settings=SETTINGS).to_pylist()

    alone = [
        link
        for key in sorted({row["key"] for row in keyed})
        for link in actor_links(
            STAGE_TABLES["keyed_actors"].rows([row for row in keyed if row["key"] == key]), settings=SETTINGS
        ).to_pylist()
    ]
    assert alone == together
    assert len({link["key"] for link in together}) > 2
