"""Verbs that show one thing: compare, altered, stemma, statement, entity, check, why."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

from retold.choosing import actors_meant
from retold.cli.output import (
    ListingOptions,
    ids_in,
    is_table,
    listing_options,
    open_corpus,
    print_table,
    progress_shown,
    show,
    store_option,
)
from retold.corpus import Corpus
from retold.errors import NotFound
from retold.export.collations import STEMMA_FORMATS, stemma_text
from retold.export.tables import json_line, json_rows
from retold.lookup import Asked, Place, ancestry_of, asked_in_draft, asked_in_lines, check_words, checked, counted
from retold.quotations.origins import count_origins
from retold.side_by_side import compare_articles, marked_line
from retold.telling.holdings import handles_among
from retold.telling.terminal import change_lines, pair_lines, story_lines
from retold.timelines import reasons_of

_ASKED_SHOWN = 90  # code points of a quotation asked for, in a list of answers
json_option = click.option("--json", "as_json", is_flag=True, help="JSON lines with every fact.")


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--changed", is_flag=True, help="Only the places that differ.")
@json_option
@store_option
def compare(first: str, second: str, changed: bool, as_json: bool, store: Path) -> None:
    """Show two articles against each other: [-left out-] and {+put in+}, with the effect of each change.

    \b
    Example: retold compare 01_agency 02_courier -s affair.duckdb
    """
    comparison = compare_articles(open_corpus(store), first, second)
    for segment in comparison.segments:
        if changed and not segment.is_variant:
            continue
        click.echo(json_line(comparison.as_row(segment)) if as_json else marked_line(comparison, segment))
    if not as_json:
        click.echo(comparison.summary, err=True)


@click.command()
@click.argument("article", required=False)
@json_option
@store_option
def altered(article: str | None, as_json: bool, store: Path) -> None:
    """Show what copies changed in quotations: words inside the marks, marks lost, meaning that may differ.

    With --json: the changes inside quotation marks, as rows of `variants`.

    \b
    Example: retold altered 02_courier -s affair.duckdb
    """
    corpus = open_corpus(store)
    if as_json:
        for row in json_rows(corpus.altered(article)):
            click.echo(json_line(row))
        return
    told = _told(corpus, article)
    wanted = None if article is None else corpus.article_id(article)
    found = False
    for story in told.stories:
        for changes in story.changes:
            if wanted in {None, changes.article} and not changes.is_empty:
                found = True
                name = told.held.handles[changes.article]
                for line in [*change_lines(changes, name, width=_width(), limit=None), ""]:
                    click.echo(line)
    if not found:
        click.echo("Nothing differs in quotations here. What is compared: retold derivations")


def _told(corpus: Corpus, article: str | None) -> Any:
    from retold.telling.stories import tell_stories

    return tell_stories(corpus, stories=None if article is None else [corpus.story_id(corpus.article_id(article))])


@click.command()
@click.argument("story")
@json_option
@click.option("--format", "kind", type=click.Choice(STEMMA_FORMATS), help="The tree alone, for other programs.")
@store_option
def stemma(story: str, as_json: bool, kind: str | None, store: Path) -> None:
    """Tell one story: its tree of copies, what was changed, what is open.

    \b
    Example: retold stemma 01_agency -s affair.duckdb
    """
    from retold.export.tables import json_rows
    from retold.telling.stories import tell_stories
    from retold.web.pages.stories import alike

    corpus = open_corpus(store)
    if as_json:
        for row in json_rows(corpus.stemma(story)):
            click.echo(json_line(row))
        return
    if kind is not None:
        with corpus.pinned():
            tree = corpus.stemma(story)
            names = handles_among(corpus.ask, ids_in(tree))
        click.echo(stemma_text(tree.to_pylist(), names, kind), nl=False)
        return
    named = corpus.story_id(story)
    beside = alike(corpus, named)
    for line in story_lines(tell_stories(corpus, stories=[named], beside=beside), width=_width()):
        click.echo(line)


@click.command()
@click.argument("statement")
@listing_options
@store_option
def statement(statement: str, options: ListingOptions, store: Path) -> None:
    """Show how one statement was retold, article by article.

    \b
    Example: retold statement QUOTATION-ID --json -s affair.duckdb
    """
    corpus = open_corpus(store)
    with corpus.pinned():
        table = corpus.statement(statement, unsure=options.unsure)
        names = handles_among(corpus.ask, ids_in(table)) if is_table(options) else {}
    people = ("article", "form", "probability", "quotation", "from_quotation")
    show(table, options, people=people, names=names)


def _role(row: dict[str, Any]) -> str:
    """Return a role with the first and the last day of the dated articles that give it."""
    days = list(dict.fromkeys(f"{row[bound].day} {row[bound]:%b %Y}" for bound in ("earliest", "latest") if row[bound]))
    when = f" ({' to '.join(days)})" if days else ""
    return f"{'former ' if row['former'] else ''}{row['role']}{when}"


@click.command()
@click.argument("name")
@json_option
@store_option
def entity(name: str, as_json: bool, store: Path) -> None:
    """Show one actor: its names, its roles and when they were told, what it is reported to have said.

    Several actors of one name are listed, one a line, with the ids that tell them apart.

    \b
    Example: retold entity Rahmani -s affair.duckdb
    """
    corpus = open_corpus(store)
    meant = actors_meant(corpus, name)
    if as_json:
        for actor in meant:
            click.echo(json_line(*json_rows(corpus.entity(actor.entity))))
        return
    if len(meant) > 1:
        click.echo(f"{len(meant)} actors may be meant by {name!r}. Show one: retold entity ID", err=True)
        for actor in meant:
            click.echo(actor.line())
        return
    key = meant[0].entity
    (row,) = json_rows(corpus.entity(key))
    click.echo(f"{row['name']}  {row['type'] or ''}  {row['country'] or ''}  {key}")
    for title, values in (
        ("roles", [_role(role) for role in corpus.roles(key).to_pylist()]),
        ("names", [f"{n['name']} ({n['count']})" for n in row["names"]]),
        ("taken for one by", [f"{kind} ({count})" for kind, count in reasons_of(corpus, key).items()]),
    ):
        if values:
            click.echo(f"  {title}: {', '.join(values)}")
    said = corpus.table("quotations", where="x.speaker = ?", parameters=[key])
    articles = set(said.column("article").to_pylist())
    origins = counted(count_origins(articles, ancestry_of(corpus)), "origin")
    click.echo(f"  {counted(len(said), 'quotation')} in {counted(len(articles), 'article')}, {origins}")


@click.command()
@click.argument("words", required=False)
@click.option("--speaker", help="Who is said to have said it (part of a name).")
@click.option(
    "--file", "listed", type=click.File(encoding="utf-8"), help="A list: one quotation a line, or JSON lines."
)
@click.option("--draft", type=click.File(encoding="utf-8"), help="A text of your own: whatever stands in marks there.")
@json_option
@store_option
def check(
    words: str | None, speaker: str | None, listed: TextIO | None, draft: TextIO | None, as_json: bool, store: Path
) -> None:
    """Say whether a quotation is here: word for word, reworded, in another's mouth, or not found.

    One quotation, a list of them (--file), or every one of a draft (--draft); - is standard input.

    \b
    Example: retold check "will never work with them" --speaker Rahmani -s affair.duckdb
    """
    if sum(given is not None for given in (words, listed, draft)) != 1:
        raise click.UsageError("Give the words of one quotation, or --file LIST, or --draft TEXT.")
    if words is not None:
        _check_one(words, speaker, as_json=as_json, store=store)
        return
    asked = asked_in_draft(draft.read()) if draft else asked_in_lines(listed.read() if listed else "")
    if not asked:
        click.echo("No quotation to check there.", err=True)
    corpus = open_corpus(store)
    with corpus.pinned():
        with progress_shown() as progress:
            found = list(checked(corpus, asked, speaker, progress=progress))
        handles = {} if as_json else _handles(corpus, [place for places in found for place in places])
        for one, places in zip(asked, found, strict=True):
            for line in _checked_lines(one, places, handles, as_json=as_json):
                click.echo(line)


def _handles(corpus: Corpus, places: list[Place]) -> dict[str, str]:
    """Return the short names of the articles that places name."""
    return handles_among(corpus.ask, {each for place in places for each in (place.article, place.from_article) if each})


def _checked_lines(one: Asked, places: list[Place], handles: dict[str, str], *, as_json: bool) -> Iterator[str]:
    """Yield what was found of one quotation of a list: a line a place as JSON, else a line with the best place."""
    asked = {"asked": one.words, "asked_speaker": one.speaker, "asked_at": one.place}
    if as_json:
        rows = [dataclasses.asdict(place) for place in places] or [{"verdict": "not found"}]
        yield from (json_line({**asked, **row}) for row in rows)
        return
    shown = one.words if len(one.words) <= _ASKED_SHOWN else f"{one.words[:_ASKED_SHOWN]}…"
    if not places:
        yield f"{one.place}: not found  “{shown}”"
        return
    handle, outlet, verdict, speaker, _, there = places[0].cells(handles)
    yield f"{one.place}: {verdict}  “{shown}”"
    yield f"    {handle}:{places[0].begin} {outlet}, {speaker}: {there}"
    yield f"    {places[0].headline}"


def _check_one(words: str, speaker: str | None, *, as_json: bool, store: Path) -> None:
    corpus = open_corpus(store)
    with corpus.pinned(), progress_shown() as progress:
        found = check_words(corpus, words, speaker, progress=progress)
        handles = {} if as_json else _handles(corpus, found)
    if as_json:
        for place in found:
            click.echo(json_line(dataclasses.asdict(place)))
    if not found:
        click.echo("Not found in the quotations of this store. That it was never said does not follow.", err=as_json)
        return
    if not as_json:
        click.echo(found[0].headline)
        print_table(
            ("article", "outlet", "verdict", "speaker", "taken from", "words there"),
            [place.cells(handles) for place in found],
        )


@click.command()
@click.argument("first")
@click.argument("second")
@json_option
@store_option
def why(first: str, second: str, as_json: bool, store: Path) -> None:
    """Say why two articles are joined, or why they are not.

    \b
    Example: retold why 01_agency 12_prisoners -s affair.duckdb
    """
    from retold.telling.pairs import tell_pair

    corpus = open_corpus(store)
    article_a, article_b = corpus.article_id(first), corpus.article_id(second)
    if article_a == article_b:
        raise NotFound(f"{first!r} and {second!r} are one article. Name two")
    told = tell_pair(corpus, article_a, article_b)
    if as_json:
        click.echo(json_line(dataclasses.asdict(told)))
        return
    for line in pair_lines(told, width=_width()):
        click.echo(line)


SHOWN = (compare, altered, stemma, statement, entity, check, why)
