"""A claim as a page shows it: what is said to have been done, who asserts it, who denies it, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retold.telling.events import OWN_VOICE, Claim, Told
from retold.telling.labels import plain
from retold.web.asked import address


def claim_facts(claim: Claim, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template shows of a claim; `names` are the articles' short names."""
    return {
        "claim": claim.claim,
        "sentence": claim.sentence,
        "actor": plain(claim.actor),
        "type": claim.event_type,
        "recipient": plain(claim.recipient or "–"),
        "time": claim.time,
        "asserted": _sides(claim, "affirmed", names),
        "denied": _sides(claim, "denied", names),
        "became_plain": [{"handle": names.get(a, a[:8]), "href": address(f"/article/{a}")} for a in claim.became_plain],
        "articles": claim.articles,
        "origins": claim.origins,
    }


def _sides(claim: Claim, polarity: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return who tells a claim so, by name, each with the places where they are said to."""
    tellers: dict[str, list[dict[str, Any]]] = {}
    for told in claim.told:
        if told.polarity == polarity:
            tellers.setdefault(_teller(told), []).append(_place(told, names))
    return [{"name": plain(name), "places": tellers[name]} for name in sorted(tellers)]


def _teller(told: Told) -> str:
    return told.speaker or f"{told.outlet or 'outlet not stated'} ({OWN_VOICE})"


def _place(told: Told, names: Mapping[str, str]) -> dict[str, Any]:
    handle = names.get(told.article, told.article[:8])
    return {
        "place": f"{handle}:{told.begin}",
        "href": f"{address(f'/article/{told.article}')}#char={told.begin},{told.end}",
        "words": plain(told.words),
        "modality": "" if told.modality == "asserted" else told.modality,
        "probability": told.probability,
    }
