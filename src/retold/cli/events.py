"""Verbs about events: events, claims, network."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from retold.cli.output import (
    MOST_ROWS,
    Command,
    ListingOptions,
    ids_in,
    is_table,
    listing_options,
    open_corpus,
    rows_shown,
    show,
    store_option,
)
from retold.errors import UsageError
from retold.export.graphs import GRAPH_FORMATS, graph_text
from retold.export.tables import json_line
from retold.telling.events import Claim, EventFilter, claims_shown, events_counted, events_listing
from retold.telling.holdings import handles_among
from retold.telling.networks import network_of

_PEOPLE = (
    "article",
    "speaker_name",
    "actor_name",
    "event_type",
    "recipient_name",
    "polarity",
    "words",
)
_CLAIMS_SHOWN = 20

_FILTERS: tuple[Callable[[Command], Command], ...] = (
    click.option("--actor", help="Only what this actor is said to do (part of a name, or a state's code)."),
    click.option("--recipient", help="Only what is said to be done to this actor."),
    click.option("--type", "event_type", help="Only events of this type, such as ACCUSE."),
    click.option("--speaker", help="Only what this speaker says."),
    click.option("--own-voice", is_flag=True, help="Only what articles tell in their own voice."),
    click.option("--polarity", help="affirmed or denied."),
    click.option("--modality", help="asserted, possible, conditional, demanded, feared or intended."),
    click.option("--article", help="Only of this article."),
    click.option("--story", help="Only of the articles of this story."),
    click.option("--since", help="Only of articles published on this day or later."),
    click.option("--until", help="Only of articles published before this day."),
)


def filter_options(command: Command) -> Command:
    """Add the filters of events; the command gets them as `wanted`."""

    def with_filter(*arguments: Any, **given: Any) -> Any:
        names = {field.name for field in dataclasses.fields(EventFilter)}
        wanted = EventFilter(**{name: given.pop(name) for name in sorted(names & given.keys())})
        return command(*arguments, wanted=wanted, **given)

    with_filter.__name__ = command.__name__
    with_filter.__doc__ = command.__doc__
    with_filter.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    wrapped: Any = with_filter
    for option in reversed(_FILTERS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


@click.command()
@filter_options
@click.option("--claim", help="Only events of this claim.")
@listing_options
@store_option
def events(wanted: EventFilter, options: ListingOptions, store: Path) -> None:
    """List events: who is said by whom to have done what to whom. No speaker is the outlet's own voice.

    \b
    Example: retold events --type ACCUSE --json -s affair.duckdb
    """
    corpus = open_corpus(store)
    limit, total = rows_shown(options), None
    with corpus.pinned():
        table = events_listing(corpus, wanted, unsure=options.unsure, limit=limit)
        if is_table(options) and len(table) == limit:
            total = events_counted(corpus, wanted, unsure=options.unsure)
        names = handles_among(corpus.ask, ids_in(table)) if is_table(options) else {}
    show(table, options, people=_PEOPLE, names=names, total=total)


@click.command()
@filter_options
@click.option("--disputed", is_flag=True, help="Only claims that one asserts and another denies.")
@click.option(
    "--limit", type=click.IntRange(1, MOST_ROWS), default=_CLAIMS_SHOWN, show_default=True, help="At most so many."
)
@click.option("--json", "as_json", is_flag=True, help="JSON lines with every fact.")
@store_option
def claims(wanted: EventFilter, disputed: bool, limit: int, as_json: bool, store: Path) -> None:
    """List claims: what somebody is said to have done, with who says so and who denies it.

    \b
    Example: retold claims --disputed -s affair.duckdb
    """
    corpus = open_corpus(store)
    with corpus.pinned():
        found, in_all = claims_shown(corpus, wanted, disputed=disputed, limit=limit)
        plain = {article for claim in found for article in claim.became_plain}
        names = {} if as_json else handles_among(corpus.ask, plain)
    for claim in found:
        if as_json:
            click.echo(json_line(dataclasses.asdict(claim)))
        else:
            for line in _claim_lines(claim, names):
                click.echo(line)
    if not found:
        click.echo("No claims.", err=True)
    elif in_all > limit:
        click.echo(f"{limit} of {in_all} claims shown; more: --limit {in_all}", err=True)


def _claim_lines(claim: Claim, names: dict[str, str]) -> list[str]:
    counts = f"{_counted(claim.articles, 'article')}, {_counted(claim.origins, 'origin')}"
    lines = [f"{claim.claim[:9]}  {claim.sentence}  ({counts})"]
    if claim.became_plain:
        articles = ", ".join(names.get(article, article) for article in claim.became_plain)
        lines.append(
            f"           told as plain fact in {articles}, which goes back to a text that says whose claim it is"
        )
    return lines


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@click.command()
@filter_options
@click.option("--format", "kind", type=click.Choice(GRAPH_FORMATS), help="The format (default: by the file's name).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File; - or none is standard output.")
@store_option
def network(wanted: EventFilter, kind: str | None, output: Path | None, store: Path) -> None:
    """Write who is said to do what to whom as a signed network, for Gephi and other programs.

    \b
    Example: retold network --format graphml -o events.graphml -s affair.duckdb
    """
    target = None if output is None or output == Path("-") else output
    suffix = "" if target is None else target.suffix.removeprefix(".")
    chosen = kind or (suffix if suffix in GRAPH_FORMATS else None if target is not None and suffix else "graphml")
    if chosen is None:
        raise UsageError(
            f"{target}: cannot tell the format from the name. Give one: --format {' | '.join(GRAPH_FORMATS)}"
        )
    drawn = network_of(open_corpus(store), wanted)
    edges = [{**dataclasses.asdict(edge), "class": edge.quad} for edge in drawn.edges]
    written = graph_text([dataclasses.asdict(node) for node in drawn.nodes], edges, chosen)
    if target is None:
        sys.stdout.write(written)
        return
    try:
        target.write_text(written, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target}: cannot write there ({error.strerror}). Name another file: -o FILE") from error
    click.echo(f"WROTE  {len(drawn.nodes)} actors and {len(drawn.edges)} edges to {target}", err=True)


EVENTS = (events, claims, network)
