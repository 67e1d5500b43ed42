"""The templates' environment, one for the report and the pages."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from retold.telling.wording import capitalised, counted, say, shown_probability
from retold.web.asked import address
from retold.web.render import printable


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
    made.globals["independent"] = say("independent")
    made.globals["address"] = address
    made.filters["probability"] = lambda number: "" if number is None else shown_probability(number)
    made.filters["capital"] = capitalised
    made.filters["counted"] = counted
    made.filters["printable"] = lambda text: printable(str(text))
    return made
