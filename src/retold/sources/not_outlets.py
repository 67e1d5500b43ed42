"""Names that stand where an outlet's might ("told Congress", "according to Berlin") and are none."""

from __future__ import annotations

_PLACES = """
afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus
belgium benin bolivia bosnia botswana brazil britain bulgaria burundi cambodia cameroon canada chad chile china
colombia congo croatia cuba cyprus czechia denmark ecuador egypt england eritrea estonia ethiopia europe finland
france gabon gambia georgia germany ghana greece guatemala guinea haiti honduras hungary iceland india indonesia
iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon
liberia libya lithuania luxembourg macedonia malaysia mali malta mexico moldova mongolia montenegro morocco
mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay
peru philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia slovenia
somalia spain sudan sweden switzerland syria taiwan tajikistan tanzania thailand tunisia turkey turkmenistan uganda
ukraine uruguay us usa uk uae uzbekistan venezuela vietnam wales yemen zambia zimbabwe america africa asia
washington moscow beijing london paris berlin rome madrid ankara tehran damascus baghdad cairo riyadh doha
jerusalem tokyo seoul pyongyang delhi islamabad kabul kyiv kiev warsaw brussels vienna geneva athens budapest
prague oslo stockholm helsinki copenhagen amman beirut tripoli tunis algiers rabat khartoum nairobi abuja pretoria
ottawa canberra brasilia havana caracas bogota lima santiago hanoi manila jakarta bangkok strasbourg davos gaza
crimea donbas kurdistan
"""
_BODIES = """
parliament congress senate knesset bundestag duma majlis cabinet court un eu nato opec osce imf who iaea unesco
unicef au g7 g20 brics cia fbi nsa kremlin pentagon interpol hamas hezbollah taliban isis isil is daesh god lords
commons house
"""
_DAYS = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december jan feb mar apr jun jul aug sep sept oct nov dec christmas easter ramadan today
yesterday tomorrow
"""
_WORDS = """
he she it they we i you him her them us this that these those if but and however when while what who where why how
there tv radio television internet facebook twitter instagram youtube whatsapp telegram skype in on at as by for
from with after before since during a an the my our your his its their no not yes all one two three mr mrs ms dr
sir lord president prime minister king queen prince general secretary foreign defence defense
"""
# The head nouns of bodies that are spoken to and give figures, but publish no news.
_HEADS = """
ministry parliament congress senate council assembly committee court commission union nations government army
police party department organization organisation conference house office bank university institute foundation
association federation forces guard front movement group court tribunal bureau administration authority society
company corporation inc ltd secretariat embassy chamber board centre center fund summit forum hospital school
church league club
"""

NOT_OUTLETS = frozenset(f"{_PLACES} {_BODIES} {_DAYS} {_WORDS}".split())
DAYS = frozenset(_DAYS.split())
BODY_HEADS = frozenset(_HEADS.split())
_TITLES = """
mr mrs ms dr sir lord lady president minister premier king queen prince princess general colonel captain major
judge justice senator governor mayor ambassador chancellor secretary professor pope sheikh ayatollah imam sultan
emir
"""
PERSON_TITLES = frozenset(_TITLES.split())


def is_no_outlet(name: str) -> bool:
    """Tell whether `name` is known to be a place, a body, a day or a common word rather than an outlet.

    >>> is_no_outlet("Congress"), is_no_outlet("the Ministry of Health"), is_no_outlet("Radio Fen")
    (True, True, False)
    """
    words = name.casefold().replace(".", "").replace("’", "'").removeprefix("the ").split()
    if not words or " ".join(words) in NOT_OUTLETS or words[0] in PERSON_TITLES:
        return True
    return words[-1].removesuffix("'s") in BODY_HEADS or (len(words) > 1 and words[0] in BODY_HEADS)
