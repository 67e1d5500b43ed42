"""The title of a page's article: what the page calls itself, without the name of its outlet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import unescape

from retold.sources.addresses import host_of
from retold.sources.page_data import PageData, strings
from retold.sources.paragraphs import folded

_METAS = ("headline", "parselytitle", "sailthrutitle", "twittertitle", "dctitle", "dctermstitle", "citationtitle")
_PARTS = re.compile(r"\s+(?:[|–—»›·•*/-]|::)\s+|\s*[｜ㅣ]\s*")
_SEPARATORS = "|–—»›·•*/-:：｜ㅣ,;"
_KICKED = ("|", "｜", "ㅣ")  # part a kicker from its title; a slash or a dash stands within one
_DATED = re.compile(r"^\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W*$")
_WRITER = re.compile(r"^(?:by|von|par|por|di|door|af|av) ", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:…|\.\.\.)$")
_MIN_KEPT = 8  # characters: a shorter rest is no title
_MOST_SITE_WORDS = 6
_LEAST_NAME = 3  # letters of a site's name within a part that make it the site's


def titles_of(data: PageData, outlets: Sequence[str]) -> list[str]:
    """Return the titles that the page states, in order of trust, each once: the social title, JSON-LD, headings.

    The social title yields to a heading that JSON-LD repeats where it only adds to it.
    """
    social = _cleaned(data.metas.get("ogtitle", ()))
    linked = _cleaned([value for key in ("headline", "name") for value in strings(data.article.get(key))])
    others = _cleaned([value for name in _METAS for value in data.metas.get(name, ())])
    headings = _cleaned(data.headings[:1])
    window = _cleaned([data.title])
    every = [*social, *linked, *others, *headings, *window]
    names = {letters_of(name) for name in (*outlets, *_host_names(data))} - {""}
    plain = {each: _completed(without_site(each, every, names), every) for each in every}
    agreed = [each for each in linked if headings and folded(each) == folded(headings[0])]
    if social and agreed and len(agreed[0]) >= _MIN_KEPT and agreed[0] in plain[social[0]]:
        social = [agreed[0], *social]
    return list(dict.fromkeys(plain[each] for each in (*social, *linked, *others, *headings, *window)))


def without_site(title: str, others: Sequence[str], names: set[str]) -> str:
    """Return `title` without its outlet's name at the end or at the begin, and without a date at the end."""
    for other in sorted(others, key=len):
        rest = title[len(other) :] if len(other) >= _MIN_KEPT and title.startswith(other) else ""
        if rest.strip() and rest.strip()[0] in _SEPARATORS and (_is_of_site(rest, names) or _names_site(rest, names)):
            return other
    keys = {folded(other) for other in others if other != title}
    while len(parts := list(_PARTS.finditer(title))) > 0:
        lead, tail = title[: parts[-1].start()], title[parts[-1].end() :]
        first, rest = title[: parts[0].start()], title[parts[0].end() :]
        if len(lead) >= _MIN_KEPT and (_is_of_site(tail, names) or (folded(lead) in keys and _is_short(tail))):
            title = lead
        elif len(rest) >= _MIN_KEPT and (
            _is_of_site(first, names) or (folded(rest) in keys and parts[0].group().strip() in _KICKED)
        ):
            title = rest
        else:
            break
    return title


def _names_site(part: str, names: set[str]) -> bool:
    plain = letters_of(part)
    return any(len(name) > _LEAST_NAME and name in plain for name in names)


def letters_of(name: str) -> str:
    """Return the letters and digits of a name in any script, in lower case."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _is_of_site(part: str, names: set[str]) -> bool:
    plain = letters_of(part)
    if not plain or _DATED.match(part) or (_WRITER.match(part) and _is_short(part)):
        return True
    return _is_short(part) and any(
        plain == name or (len(name) >= _LEAST_NAME and name in plain) or (len(plain) >= _LEAST_NAME and plain in name)
        for name in names
    )


def _is_short(part: str) -> bool:
    return len(part.split()) <= _MOST_SITE_WORDS and len(part) <= 60


def _host_names(data: PageData) -> list[str]:
    """Return the names within the page's host: "fenpost.example" and "fenpost"."""
    for address in (data.canonical, *data.metas.get("ogurl", ())):
        host = host_of(address)
        if host:
            labels = host.split(".")
            core = max(labels[:-1] or labels, key=len)
            return [host, core]
    return []


def _completed(title: str, others: Sequence[str]) -> str:
    """Return the longer title that `title` is the cut begin of."""
    cut = _CUT.search(title)
    if cut is None or cut.start() < _MIN_KEPT:
        return title
    whole = [other for other in others if len(other) > len(title) and other.startswith(title[: cut.start()])]
    return min(whole, key=len, default=title)


def _cleaned(values: Iterable[str]) -> list[str]:
    return [clean for clean in (" ".join(unescape(value).split()) for value in values) if clean]
