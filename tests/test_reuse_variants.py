"""The stage `variants`."""

from retold.reuse.boilerplate import reuse_content
from retold.reuse.passages import passages
from retold.reuse.variants import variants
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES
from tests.reuse_rows import COPY, PARAPHRASE, WORKSHOP, blocks_table, content_table, pair_texts_table, texts_table

SETTINGS = ReuseSettings()
TEXTS = {"a": WORKSHOP, "b": COPY, "c": PARAPHRASE}


def rows_of(*pairs):
    derived = STAGE_TABLES["derivations"].rows({"article": copy, "exemplar": exemplar} for copy, exemplar in pairs)
    shared = passages(pair_texts_table(TEXTS), settings=SETTINGS)
    return variants(texts_table(TEXTS), content_table(TEXTS), shared, derived, settings=SETTINGS).to_pylist()


def test_changes_of_a_copy_are_listed_with_their_effects():
    """
    Number, modality, spelling and bracket of the copy.
    """
    found = {
        (row["effect"], WORKSHOP[row["exemplar_begin"] : row["exemplar_end"]], COPY[row["begin"] : row["end"]])
        for row in rows_of(("b", "a"))
    }

    assert {
        ("number", "240", "420"),
        ("modality", "should", "must"),
        ("spelling", "harbour", "harbor"),
        ("editor's bracket", "[of neighbouring Lund]", ""),
        ("wording", "quarrel", "dispute"),
    } <= found


def test_only_readings_inside_marks_in_both_are_inside_marks():
    """
    The paraphrase has no marks: nothing of it is inside.
    """
    assert {"modality"} == {row["effect"] for row in rows_of(("b", "a")) if row["inside_marks"]}
    assert not any(row["inside_marks"] for row in rows_of(("c", "a")))


def test_lost_marks_are_listed():
    """
    The paraphrase dropped them.
    """
    assert any(row["effect"] == "quotation marks" and row["kind"] == "omission" for row in rows_of(("c", "a")))


def test_an_exemplar_not_held_gives_no_rows():
    """
    Nothing to compare with.
    """
    assert [] == rows_of(("b", "lost:northwire"))


def test_keys_are_unique_and_every_row_has_its_reason():
    """
    Key, probability and evidence.
    """
    rows = rows_of(("b", "a"), ("c", "a"))
    keys = [(r["article"], r["begin"], r["exemplar"], r["exemplar_begin"]) for r in rows]

    assert len(keys) == len(set(keys))
    assert all(0.5 <= row["probability"] <= 1 and row["evidence"] for row in rows)


def test_what_was_set_aside_is_no_variant():
    """
    A footer that the outlet repeats is no part of the text, so nobody left it out.
    """
    footer = "\n\nSubscribe to our letter for more news from the coast every morning."
    texts = {**TEXTS, "a": TEXTS["a"] + footer}
    aside = STAGE_TABLES["set_aside"].rows([{"article": "a", "begin": len(TEXTS["a"]) + 2, "end": len(texts["a"])}])
    content = reuse_content(blocks_table(texts), aside, settings=SETTINGS)
    shared = passages(pair_texts_table(texts), settings=SETTINGS)
    derived = STAGE_TABLES["derivations"].rows([{"article": "b", "exemplar": "a"}])

    rows = variants(texts_table(texts), content, shared, derived, settings=SETTINGS).to_pylist()

    assert all(row["exemplar_end"] <= len(TEXTS["a"]) for row in rows)
