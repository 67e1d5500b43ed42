"""HTML pages: our own linearisation of the visible text, the roles of its lines, and the fields in the mark-up."""

from __future__ import annotations

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.encodings import decode_page, storable
from retold.sources.page_body import body_probabilities, told_lines, trafilatura_vote, vote_of
from retold.sources.page_data import page_data
from retold.sources.page_features import features_of
from retold.sources.page_fields import fields_in
from retold.sources.page_roles import marks_of
from retold.sources.page_text import flat_text, page_text, parse_page
from retold.sources.paragraphs import folded
from retold.sources.records import Reading, Rejected
from retold.sources.refusals import fault_of_page
from retold.sources.text import fault_of_bytes, fault_of_text


def read_page(
    content: bytes, origin: str, *, settings: ReadingSettings, charset: str | None = None
) -> Reading | Rejected:
    """Return the visible text of an HTML page with the roles of its lines and the fields in its mark-up.

    A page nested too deeply for a tree is read as text without tags, and has no marks. `charset` is the encoding that
    an HTTP header declares. What is no article (an index, a wall, an error) is rejected with its reason.
    """
    if len(content) > settings.max_page_bytes:
        return Rejected(origin, "too large", f"{len(content)} bytes, more than {settings.max_page_bytes}")
    fault = fault_of_bytes(content, origin)
    if fault is not None:
        return fault
    html = storable(decode_page(content, charset))
    root = parse_page(html)
    if root is None:
        text = storable(flat_text(html))
        plain = Reading(text=text, origin=origin, format="html", bytes_hash=bytes_hash(content))
        return fault_of_text(text, origin, settings=settings) or plain
    page = page_text(root)
    fault = fault_of_page(root, page, origin) or fault_of_text(page.text, origin, settings=settings)
    if fault is not None:
        return fault
    data = page_data(root)
    found = fields_in(page, data)
    keys = [folded(line.span.of(page.text)) for line in page.lines]
    titles = frozenset(folded(each.value) for each in found if each.field == "title")
    features = features_of(page, keys, titles, data.descriptions, told_lines(keys, data.body))
    votes = len(html) <= settings.max_vote_characters
    probabilities = body_probabilities(features, keys, lambda: trafilatura_vote(html) if votes else vote_of(""))
    return Reading(
        text=page.text,
        origin=origin,
        format="html",
        found=found,
        marks=marks_of(page, keys, probabilities, titles),
        bytes_hash=bytes_hash(content),
    )
