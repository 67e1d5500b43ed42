"""Addresses in one form, so that two readings of one page agree on where it stands."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from retold.sources.encodings import storable

# Parameters that tell how a reader came to a page, never which page it is.
_TRACKING = re.compile(
    r"(?:utm|mc|pk|mtm|matomo|hsa|vero|oly|piwik|at|ns|wt)_\w+|[a-z]{1,3}clid|fbclid|msclkid|twclid|gclsrc|igshid"
    r"|_ga|_gl|_hs\w+|ref_?src|ref_?url|icid|ncid|ocid|smid|smtyp|cmp|cmpid|ito|xtor|spm|spref|guccounter|guce_\w+"
    r"|__twitter_impression|amp_js_v|amp_gsa|usqp|gbraid|wbraid|gad_\w+|mkt_tok|fb_\w+|trk\w*|s_kwcid|ef_id|sr_share"
    r"|wpi?src|int_?cmp|taid|tpcc|dicbo|ref|referr?er|share_?type|socialshare|shared|mbid|ftag|cvid|tag_?ref",
    re.IGNORECASE,
)
# A page's twins for telephones and for AMP: labels before the host's name, ends of the path, parameters.
_TWIN_HOST = re.compile(r"(?:(?:www\d?|m|mobile|mobil|amp|touch|wap|lite|beta)\.)+(?=[^.]+\.[^.])")
_TWIN_PATH = re.compile(r"(?:/amp(?:/|\.html?)?|\.amp(?:\.html?)?|[-_]amp(?:\.html?)?)\Z", re.IGNORECASE)
_TWIN_BEGIN = re.compile(r"\A/(?:amp|mobile|m)(?=/[^/]+)", re.IGNORECASE)
_TWIN_PARAMETERS = frozenset(("amp", "outputtype", "output", "mobile", "platform", "display", "view_mode"))
_TWIN_VALUES = frozenset(("", "1", "true", "amp", "amp-html", "mobile", "phone", "m", "html", "yes"))
_END = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)\Z|/+\Z", re.IGNORECASE)
# Addresses of pages within the address of a cache that shows them.
_CACHES = (
    re.compile(r"https?://[\w-]+\.cdn\.ampproject\.org/[a-z]/(?P<secure>s/)?(?P<address>.+)", re.IGNORECASE),
    re.compile(r"https?://(?:www\.)?google\.[a-z.]+/amp/(?P<secure>s/)?(?P<address>.+)", re.IGNORECASE),
    re.compile(r"https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/(?P<whole>https?:/.+)", re.IGNORECASE),
)
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go"))
_PORTS = {"http": ":80", "https": ":443"}


def canonical_address(address: str) -> str | None:
    """Return `address` without fragment and tracking parameters, scheme and host in lower case.

    None for what is no web address.

    >>> canonical_address("HTTPS://News.Example/a?utm_source=x&id=7#top")
    'https://news.example/a?id=7'
    """
    parts = _split(storable(address).strip())
    if parts is None:
        return None
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(name)]
    query = f"?{urlencode(kept)}" if kept else ""
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(_PORTS[parts.scheme]).rstrip(".")
    return f"{parts.scheme}://{host}{parts.path or '/'}{query}"


def page_key(address: str) -> str | None:
    """Return what all addresses of one page have in common; None for what is no web address.

    Scheme, `www.`, twins for telephones and AMP, caches, tracking, the order of parameters and the end of the path do
    not count.

    >>> page_key("https://m.news.example/2024/vote/amp?utm_source=x") == page_key("http://www.news.example/2024/vote/")
    True
    """
    plain = canonical_address(_uncached(address.strip()))
    if plain is None:
        return None
    parts = urlsplit(plain)
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_twin(*pair))
    path = _TWIN_BEGIN.sub("", _TWIN_PATH.sub("", _END.sub("", parts.path)))
    path = _END.sub("", path)
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{_TWIN_HOST.sub('', parts.netloc)}{path}{query}"


def page_address(given: str | None, canonical: str | None) -> str | None:
    """Return the key of the page that an article stands on, by the address given with it and the page's own word.

    The page's canonical link goes before, but for one that leads to another site, or up to a section or the front.
    """
    said = page_key(canonical) if canonical else None
    if given is None or (own := page_key(given)) is None:
        return said
    if said is None or _site(said) != _site(own):
        return own
    path, other = said.partition("/")[2], own.partition("/")[2]
    leads_up = path == "" or other.partition("?")[0].startswith(f"{path.rstrip('/')}/")
    return own if leads_up else said


def _uncached(address: str) -> str:
    for cache in _CACHES:
        found = cache.fullmatch(address)
        if found is not None and "whole" in found.groupdict():
            return re.sub(r"\A(https?):/+", r"\1://", found["whole"])
        if found is not None:
            return f"http{'s' if found['secure'] else ''}://{found['address']}"
    return address


def _is_twin(name: str, value: str) -> bool:
    return name.lower() in _TWIN_PARAMETERS and value.lower() in _TWIN_VALUES


def _site(key: str) -> str:
    """Return the site of a page's key: the last two labels of its host, or three below `co.uk` and the like."""
    labels = key.partition("/")[0].partition("?")[0].split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2:])


def host_of(address: str | None) -> str | None:
    """Return the host of a web address in lower case, without `www.`; None without one."""
    parts = _split(address.strip()) if address else None
    return None if parts is None or not parts.hostname else parts.hostname.removeprefix("www.")


def _is_tracking(name: str) -> bool:
    return _TRACKING.fullmatch(name) is not None


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in _PORTS and bool(parts.hostname)
    except ValueError:  # urlsplit refuses brackets that hold no IPv6 address
        return None
    return parts if usable else None
