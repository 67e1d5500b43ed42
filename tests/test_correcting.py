"""Corrections in a whole store: every field of them, taken back, replayed elsewhere, and typed wrongly."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import duckdb
import pytest

from retold import Corpus
from retold.carrying import carry_corrections, moved
from retold.cli import _run
from retold.correcting import correction_of, keep, read_corrections
from retold.corrections.fields import Correction
from retold.errors import NotFound, UsageError
from retold.spans import Span
from retold.store import Workspace
from retold.tables import STAGE_TABLES
from tests.conftest import EXAMPLES, ONE_WORKER, differing, law_tables

SAID = {"author": "Ida", "corrected_at": datetime(2031, 3, 3, tzinfo=UTC), "reason": "see the tape"}


def copied(corpus, folder):
    """A store of its own with the same articles, and its results by content."""
    folder.mkdir(exist_ok=True)
    target = folder / "store.duckdb"
    shutil.copy(corpus.path, target)
    for kept in corpus.path.parent.glob(f"{corpus.path.name}.cache*"):
        shutil.copy(kept, folder / kept.name.replace(corpus.path.name, target.name))
    return Corpus(target, settings=ONE_WORKER)


def article(corpus, name):
    return corpus.article_id(name)


def place(corpus, name, words):
    named = article(corpus, name)
    text = corpus.ask("select t.text from stage.texts t where t.article = ?", [named]).column(0)[0].as_py()
    begin = text.index(words)
    return f"{named}:{begin}-{begin + len(words)}"


def said_of(corpus):
    """One correction of each field."""
    wanted = (
        (place(corpus, "02", "The mission exists on paper"), "quotation", "no"),
        (place(corpus, "02", "Perhaps Norway would like"), "speaker", "Parviz Sohrabi"),
        ("03", "copy", "no"),
        ("12", "story", "09"),
        (place(corpus, "01", "Farid Rahmani"), "another actor", None),
        (place(corpus, "02", "Parviz Sohrabi"), "same actor", "Leyla Osman"),
    )
    return [correction_of(corpus, *each, said=SAID) for each in wanted]


@pytest.fixture(scope="module")
def corrected(example_corpus, tmp_path_factory):
    """The example corpus with one correction of each field, in one build."""
    corpus = copied(example_corpus, tmp_path_factory.mktemp("corrected"))
    corpus.keep_corrections(said_of(corpus))
    yield corpus
    corpus.close()


def one(corpus, query, *parameters):
    return corpus.ask(query, list(parameters)).to_pylist()


# ---------------------------------------------------------------- each field


def test_what_is_no_quotation_is_not_asserted_and_not_counted(example_corpus, corrected):
    """Its row stands where `--unsure` shows it, with the correction as evidence."""
    query = (
        "select q.probability, q.evidence, q.statement from quotations q, articles a where a.article = q.article"
        " and q.article = ? and contains(substring(a.text, q.content[1].begin, 40), 'The mission exists')"
        " and q.kind = 'direct'"
    )
    before, after = (one(corpus, query, article(corpus, "02"))[0] for corpus in (example_corpus, corrected))

    assert before["probability"] > 0.5
    assert after["probability"] == 0.0
    assert after["evidence"][0]["kind"] == "correction"
    told = "select x.article from retellings x where x.statement = ? and x.article = ? and x.probability >= 0.5"
    assert [] == one(corrected, told + " and x.quotation is not null", after["statement"], article(corrected, "02"))


def test_another_speaker_reaches_quotations_and_statements(corrected):
    """The statement is by whom the correction names."""
    rows = one(
        corrected,
        "select e.names, q.speaker_probability, s.speaker = q.speaker as agrees from quotations q"
        " join entities e on e.entity = q.speaker join statements s on s.statement = q.statement"
        " join articles a on a.article = q.article where q.article = ? and q.kind = 'direct'"
        " and contains(substring(a.text, q.content[1].begin, 40), 'Perhaps Norway would')",
        article(corrected, "02"),
    )

    assert ("Parviz Sohrabi", 1.0) == (
        next(name["name"] for name in rows[0]["names"] if name["name"] == "Parviz Sohrabi"),
        rows[0]["speaker_probability"],
    )
    assert rows[0]["agrees"]


def test_what_is_no_copy_has_no_exemplar_and_no_variants(example_corpus, corrected):
    """In the stemma it is a root."""
    copy = article(corrected, "03")

    assert one(example_corpus, "select v.begin from variants v where v.article = ?", copy)
    assert [] == one(corrected, "select v.begin from variants v where v.article = ?", copy)
    assert [{"probability": 0.0}] == one(corrected, "select d.probability from derivations d where d.article = ?", copy)
    assert [{"exemplar": None}] == one(corrected, "select s.exemplar from stemmata s where s.article = ?", copy)


def test_an_article_goes_to_another_story_and_the_rest_of_its_own_stays(example_corpus, corrected):
    """Both stories are told anew."""
    query = "select m.story from story_articles m where m.article = ?"
    moved_one, target, left = (article(corrected, name) for name in ("12", "09", "13"))
    story = one(corrected, query, moved_one)

    assert story == one(corrected, query, target)
    assert story != one(corrected, query, left)
    assert one(example_corpus, query, moved_one) == one(example_corpus, query, left)
    evidence = one(corrected, "select m.evidence from story_articles m where m.article = ?", moved_one)[0]["evidence"]
    assert "correction" == evidence[0]["kind"]


def test_another_actor_leaves_and_the_others_stay_together(example_corpus, corrected):
    """Links run in stars: who leaves does not take the others apart."""
    query = (
        "select m.entity, count(distinct m.article) as articles from mentions m where m.entity in"
        " (select n.entity from mentions n where n.text = 'Farid Rahmani') group by m.entity order by articles"
    )
    before, after = one(example_corpus, query), one(corrected, query)

    assert [1, before[0]["articles"] - 1] == [row["articles"] for row in after]


def test_those_who_are_the_same_are_one_actor(corrected):
    """Whatever their names say."""
    rows = one(corrected, "select distinct m.entity from mentions m where m.text in ('Parviz Sohrabi', 'Leyla Osman')")

    assert 1 == len(rows)


def test_the_listing_says_which_hold(corrected):
    """All of them do, and carry who said it and why."""
    rows = one(corrected, "select c.* from corrections c")

    assert 6 == len(rows)
    assert {(True, "Ida", "see the tape")} == {(row["attached"], row["author"], row["reason"]) for row in rows}


# ---------------------------------------------------------------- the way does not matter


@pytest.mark.slow
def test_taken_back_everything_is_as_it_was(example_corpus, corrected, tmp_path):
    """All at once, or one after the other."""
    corpus = copied(corrected, tmp_path)
    for row in one(corpus, "select c.correction from corrections c order by c.correction"):
        corpus.undo(row["correction"][:12])

    assert [] == differing(law_tables(example_corpus), law_tables(corpus))


@pytest.mark.slow
def test_exported_and_replayed_on_another_store_they_give_the_same_tables(example_corpus, corrected, tmp_path):
    """In the other order: articles go, corrections come while there is nothing to hold on to, articles come."""
    file = tmp_path / "corrections.jsonl"
    corrected.export("corrections", file)
    corpus = copied(example_corpus, tmp_path / "other")
    corpus.remove(["02", "12"])
    corpus.import_corrections(file)
    loose = one(corpus, "select c.field from corrections c where not c.attached order by c.field")
    corpus.add(EXAMPLES, again=True)

    assert [{"field": name} for name in ("quotation", "same actor", "speaker", "story")] == loose
    assert [] == differing(law_tables(corrected), law_tables(corpus))


def test_a_removed_article_takes_its_corrections_with_it(corrected, tmp_path):
    """They may speak of whom it speaks of; what others say of it stays, and holds nothing."""
    corpus = copied(corrected, tmp_path)
    corpus.remove(["02", "09"])
    rows = one(corpus, "select c.field, c.attached from corrections c order by c.field")

    assert [("another actor", True), ("copy", True), ("story", False)] == [(r["field"], r["attached"]) for r in rows]


def test_a_later_word_takes_the_place_of_an_earlier_one():
    """On the same field of the same place; joined actors may be many."""
    space = Workspace(duckdb.connect())
    speaks = [Correction("a1", Span(3, 9), "speaker", value) for value in ("", "a1:20-24")]
    joined = [Correction("a1", Span(3, 9), "same actor", f"a1:{n}-40", None, ("a1", Span(n, 40))) for n in (20, 30)]
    keep(space, [*speaks, *joined])

    kept = space.stage_table("corrections_by_hand").to_pylist()
    assert [("same actor", 2), ("speaker", 1)] == sorted(
        (field, sum(row["field"] == field for row in kept)) for field in {row["field"] for row in kept}
    )
    assert "a1:20-24" in {row["new_value"] for row in kept if row["field"] == "speaker"}


# ---------------------------------------------------------------- a newer reader


def test_a_correction_goes_to_where_its_words_stand_now():
    """The nearest of several places; nowhere when they are gone."""
    assert Span(14, 18) == moved(Span(8, 12), "And she said it", "Menu. And she said it, he said")
    assert moved(Span(0, 3), "gone words", "none of them") is None


def test_corrections_are_carried_to_the_article_that_the_same_bytes_are_now():
    """Their own places, and the places that others point at."""
    space = Workspace(duckdb.connect())
    texts = [{"article": "old", "text": "Ida spoke", "text_hash": "1"}, {"article": "new", "text": "- Ida spoke"}]
    space.write("texts", STAGE_TABLES["texts"].rows(texts))
    other = ("old", Span(0, 3))
    keep(
        space,
        [
            Correction("old", Span(4, 9), "quotation", "no"),
            Correction("c3", Span(0, 2), "same actor", "old:0-3", None, other),
            Correction("c3", Span(0, 90), "story", "old"),
        ],
    )
    carry_corrections(space, "old", "new")

    kept = space.stage_table("corrections_by_hand").to_pylist()
    assert {("new", 6, "no"), ("c3", 0, "new:2-5"), ("c3", 0, "new")} == {
        (row["article"], row["begin"], row["new_value"]) for row in kept
    }


# ---------------------------------------------------------------- typed wrongly


@pytest.mark.parametrize(
    ("where", "field", "value", "error", "words"),
    [
        ("02", "mood", None, UsageError, "no field 'mood'"),
        ("no-such", "copy", "no", NotFound, "no such article"),
        ("02:5-99999999", "quotation", "no", UsageError, "the text has"),
        ("02:9-9", "quotation", "no", UsageError, "END after BEGIN"),
        ("02", "quotation", "no", UsageError, "stands at a place"),
        ("02:0-1", "quotation", "no", NotFound, "no quotation there"),
        ("02:300-310", "quotation", "yes", UsageError, "expected quotation=no"),
        ("02:300-310", "speaker", "Nobody Here", NotFound, "Nobody Here"),
        ("01", "copy", "no", UsageError, "not shown so"),
        ("02", "story", "02", UsageError, "its own story"),
        ("02:0-1", "same actor", "01:1-9", NotFound, "nobody is named there"),
        ("02:319-332", "another actor", "x", UsageError, "takes no value"),
    ],
)
def test_what_cannot_be_corrected_so_is_said_in_one_line(example_corpus, where, field, value, error, words):
    """What was wrong, what was expected; nothing is written."""
    with pytest.raises(error, match=words) as raised:
        correction_of(example_corpus, where, field, value)

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        "{}",
        '{"article": "a", "begin": 9, "end": 3, "field": "quotation", "new_value": "no"}',
        '{"article": "a", "begin": 0, "end": 3, "field": "mood", "new_value": "no"}',
        '{"article": "a", "begin": 0, "end": 3, "field": "same actor", "new_value": "nowhere"}',
        '{"article": "a", "begin": 0, "end": 3, "field": "copy", "new_value": "no"}',
        '{"article": "a", "begin": 0, "end": 3, "field": "story", "new_value": "", "corrected_at": "soon"}',
        '{"article": 7, "begin": 0, "end": 3, "field": "story", "new_value": ""}',
        '{"article": "a", "begin": true, "end": 3, "field": "story", "new_value": ""}',
        '{"article": "a", "begin": 0, "end": 3e9, "field": "story", "new_value": ""}',
        '{"article": "a", "begin": 0, "end": 99999999999999999999, "field": "story", "new_value": ""}',
        '{"article": "a", "begin": 0, "end": 3, "field": "story", "new_value": "\\ud800"}',
        '{"article": "a", "begin": 0, "end": 3, "field": "story", "new_value": "", "reason": "\\u0000"}',
        '{"article": "a", "begin": 0, "end": 3, "field": ["story"], "new_value": ""}',
        '{"article": "a", "begin": 0, "end": 3, "field": "speaker", "new_value": "b:1-99999999999999999999"}',
        '{"article": "a", "begin": 0, "end": 3, "field": "story", "new_value": "", "corrected_at": "0001-01-01T00+14"}',
        "[" * 5000,
    ],
)
def test_a_line_that_is_no_correction_is_named(tmp_path, line):
    """By its number, with the reason; where there is no other, nothing is taken in."""
    file = tmp_path / "c.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"c\.jsonl:2: left out, no correction \(.+\)") as raised:
        read_corrections(file)
    assert "\n" not in str(raised.value)


def test_lines_that_are_no_corrections_do_not_keep_out_the_others(tmp_path):
    """Each is told of in one line."""
    file = tmp_path / "c.jsonl"
    right = '{"article": "a", "begin": 0, "end": 3, "field": "quotation", "new_value": "no"}'
    file.write_text(f"\ufeff{right}\nno json\n\n{{}}\n{right.replace('3', '4')}\n", encoding="utf-8")
    told = []

    found = read_corrections(file, told.append)
    assert [Span(0, 3), Span(0, 4)] == [each.span for each in found]
    assert [
        f"{file}:2: left out, no correction (no JSON)",
        f"{file}:4: left out, no correction (it has no article)",
    ] == told


def test_replayed_twice_they_are_there_once():
    """The id tells what is said; who said it and when is that of the last time."""
    space = Workspace(duckdb.connect())
    for author in ("Ida", "Ben"):
        keep(space, [Correction("a1", Span(3, 9), "quotation", "no", author=author)], replace=False)
    assert ["Ben"] == space.stage_table("corrections_by_hand").column("author").to_pylist()


def test_an_actor_that_left_and_came_back_is_where_it_was(example_corpus, tmp_path):
    """A split and a merge that undoes it, both kept: the tables of the actors are as without them."""
    corpus = copied(example_corpus, tmp_path)
    before = {name: rows for name, rows in law_tables(corpus).items() if name in ("mentions", "statements", "stories")}
    leaves = correction_of(corpus, place(corpus, "01", "Farid Rahmani"), "another actor", None, said=SAID)
    back = correction_of(corpus, leaves_at(leaves), "same actor", place(corpus, "03", "Farid Rahmani"), said=SAID)
    corpus.keep_corrections([leaves, back])
    corpus_tables = law_tables(corpus)

    assert before == {name: corpus_tables[name] for name in before}
    corpus.close()


def leaves_at(correction):
    return f"{correction.article}:{correction.span.begin}-{correction.span.end}"


def test_articles_that_are_moved_to_one_another_are_one_story(example_corpus, tmp_path):
    """A circle is no fault; the rest of their stories stays."""
    corpus = copied(example_corpus, tmp_path)
    one_way, other_way = (correction_of(corpus, a, "story", b, said=SAID) for a, b in (("12", "09"), ("09", "12")))
    corpus.keep_corrections([one_way, other_way])

    assert corpus.story_id("12") == corpus.story_id("09")
    assert corpus.story_id("10") != corpus.story_id("09")
    assert corpus.number("select count(*) from corrections c where c.attached") == 2
    corpus.close()


def test_the_verbs(example_corpus, tmp_path, capsys):
    """Correct, list, take back; each says what it did."""
    store = str(copied(example_corpus, tmp_path).path)
    assert 0 == _run(["correct", "03", "copy=no", "--reason", "they met", "-s", store])
    told = capsys.readouterr().out
    undo = told.split("--undo ")[1].split()[0]
    assert 0 == _run(["corrections", "--table", "-s", store])
    assert "they met" in capsys.readouterr().out
    assert 0 == _run(["correct", "--undo", undo, "-s", store])
    assert "UNDONE" in capsys.readouterr().out
    assert 1 == _run(["correct", "--undo", undo, "-s", store])
    assert "no such correction" in capsys.readouterr().err
    assert 2 == _run(["correct", "03", "-s", store])
