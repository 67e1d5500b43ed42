"""Words of an invented world: places, people, outlets and what happens there. Nothing here is real."""

from __future__ import annotations


def _words(lines: str) -> tuple[str, ...]:
    return tuple(lines.split())


COUNTRIES = _words(
    "Orlavia Tessmark Quendor Valdria Sarnesia Ombria Keltara Nordmaria Ishvar Pellonia Rustavia Drenmark"
)
_PLACE_BEGINNINGS = _words(
    """
    Orl Tess Quen Vald Sarn Ombr Kelt Nord Ishg Pell Rust Dren Halm Wex Torv Brisk Yelm Cand Foss Lind Marr Oak Stenn
    Umber Zell Arkad Belm Corv Dunl Evers Glam Hest Jarr Koln Lopp Murr
    """
)
_PLACE_ENDINGS = _words("au by mere vik burg low field ath ar ing holm stad ow ina ock ford ley sund dal ora")
CITIES = tuple(beginning + ending for beginning in _PLACE_BEGINNINGS for ending in _PLACE_ENDINGS)
GIVEN_NAMES = _words(
    """
    Arvid Bela Corin Dalia Edda Farin Gisela Harun Ilka Jorun Kasim Lenia Marek Nadja Oskar Petra Quillon Rasmus Selin
    Tamar Ulrik Vesna Wilma Xenia Yusra Zoran Anselm Brite Calla Dorian
    """
)
_FAMILY_BEGINNINGS = _words(
    """
    Abr Bell Cast Dem Ekl Fenn Garr Holl Istv Jank Kess Lindq Morv Nordal Okon Pelleg Quist Radem Sorv Tanag Ullm Varg
    Wether Xanth Yarr Zelen Ashgr Birk Corvet Dravin Estr Falken Grim Hak Ivan Jorg
    """
)
_FAMILY_ENDINGS = _words(
    "antes orp irel und imore ick oway an owitz ler ar ane o in aker ino ark a by is ow ka ove rath"
)
FAMILY_NAMES = tuple(beginning + ending for beginning in _FAMILY_BEGINNINGS for ending in _FAMILY_ENDINGS)
BODIES = tuple(
    f"{place} {what}"
    for place in ("National", "Central", "United", "Northern", "Free", "Royal", "Coastal")
    for what in (
        "Transport Board",
        "Miners Union",
        "Health Council",
        "Grain Bank",
        "Harbour Authority",
        "Farmers League",
    )
)
ROLES = (
    "transport minister",
    "finance minister",
    "mayor",
    "union leader",
    "police chief",
    "opposition leader",
    "hospital director",
    "governor",
    "chief prosecutor",
    "club president",
)
AGENCIES = ("Corvus", "Interpost", "Halden Wire")
OUTLETS = (
    "Orlau Courier",
    "Tessin Mirror",
    "The Quenby Standard",
    "Valdur Daily",
    "Sarnes Evening Post",
    "Ombrecht Observer",
    "Keltar Today",
    "The Nordvik Ledger",
    "Channel Nine",
    "Pellon Gazette",
    "Rustav Star",
    "Harbour and Hill",
)
# What a story is about: nouns that come back through it.
SUBJECTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("strike", _words("strike walkout drivers depot pay timetable picket shift union ballot overtime platform")),
    ("flood", _words("flood dam river sandbags shelter rainfall bridge rescue boats valley levee evacuation")),
    (
        "trial",
        _words("trial verdict witness bribery judge appeal indictment courtroom testimony ledger prosecutor bail"),
    ),
    ("fire", _words("fire warehouse smoke brigade chemicals blaze roof crane insurance sprinkler ash inspector")),
    (
        "vote",
        _words("vote coalition ballot turnout recount seats campaign constituency manifesto exit poll rally majority"),
    ),
    ("ship", _words("tanker hull spill coastguard anchor captain cargo reef tug oil harbour pilot")),
    (
        "treaty",
        _words("treaty border talks envoy ceasefire summit draft fisheries mediator signature delegation annex"),
    ),
    ("match", _words("match goal referee penalty striker stadium league keeper transfer injury replay captain")),
    (
        "outbreak",
        _words("outbreak vaccine clinic fever quarantine laboratory patients ward doses symptoms hospital nurses"),
    ),
    ("mine", _words("mine shaft collapse rescuers tunnel gallery gas helmet lift survivors permit coal")),
)
NOUNS = _words(
    """
    decision meeting letter report document inquiry committee promise warning delay budget contract letter crowd family
    street market village road engine ticket school teacher student window garden record photograph camera signal road
    train office council district neighbour shopkeeper journalist colleague deputy adviser expert engineer company bank
    supplier customer passenger worker soldier officer volunteer farmer fisherman driver doctor lawyer statement motion
    proposal deadline rumour accusation complaint apology visit ceremony anniversary weather morning evening season
    winter summer harvest price figure estimate forecast survey study sample result chart margin threshold mistake
    """
)
ADJECTIVES = _words(
    """
    early late sudden quiet angry careful narrow broad local foreign former new old heavy light cold long short public
    private official final partial hidden open closed costly cheap rare common strange familiar urgent gradual fragile
    solid bitter mild steep shallow northern southern eastern western crowded empty wooden concrete independent
    """
)
VERBS = _words(
    """
    delayed approved rejected questioned described examined postponed supported criticised followed reached opened
    closed blocked cleared repaired counted measured published confirmed denied ignored welcomed feared expected
    announced abandoned inspected surrounded crossed damaged protected financed organised discussed answered revealed
    """
)
# Short on purpose: a longer fixed phrase in every other article would be shared text that nobody copied.
ADVERBIALS = (
    "on Monday",
    "on Tuesday night",
    "before dawn",
    "last week",
    "this year",
    "yet again",
    "under rain",
    "in public",
    "at noon",
    "by mistake",
    "in silence",
    "overnight",
    "without notice",
    "for hours",
    "for once",
    "at last",
    "in haste",
    "after dark",
)
LINKS = _words("and while because although before after until so when though since as")
# Words that a house style or an editor puts for others.
SYNONYMS = {
    "said": "told reporters",
    "delayed": "held up",
    "approved": "backed",
    "rejected": "turned down",
    "criticised": "attacked",
    "announced": "made public",
    "early": "premature",
    "sudden": "abrupt",
    "angry": "furious",
    "costly": "expensive",
    "former": "one-time",
    "crowd": "gathering",
    "report": "account",
    "meeting": "gathering",
    "decision": "ruling",
    "road": "route",
    "worker": "employee",
    "company": "firm",
    "letter": "note",
    "deadline": "time limit",
    "expert": "specialist",
    "mistake": "error",
    "village": "hamlet",
    "opened": "unlocked",
    "closed": "shut",
    "feared": "dreaded",
    "price": "cost",
    "quiet": "calm",
    "inquiry": "investigation",
}
MENUS = (
    "Home | News | Sport | Weather",
    "Skip to content",
    "LATEST",
    "Sign up to our newsletter",
    "Menu  Search  Log in",
)
FOOTERS = (
    "Share this article",
    "READ MORE: Five things to know before the weekend",
    "All rights reserved. No part of this page may be reproduced.",
    "Follow us for updates around the clock.",
    "About us  Contact  Privacy",
)
