"""Stated times: from ISO 8601 and from the ways in which pages of many languages write them; precision and zone.

A time without a stated zone is somewhere on earth: its interval is widened to all zones. Nothing here reads a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from retold.spans import Span

PRECISIONS = ("second", "minute", "hour", "day", "month", "year")
# Other languages' names of the months, January to December; a full stop after one is an abbreviation's.
_NAMES = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep|sept oct nov dec
januar|jänner februar|feber märz|maerz april mai juni juli august september oktober november dezember
jan feb mär|mrz apr mai jun jul aug sep okt nov dez
janvier février|fevrier mars avril mai juin juillet août|aout septembre octobre novembre décembre|decembre
janv févr|fév mars avr mai juin juil août sept oct nov déc
enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre
ene feb mar abr may jun jul ago sep|sept|set oct nov dic
janeiro fevereiro março|marco abril maio junho julho agosto setembro outubro novembro dezembro
jan fev mar abr mai jun jul ago set out nov dez
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gen feb mar apr mag giu lug ago set ott nov dic
januari februari maart|mars april mei|maj juni juli augustus|augusti september oktober november december
jan feb mrt apr mei|maj jun jul aug sep okt nov dec
januar februar marts|mars april maj|mai juni juli august september oktober november december|desember
jan feb mar apr maj|mai jun jul aug sep okt nov des
tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu
janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
ledna února března dubna května června července srpna září října listopadu prosince
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
januar februar mart april maj jun jul avgust septembar oktobar novembar decembar
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
januari februari maret april mei juni juli agustus september oktober november desember
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
януари февруари март април май юни юли август септември октомври ноември декември
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
يناير فبراير مارس أبريل|ابريل مايو يونيو يوليو أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
जनवरी फरवरी|फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर|सितम्बर अक्टूबर नवंबर|नवम्बर दिसंबर|दिसम्बर
"""


_FINNISH = "tammi"  # its names all end alike


def _month_numbers() -> dict[str, int]:
    """Return the number of each month's name; a name of two months (listopad) is the month of the first language."""
    numbers: dict[str, int] = {}
    for line in _NAMES.strip().splitlines():
        for number, names in enumerate(line.split(), start=1):
            for name in names.split("|"):
                numbers.setdefault(f"{name}kuuta" if line.startswith(_FINNISH) else name, number)
    return numbers


_MONTH_NUMBERS = _month_numbers()
_ENGLISH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH = rf"(?P<month>{_ENGLISH})\.?"
_ANY_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_NUMBERS, key=lambda name: (-len(name), name)))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(
    r"(?<![\d-])(?P<year>\d{4})(?:-(?P<number>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[Tt ](?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?(?![\d-])"
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d:/.-])(?P<year>\d{4})[/.](?P<number>\d{1,2})[/.](?P<day>\d{1,2})(?![\d/])",
        r"(?<![\d:/.-])(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\d/])",
        rf"(?<![\d:]){_DAY}(?: of)?[ \u00a0,-]{{1,3}}{_MONTH}[ \u00a0,-]{{1,3}}(?P<year>\d{{4}})\b",
        rf"\b{_MONTH}[ \u00a0]{{1,3}}{_DAY}(?:,[ \u00a0]{{0,3}}|[ \u00a0]{{1,3}})(?P<year>\d{{4}})\b",
        # 1. April 2025, 1er avril 2025, 1 de abril de 2025, and the same of every language
        r"(?<![\d:])(?P<day>\d{1,2})(?:\.|er|º|°|-?[ая]|[ .]?(?:de|d['’]))?[ \u00a0,-]{1,3}"
        rf"{_ANY_MONTH}(?:[ \u00a0,-]{{1,3}}|[ \u00a0](?:de|del)[ \u00a0])(?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})\s?[年년]\s?(?P<number>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일号]",
        r"(?<![\d.])(?P<year>(?:19|20)\d{2})\.\s?(?P<number>\d{1,2})\.\s?(?P<day>\d{1,2})(?!\d)",
        # 25.04.24, 14:07: two digits are a year only before a clock time
        r"(?<![\d:/.-])(?P<one>\d{1,2})(?P<sign>\.)(?P<two>\d{1,2})\.(?P<year>\d{2})(?=[\s,|•·–-]{1,4}\d{1,2}[:.]\d{2}\b)",
    )
)
_QUICK = re.compile(r"\d{4}|\d\.\d{2}\b")  # every date has a year: most texts have none, and need no further look
_CLOCK = (
    r"(?<![\d.,:/-])(?:(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"|(?P<digits>[0-2]\d[0-5]\d)(?=\s*(?:GMT|UTC|hrs\b|hours\b|[A-Z]{2,4}T\b))|(?P<bare>\d{1,2})(?=\s*[ap]\.?m\b))"
    r"(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?\s*(?:hrs\b|hours\b|uhr\b|h\b)?\s*"
    r"(?P<zone>\(?(?:GMT|UTC)?[+\u2212-]\d{1,2}(?::?[0-5]\d)?\)?|\(?(?-i:[A-Z]{1,5})\)?(?![a-z]))?"
)
_GAP = r"[\s,|•·@–—-]{0,5}"
_CLOCK_AFTER = re.compile(
    rf"{_GAP}(?:(?:at|kl\.?|um|à|alle(?: ore)?|a las|às|om|o godz\.|saat|ore|в|о|เวลา)\s)?{_CLOCK}", re.IGNORECASE
)
_CLOCK_BEFORE = re.compile(
    rf"{_CLOCK}{_GAP}(?:on\s)?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?{_GAP})?\Z",
    re.IGNORECASE,
)
_BEFORE = 45  # a clock time, its zone and a weekday before a date take no more
# Abbreviations with one meaning in English news, in minutes east (IST, CST, ET, … have several or change: no zone).
_ZONES = {
    **{"GMT": 0, "UTC": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180},
    **{"MSK": 180, "TRT": 180, "IRST": 210, "IRDT": 270, "PKT": 300, "WIB": 420, "SGT": 480, "HKT": 480, "AWST": 480},
    **{"JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "SAST": 120, "EAT": 180, "WAT": 60},
    **{"EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420},
}
_OFFSET = re.compile(r"(?P<sign>[+\u2212-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_EASTMOST = timedelta(hours=14)  # a local time without a zone is at most 14 hours before the same time in UTC,
_WESTMOST = timedelta(hours=12)  # and at most 12 hours after it
_LONGEST_STATEMENT = 200  # a longer text states no time


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A time as stated: wall-clock time, zone in minutes east of UTC (None where not stated), precision."""

    local: datetime  # without zone; what lies below the precision is at its least
    offset_minutes: int | None
    precision: str

    @property
    def utc(self) -> datetime:
        """The first instant meant, in UTC; a time without a zone counts as UTC."""
        return _moved(self.local, -timedelta(minutes=self.offset_minutes or 0))

    @property
    def earliest(self) -> datetime:
        """The first instant that may be meant, over all zones where none is stated."""
        return self.utc if self.offset_minutes is not None else _moved(self.local, -_EASTMOST)

    @property
    def latest(self) -> datetime:
        """The last instant that may be meant, to the microsecond."""
        shift = _WESTMOST if self.offset_minutes is None else -timedelta(minutes=self.offset_minutes)
        return _moved(_following(self.local, self.precision), shift - timedelta(microseconds=1))

    def iso(self) -> str:
        """Return it in ISO 8601 as far as it is precise, with the zone where one is stated.

        >>> stated_time("0540 GMT March 13, 2024").iso()
        '2024-03-13T05:40+00:00'
        """
        lengths = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}
        text = self.local.isoformat(timespec="seconds")[: lengths[self.precision]]
        if self.offset_minutes is None or "T" not in text:
            return text
        sign, size = ("-" if self.offset_minutes < 0 else "+"), abs(self.offset_minutes)
        return f"{text}{sign}{size // 60:02}:{size % 60:02}"


@lru_cache(maxsize=4_096)  # a page states one time in many places, and several stages ask for it
def stated_time(text: str) -> StatedTime | None:
    """Return the time that `text` states: ISO 8601, or the first date in it with its clock time; None without one."""
    text = text.strip()
    if len(text) > _LONGEST_STATEMENT:
        return None
    whole = _ISO.fullmatch(text)
    if whole is not None:
        return _time_of(whole.groupdict(), whole.groupdict())
    found = find_times(text)
    return found[0][1] if found else None


def find_times(text: str) -> list[tuple[Span, StatedTime]]:
    """Return every full date that `text` states, with the clock time beside it, in order; spans in `text`."""
    found: list[tuple[Span, StatedTime]] = []
    if _QUICK.search(text) is None:
        return found
    for pattern in (_ISO, *_DATES):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if parts.get("day") is None and parts.get("one") is None:
                continue
            span, clock = _with_clock(text, Span(match.start(), match.end()), parts)
            time = _time_of(parts, clock)
            if time is not None and not any(span.overlaps(other) for other, _ in found):
                found.append((span, time))
    return sorted(found, key=lambda pair: pair[0])


def limited_time(stated: StatedTime | None, first_year: int, last_year: int) -> bool:
    """Tell whether `stated` lies within the years in which a publication is believed."""
    return stated is not None and first_year <= stated.local.year <= last_year


def _with_clock(text: str, span: Span, parts: dict[str, str | None]) -> tuple[Span, dict[str, str | None]]:
    if parts.get("hour") is not None:
        return span, parts
    after = _CLOCK_AFTER.match(text, span.end)
    if after is not None:
        return Span(span.begin, _trimmed_end(text, after.end())), after.groupdict()
    start = max(0, span.begin - _BEFORE)
    before = _CLOCK_BEFORE.search(text[start : span.begin])
    if before is not None:
        return Span(start + before.start(), span.end), before.groupdict()
    return span, {}


def _trimmed_end(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _time_of(parts: dict[str, str | None], clock: dict[str, str | None]) -> StatedTime | None:
    """Return the time that the matched parts of a date and of a clock time make; None for an impossible date."""
    day, month = _day_and_month(parts)
    hour, minute, second = _clock_of(clock)
    try:
        local = datetime(_year_of(parts["year"] or "0"), month or 1, day or 1, hour or 0, minute or 0, second or 0)
    except ValueError:
        return None
    levels = (month, day, hour, minute, second)
    known = next((index for index, level in enumerate(levels) if level is None), len(levels))
    return StatedTime(local, _offset_of(clock.get("zone")) if hour is not None else None, PRECISIONS[5 - known])


def _year_of(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day_and_month(parts: dict[str, str | None]) -> tuple[int | None, int | None]:
    if parts.get("one") is not None:
        return _from_numbers(int(parts["one"] or 0), int(parts["two"] or 0), parts["sign"] or "")
    stated = parts.get("day")
    day = int(stated) if stated else None
    if parts.get("number") is not None:
        return day, int(parts["number"] or 0) or 99  # month 0 is no month: make the date impossible
    name = parts.get("month")
    return day, None if name is None else _MONTH_NUMBERS[name.lower()]


def _from_numbers(one: int, two: int, sign: str) -> tuple[int, int]:
    # Full stops are the day-first style of Europe; with other signs only a number above 12 tells day from month.
    if sign == "." or one > 12 or one == two:
        return one, two
    return (two, one) if two > 12 else (99, 99)


def _clock_of(clock: dict[str, str | None]) -> tuple[int | None, int | None, int | None]:
    digits, bare, half = clock.get("digits"), clock.get("bare"), (clock.get("half") or "").lower()
    hour_text, minute_text = (digits[:2], digits[2:]) if digits else (clock.get("hour") or bare, clock.get("minute"))
    if hour_text is None:
        return None, None, None
    hour, minute, second = int(hour_text), minute_text, clock.get("second")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, None if minute is None else int(minute), None if second is None else int(second)


def _offset_of(zone: str | None) -> int | None:
    if not zone:
        return None
    name = zone.strip("()").upper()
    signed = _OFFSET.search(name)
    if signed is None:
        return _ZONES.get(name)
    minutes = int(signed["hours"]) * 60 + int(signed["minutes"] or 0)
    if minutes > 14 * 60:
        return None  # no zone lies further from Greenwich
    return minutes if signed["sign"] == "+" else -minutes


def _following(moment: datetime, precision: str) -> datetime:
    """Return the next moment of the same precision."""
    if precision == "year":
        return moment.replace(year=min(moment.year + 1, datetime.max.year))
    if precision == "month":
        return moment.replace(
            year=min(moment.year + moment.month // 12, datetime.max.year), month=moment.month % 12 + 1
        )
    steps = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
    return _moved(moment, steps.get(precision, timedelta(seconds=1))).replace(tzinfo=None)


def _moved(moment: datetime, by: timedelta) -> datetime:
    """Return `moment` plus `by` in UTC, held within what a date can hold."""
    try:
        return (moment + by).replace(tzinfo=UTC)
    except OverflowError:
        return (datetime.min if by < timedelta(0) else datetime.max).replace(tzinfo=UTC)
