"""PLOVER's types of events: what each means, whether it is cooperation or conflict, and how PLOVER codes wishes.

After the PLOVER manual (Open Event Data Alliance 2021). A row of `events` names the deed and keeps apart whether it is
affirmed and whether it is only wished for; PLOVER itself folds both into the type, which `folded_type` does.
"""

from __future__ import annotations

# Each type with its quad class: verbal or material, cooperation or conflict.
CLASSES = {
    "AGREE": "verbal cooperation",
    "CONSULT": "verbal cooperation",
    "SUPPORT": "verbal cooperation",
    "COOPERATE": "material cooperation",
    "AID": "material cooperation",
    "YIELD": "material cooperation",
    "REQUEST": "verbal conflict",
    "ACCUSE": "verbal conflict",
    "REJECT": "verbal conflict",
    "THREATEN": "verbal conflict",
    "PROTEST": "material conflict",
    "SANCTION": "material conflict",
    "MOBILIZE": "material conflict",
    "COERCE": "material conflict",
    "ASSAULT": "material conflict",
}
TYPES = tuple(CLASSES)

# Names of earlier drafts of PLOVER, as its gold records have them, and of parts that later drafts split off.
EARLIER_NAMES = {
    "CONCEDE": "YIELD",
    "RETREAT": "YIELD",
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
    "ENGAGE": "CONSULT",
    "CRIME": "COERCE",
}

# Deeds that two do to one another: their compound subjects are actor and recipient.
MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE", "ASSAULT", "SUPPORT"})

POLARITIES = ("affirmed", "denied")
MODALITIES = ("asserted", "possible", "conditional", "demanded", "feared", "intended")
# A deed told so is told as done, or as perhaps done; the others tell of what somebody wants, fears or supposes.
TOLD_AS_DONE = ("asserted", "possible")


def sign_of(event_type: str) -> int:
    """Return 1 for cooperation and -1 for conflict."""
    return 1 if CLASSES[event_type].endswith("cooperation") else -1


def folded_type(event_type: str, polarity: str, modality: str) -> str:
    """Return the type under which PLOVER itself codes a deed that is refused, promised or announced.

    What is not done is a rejection, what shall be done an agreement or a threat.

    >>> folded_type("CONSULT", "affirmed", "intended")
    'AGREE'
    """
    cooperation = sign_of(event_type) > 0
    if polarity == "denied":
        return "REJECT" if cooperation else event_type
    if modality == "intended" and event_type not in ("REQUEST", "ACCUSE", "REJECT", "PROTEST", "MOBILIZE"):
        return "AGREE" if cooperation else "THREATEN"
    return event_type
