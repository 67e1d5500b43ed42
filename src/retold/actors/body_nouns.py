"""Which nouns may stand for one body: "the lender" for a bank, "the carrier" for an airline."""

from __future__ import annotations

from functools import cache

from retold.language.wordlists import words as word_set

# Each line: nouns that news uses for one kind of body, among them the words that end or begin their names.
_KINDS = """
    bank lender creditor banking bancorp savings
    airline carrier airways airlines air aviation
    newspaper paper daily tabloid weekly broadsheet publication gazette times post herald tribune courier journal
    broadcaster channel station network radio tv television
    magazine journal review monthly
    agency newswire wire
    ministry department
    regulator watchdog authority commission board agency bureau
    union federation guild brotherhood
    club team side squad eleven rovers united city athletic
    charity foundation organisation organization trust fund ngo nonprofit
    university college school academy institute
    hospital clinic infirmary
    court tribunal
    party movement opposition greens democrats conservatives
    parliament assembly senate congress legislature house diet chamber
    council committee panel board commission
    army military forces troops navy guard
    police force constabulary
    militia group movement faction front army brigade rebels insurgents militants fighters battalion
    carmaker automaker manufacturer motors motor company
    chipmaker semiconductor semiconductors
    drugmaker pharma pharmaceuticals biotech
    toymaker planemaker manufacturer maker
    retailer supermarket chain grocer stores
    insurer insurance assurance
    publisher press media
    brokerage securities bank
    miner mines mining copper gold
    producer oil energy petroleum gas
    utility power electric electricity water energy
    operator railways railway trains lines company
    startup start-up firm company
    church diocese parish
    embassy mission consulate
    zoo park museum gallery library
    choir orchestra band ensemble
    jury panel
    cabinet government administration
    coalition alliance bloc
"""
# A firm of whatever trade is "the company".
_ANY_FIRM = word_set("company firm corporation business group conglomerate giant seller buyer bidder startup start-up")
_FIRMS = _ANY_FIRM | word_set(
    """
    bank lender airline carrier operator retailer insurer utility producer developer brokerage publisher broadcaster
    manufacturer maker owner supplier contractor chipmaker drugmaker carmaker automaker toymaker planemaker chain
    """
)
GENERAL = word_set("company firm group organisation organization body agency institution outfit corporation office")


@cache
def _kinds() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_KINDS.strip().splitlines()):
        for noun in line.split():
            found.setdefault(noun, set()).add(number)
    return {noun: frozenset(numbers) for noun, numbers in found.items()}


def are_of_one_kind(noun: str, other: str) -> bool:
    """Tell whether two nouns, in small letters and the singular, may stand for one body."""
    if {noun, other} <= _FIRMS and {noun, other} & _ANY_FIRM:
        return True
    return bool(_kinds().get(noun, frozenset()) & _kinds().get(other, frozenset()))


def is_known_noun(noun: str) -> bool:
    """Tell whether a noun is one of those that the table has."""
    return noun in _kinds() or noun in _FIRMS


def singular(noun: str) -> str:
    """Return a noun without the ending of its plural: "rebels" is "rebel"; names of bodies keep theirs."""
    if is_known_noun(noun) or len(noun) < 4 or noun.endswith("ss") or not noun.endswith("s"):
        return noun
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun[:-1]
