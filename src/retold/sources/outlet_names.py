"""Names of news agencies, broadcasters and papers that articles credit, and one key for all names of one.

The list is a help, not a limit: `credits` also knows outlets by the shape of their names and by the words around them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# NAME|country, ISO 3166 alpha-3|a for a news agency|other names, with semicolons
_KNOWN = """
Reuters|GBR|a|Thomson Reuters;Reuters News Agency
Associated Press|USA|a|AP;The Associated Press;Associated Press Television News
Agence France-Presse|FRA|a|AFP;Agence France Presse
Bloomberg|USA|a|Bloomberg News;Bloomberg TV;Bloomberg Television
United Press International|USA|a|UPI
PA Media|GBR|a|PA;Press Association;PA news agency
Dow Jones Newswires|USA|a|Dow Jones
Kyodo|JPN|a|Kyodo News
Jiji Press|JPN|a|Jiji
Yonhap|KOR|a|Yonhap News Agency;Yonhap News
KCNA|PRK|a|Korean Central News Agency
Xinhua|CHN|a|Xinhua News Agency;New China News Agency
China News Service|CHN|a|
CNA|TWN|a|Central News Agency
TASS|RUS|a|Itar-Tass;Itar Tass;TASS news agency
RIA Novosti|RUS|a|RIA;RIA-Novosti
Interfax|RUS|a|Interfax news agency
Regnum|RUS|a|
Sputnik|RUS|a|Sputnik News;Sputnik International
Ukrinform|UKR|a|
UNIAN|UKR|a|
Interfax-Ukraine|UKR|a|
BelTA|BLR|a|
Kazinform|KAZ|a|
Trend|AZE|a|Trend News Agency
APA|AUT|a|Austria Press Agency
Azertac|AZE|a|
Armenpress|ARM|a|
InterPressNews|GEO|a|
Deutsche Presse-Agentur|DEU|a|dpa;DPA
ANSA|ITA|a|
Adnkronos|ITA|a|
AGI|ITA|a|
EFE|ESP|a|Agencia EFE
Europa Press|ESP|a|
Lusa|PRT|a|
Belga|BEL|a|
ANP|NLD|a|
NTB|NOR|a|
Ritzau|DNK|a|
TT|SWE|a|TT News Agency
STT|FIN|a|
BNS|EST|a|Baltic News Service
ELTA|LTU|a|
LETA|LVA|a|
PAP|POL|a|Polish Press Agency
CTK|CZE|a|Czech News Agency
TASR|SVK|a|
MTI|HUN|a|
Agerpres|ROU|a|
BTA|BGR|a|
Tanjug|SRB|a|
Hina|HRV|a|
STA|SVN|a|
ANA-MPA|GRC|a|
Anadolu|TUR|a|Anadolu Agency;AA;Anadolu Ajansi
Dogan|TUR|a|Dogan News Agency;DHA
IHA|TUR|a|Ihlas News Agency
IRNA|IRN|a|Islamic Republic News Agency
ISNA|IRN|a|Iranian Students' News Agency;Iranian Students News Agency
Fars|IRN|a|Fars News Agency;FNA;Fars News
Mehr|IRN|a|Mehr News Agency;MNA;Mehr News
Tasnim|IRN|a|Tasnim News Agency;Tasnim News
ILNA|IRN|a|Iranian Labour News Agency
YJC|IRN|a|Young Journalists Club
SANA|SYR|a|Syrian Arab News Agency
NNA|LBN|a|National News Agency
Petra|JOR|a|Jordan News Agency
WAFA|PSE|a|
Ma'an|PSE|a|Ma'an News Agency;Maan News Agency
INA|IRQ|a|Iraqi News Agency
Shafaq|IRQ|a|Shafaq News
SPA|SAU|a|Saudi Press Agency
WAM|ARE|a|Emirates News Agency
QNA|QAT|a|Qatar News Agency
KUNA|KWT|a|Kuwait News Agency
BNA|BHR|a|Bahrain News Agency
ONA|OMN|a|Oman News Agency
Saba|YEM|a|
MENA|EGY|a|Middle East News Agency
APS|DZA|a|Algeria Press Service
MAP|MAR|a|
TAP|TUN|a|
LANA|LBY|a|
SUNA|SDN|a|
NAN|NGA|a|News Agency of Nigeria
GNA|GHA|a|Ghana News Agency
ENA|ETH|a|Ethiopian News Agency
PANA|SEN|a|Panapress
APP|PAK|a|Associated Press of Pakistan
PPI|PAK|a|
PTI|IND|a|Press Trust of India
UNI|IND|a|United News of India
ANI|IND|a|Asian News International
IANS|IND|a|Indo-Asian News Service
UNB|BGD|a|United News of Bangladesh
Pajhwok|AFG|a|Pajhwok Afghan News
Khaama Press|AFG|a|
Antara|IDN|a|
Bernama|MYS|a|
VNA|VNM|a|Vietnam News Agency
PNA|PHL|a|Philippine News Agency
AAP|AUS|a|Australian Associated Press
Canadian Press|CAN|a|The Canadian Press
Notimex|MEX|a|
Telam|ARG|a|
Prensa Latina|CUB|a|
Agencia Brasil|BRA|a|
Inter Press Service|ITA|a|IPS
BBC|GBR||BBC News;British Broadcasting Corporation;BBC World Service;BBC Radio;BBC Radio 4;BBC Persian;BBC Arabic
BBC Newsnight|GBR||Newsnight
ITV|GBR||ITV News
Sky News|GBR||Sky
Channel 4 News|GBR||Channel 4
LBC|GBR||
GB News|GBR||
The Guardian|GBR||Guardian
The Observer|GBR||Observer
The Times|GBR||
The Sunday Times|GBR||Sunday Times
The Daily Telegraph|GBR||Daily Telegraph;The Telegraph;Telegraph;Sunday Telegraph
The Independent|GBR||Independent
Financial Times|GBR||FT
The Economist|GBR||Economist
Daily Mail|GBR||Mail on Sunday;MailOnline
Daily Mirror|GBR||The Mirror
The Sun|GBR||
Daily Express|GBR||The Express
Evening Standard|GBR||
New Statesman|GBR||
The Spectator|GBR||Spectator
Middle East Eye|GBR||
Al-Araby Al-Jadeed|GBR||The New Arab
Al-Hayat|GBR||Al Hayat
Asharq Al-Awsat|GBR||Asharq al Awsat
Al-Quds Al-Arabi|GBR||
Iran International|GBR||
CNN|USA||CNN International;Cable News Network
Fox News|USA||Fox;Fox Business
MSNBC|USA||
CNBC|USA||
NBC|USA||NBC News;Meet the Press
ABC News|USA||ABC;ABC This Week
CBS|USA||CBS News;60 Minutes;Face the Nation
PBS|USA||PBS NewsHour
NPR|USA||National Public Radio
C-SPAN|USA||
Newsmax|USA||
The New York Times|USA||New York Times;NYT
The Washington Post|USA||Washington Post
The Wall Street Journal|USA||Wall Street Journal;WSJ
Los Angeles Times|USA||LA Times
USA Today|USA||
Chicago Tribune|USA||
The Boston Globe|USA||Boston Globe
New York Post|USA||
The Washington Times|USA||Washington Times
Politico|USA||
Axios|USA||
The Hill|USA||
The Daily Beast|USA||Daily Beast
BuzzFeed News|USA||BuzzFeed
HuffPost|USA||Huffington Post;The Huffington Post
Vox|USA||
Vice News|USA||VICE;Vice
ProPublica|USA||
The Intercept|USA||Intercept
Foreign Policy|USA||Foreign Policy magazine
Foreign Affairs|USA||
The National Interest|USA||National Interest
The Atlantic|USA||Atlantic
The New Yorker|USA||New Yorker
Newsweek|USA||
Time|USA||Time magazine
Rolling Stone|USA||
The Nation|USA||
Breitbart|USA||Breitbart News
The Christian Science Monitor|USA||Christian Science Monitor
Voice of America|USA||VOA
Radio Free Europe|USA||RFE/RL;RFERL;Radio Free Europe/Radio Liberty;Radio Liberty;Radio Farda
Radio Free Asia|USA||RFA
Al-Monitor|USA||Al Monitor
Defense News|USA||
Stars and Stripes|USA||
McClatchy|USA||
CBC|CAN||CBC News;Canadian Broadcasting Corporation
CTV|CAN||CTV News
The Globe and Mail|CAN||Globe and Mail
Toronto Star|CAN||
National Post|CAN||
Australian Broadcasting Corporation|AUS||ABC Radio
The Sydney Morning Herald|AUS||Sydney Morning Herald
The Australian|AUS||
The Age|AUS||
RNZ|NZL||Radio New Zealand
New Zealand Herald|NZL||NZ Herald
RTE|IRL||RTÉ
The Irish Times|IRL||Irish Times
France 24|FRA||France-24;France24
RFI|FRA||Radio France Internationale
Le Monde|FRA||
Le Figaro|FRA||
Libération|FRA||Liberation
Le Parisien|FRA||
Le Journal du Dimanche|FRA||
Europe 1|FRA||
BFM TV|FRA||BFMTV;BFM
TF1|FRA||
Mediapart|FRA||
Euronews|FRA||
Deutsche Welle|DEU||DW
Der Spiegel|DEU||Spiegel
Die Welt|DEU||Welt
Die Zeit|DEU||
Bild|DEU||Bild am Sonntag
Süddeutsche Zeitung|DEU||Sueddeutsche Zeitung
Frankfurter Allgemeine Zeitung|DEU||FAZ;Frankfurter Allgemeine
ARD|DEU||
ZDF|DEU||
Handelsblatt|DEU||
Focus|DEU||
Der Standard|AUT||
ORF|AUT||
Die Presse|AUT||
NZZ|CHE||Neue Zürcher Zeitung
SRF|CHE||
Swissinfo|CHE||
Corriere della Sera|ITA||
La Repubblica|ITA||Repubblica
La Stampa|ITA||
Il Sole 24 Ore|ITA||
RAI|ITA||Rai News
El País|ESP||El Pais
El Mundo|ESP||
La Vanguardia|ESP||
TVE|ESP||
De Volkskrant|NLD||Volkskrant
De Telegraaf|NLD||
NOS|NLD||
De Standaard|BEL||
Le Soir|BEL||
VRT|BEL||
Dagens Nyheter|SWE||
Aftonbladet|SWE||
SVT|SWE||
NRK|NOR||
Aftenposten|NOR||
Verdens Gang|NOR||VG
DR|DNK||
Politiken|DNK||
Yle|FIN||
Helsingin Sanomat|FIN||
Gazeta Wyborcza|POL||
Rzeczpospolita|POL||
TVN24|POL||
Kathimerini|GRC||
RT|RUS||Russia Today;RT Arabic;Ruptly
Rossiya 1|RUS||Rossiya-1;Rossiya
Rossiya 24|RUS||Rossiya-24
Channel One|RUS||
NTV|RUS||
Zvezda|RUS||
Rossiyskaya Gazeta|RUS||
Komsomolskaya Pravda|RUS||
Kommersant|RUS||
Izvestia|RUS||
Vedomosti|RUS||
Nezavisimaya Gazeta|RUS||
Novaya Gazeta|RUS||
RBC|RUS||RBK
Echo of Moscow|RUS||Ekho Moskvy
TV Rain|RUS||Dozhd
Meduza|LVA||
Life News|RUS||LifeNews
Gazeta.ru|RUS||
Lenta.ru|RUS||
The Moscow Times|RUS||Moscow Times
Kyiv Post|UKR||
Kyiv Independent|UKR||The Kyiv Independent
Ukrainska Pravda|UKR||
Press TV|IRN||PressTV;Press-TV
IRIB|IRN||
Al-Alam|IRN||Al Alam;Alalam;Al-Alam News Network
Tehran Times|IRN||
Kayhan|IRN||
Shargh|IRN||
Hürriyet|TUR||Hurriyet;Hurriyet Daily News;Hürriyet Daily News
Daily Sabah|TUR||Sabah
Milliyet|TUR||
Cumhuriyet|TUR||
TRT|TUR||TRT World;TRT Haber
CNN Turk|TUR||CNN Türk
Yeni Safak|TUR||Yeni Şafak
Zaman|TUR||Today's Zaman
Al Jazeera|QAT||Al-Jazeera;Aljazeera;Al Jazeera English
Al Arabiya|ARE||Al-Arabiya
Sky News Arabia|ARE||
The National|ARE||
Gulf News|ARE||
Khaleej Times|ARE||
Arab News|SAU||
Okaz|SAU||
Al-Manar|LBN||Al Manar
Al-Mayadeen|LBN||Al Mayadeen
Al-Akhbar|LBN||Al Akhbar
An-Nahar|LBN||Annahar
LBCI|LBN||
The Daily Star|LBN||Daily Star
Al-Ahram|EGY||Al Ahram;Ahram Online
Mada Masr|EGY||
Al-Watan|SYR||
Rudaw|IRQ||
Kurdistan 24|IRQ||Kurdistan24
Al-Sumaria|IRQ||Alsumaria
Al-Masirah|YEM||Al Masirah
Haaretz|ISR||
The Jerusalem Post|ISR||Jerusalem Post
The Times of Israel|ISR||Times of Israel
Yedioth Ahronoth|ISR||Ynet
Israel Hayom|ISR||
Maariv|ISR||
Channel 2|ISR||
Channel 10|ISR||
Channel 12|ISR||
Army Radio|ISR||
Kan|ISR||
Palestine TV|PSE||
Dawn|PAK||
Geo News|PAK||Geo TV
The Express Tribune|PAK||Express Tribune
The News International|PAK||
ARY News|PAK||ARY
TOLOnews|AFG||Tolo News;TOLO
The Hindu|IND||
The Times of India|IND||Times of India
Hindustan Times|IND||
The Indian Express|IND||Indian Express
NDTV|IND||
India Today|IND||
Republic TV|IND||
CNN-News18|IND||
The Daily Star Bangladesh|BGD||
Prothom Alo|BGD||
CGTN|CHN||
CCTV|CHN||China Central Television
China Daily|CHN||
Global Times|CHN||
People's Daily|CHN||
South China Morning Post|HKG||SCMP
Caixin|CHN||
NHK|JPN||
Asahi Shimbun|JPN||Asahi
Yomiuri Shimbun|JPN||Yomiuri
Mainichi Shimbun|JPN||Mainichi
Nikkei|JPN||Nikkei Asia;Nikkei Asian Review
The Japan Times|JPN||Japan Times
KBS|KOR||
MBC|KOR||
JoongAng Ilbo|KOR||
Chosun Ilbo|KOR||
The Korea Herald|KOR||Korea Herald
The Straits Times|SGP||Straits Times
Channel NewsAsia|SGP||
Bangkok Post|THA||
Jakarta Post|IDN||The Jakarta Post
Tempo|IDN||
Rappler|PHL||
Philippine Daily Inquirer|PHL||Inquirer
Daily Nation|KEN||
The Standard|KEN||Standard
Mail & Guardian|ZAF||Mail and Guardian
SABC|ZAF||
News24|ZAF||
Daily Maverick|ZAF||
The Punch|NGA||Punch
Vanguard|NGA||
Premium Times|NGA||
Radio Dabanga|SDN||
Sudan Tribune|SDN||
Addis Standard|ETH||
Folha de S.Paulo|BRA||Folha de Sao Paulo;Folha
O Globo|BRA||TV Globo;Globo
O Estado de S. Paulo|BRA||Estadao
Clarín|ARG||Clarin
La Nación|ARG||La Nacion
El Universal|MEX||
Reforma|MEX||
Milenio|MEX||
El Tiempo|COL||
Caracol|COL||
El Mercurio|CHL||
Granma|CUB||
teleSUR|VEN||Telesur
Radio Zamaneh|NLD||
Vatican News|VAT||Vatican Radio
"""

# Words with which an outlet's name ends or begins, so that an unknown one is known by its shape.
_ENDS = """
News TV Television Times Post Herald Tribune Gazette Chronicle Courier Journal Telegraph Guardian Observer
Mirror Daily Weekly Standard Express Press Radio Review Magazine Agency Network Wire Newswire Broadcasting Media
Monitor Examiner Inquirer Dispatch Sentinel Bulletin Echo Globe Ledger Register Argus Advertiser Today Online FM
Pravda Zeitung Rundschau Tageblatt Presse Gazeta Shimbun Ilbo Newspaper
"""
SHAPE_ENDS = frozenset(_ENDS.split())
SHAPE_BEGINS = frozenset(("Radio", "Channel", "Kanal", "TV", "Canal", "Rádio"))


@dataclass(frozen=True, slots=True)
class KnownOutlet:
    """An outlet that articles credit: its name, its other names, whether it is a news agency, its country."""

    name: str
    country: str
    is_agency: bool
    aliases: tuple[str, ...]


def _read(line: str) -> KnownOutlet:
    name, country, agency, aliases = line.split("|")
    return KnownOutlet(name, country, agency == "a", tuple(alias for alias in aliases.split(";") if alias))


KNOWN_OUTLETS: tuple[KnownOutlet, ...] = tuple(_read(line) for line in _KNOWN.strip().splitlines())

_THE = re.compile(r"^the (?=\S)")
_DESCRIPTION = re.compile(
    r"(?<=\S) (?:(?:state )?news agency|news network|news service|newspaper|magazine|tv channel|news channel"
    r"|channel|website|agency|daily|broadcaster)$"
)


def folded_outlet(name: str) -> str:
    """Return the key of an outlet: one for all names of a known one, else its name without case, accents and "the".

    >>> folded_outlet("The Associated Press"), folded_outlet("AP"), folded_outlet("Meridian news agency")
    ('associated press', 'associated press', 'meridian')
    """
    plain = _plain(name)
    key = _keys().get(plain)
    if key is not None:
        return key
    shorter = _DESCRIPTION.sub("", plain)
    return _keys().get(shorter, _THE.sub("", shorter)) or plain or name.strip()


def known_outlet(name: str) -> KnownOutlet | None:
    """Return what is known of the outlet called `name`; None of an unknown one."""
    return _outlets().get(folded_outlet(name))


def is_known_name(name: str) -> bool:
    """Tell whether `name` as it stands is a name of a known outlet (nothing such as "newspaper" is set aside)."""
    return _plain(name) in _keys()


def known_agency(name: str) -> bool:
    """Tell whether `name` is that of a known news agency."""
    outlet = known_outlet(name)
    return outlet is not None and outlet.is_agency


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ø", "o"))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w&+]+", " ", letters.replace("'", "").replace("’", "")).split())


@lru_cache(maxsize=1)
def _outlets() -> dict[str, KnownOutlet]:
    return {_THE.sub("", _plain(outlet.name)): outlet for outlet in reversed(KNOWN_OUTLETS)}


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    """Return the key of every known name and alias; of two outlets with one name the earlier in the list has it."""
    keys: dict[str, str] = {}
    for outlet in reversed(KNOWN_OUTLETS):
        key = _THE.sub("", _plain(outlet.name))
        for name in (*outlet.aliases, outlet.name):
            keys[_plain(name)] = key
            keys[_THE.sub("", _plain(name))] = key
    return keys
