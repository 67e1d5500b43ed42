"""HTML pages: our own linearisation of the visible text, the roles of its lines, and the fields in the mark-up."""

from __future__ import annotations

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.encodings import decode_page, storable
from retold.sources.page_fields import fields_in
from retold.sources.page_roles import Vote, marks_of, vote_on
from retold.sources.page_text import flat_text, page_text, parse_page
from retold.sources.paragraphs import folded
from retold.sources.records import Reading, Rejected
from retold.sources.text import fault_of_bytes, fault_of_text

_NO_VOTE = Vote(frozenset(), frozenset())


def read_page(content: bytes, origin: str, *, settings: ReadingSettings) -> Reading | Rejected:
    """Return the visible text of an HTML page with the roles of its lines and the fields in its mark-up.

    A page nested too deeply for a tree is read as text without tags, and has no marks.
    """
    fault = fault_of_bytes(content, origin)
    if fault is not None:
        return fault
    html = storable(decode_page(content))
    root = parse_page(html)
    if root is None:
        text = storable(flat_text(html))
        plain = Reading(text=text, origin=origin, format="html", bytes_hash=bytes_hash(content))
        return fault_of_text(text, origin, settings=settings) or plain
    page = page_text(root)
    fault = fault_of_text(page.text, origin, settings=settings)
    if fault is not None:
        return fault
    found = fields_in(root, page)
    titles = frozenset(folded(each.value) for each in found if each.field == "title")
    vote = vote_on(html) if len(html) <= settings.max_vote_characters else _NO_VOTE
    return Reading(
        text=page.text,
        origin=origin,
        format="html",
        found=found,
        marks=marks_of(page, vote, titles),
        bytes_hash=bytes_hash(content),
    )
