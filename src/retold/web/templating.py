"""The templates' environment, one for the report and the pages."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from retold.telling.labels import shortened
from retold.telling.wording import capitalised, counted, say, shown_probability
from retold.web.asked import address, page_of
from retold.web.moments import moment_of
from retold.web.render import printable


def origin_name(origin: str) -> str:
    """Return where an article was read from, as pages show it: an address whole, a file by its name alone.

    >>> origin_name("C:\\\\texts\\\\march.txt")
    'march.txt'
    """
    return (
        origin if origin.lower().startswith(("http://", "https://")) else origin.replace("\\", "/").rsplit("/", 1)[-1]
    )


@cache
def environment() -> Environment:
    """Return the environment: everything is escaped, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("retold.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["earliest"] = say("earliest")
    made.globals["no_recording"] = say("no_recording")
    made.globals["independent"] = say("independent")
    made.globals["address"] = address
    made.globals["page_of"] = page_of
    made.globals["moment_of"] = moment_of
    made.filters["probability"] = lambda number: "" if number is None else shown_probability(number)
    made.filters["capital"] = capitalised
    made.filters["counted"] = counted
    made.filters["short"] = lambda text: shortened(str(text))
    made.filters["origin"] = origin_name
    made.filters["printable"] = lambda text: printable(str(text))
    return made
