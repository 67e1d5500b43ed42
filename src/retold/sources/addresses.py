"""Addresses in one form, so that two readings of one page agree on where it stands."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from retold.sources.encodings import storable

# Parameters that tell how a reader came to a page, never which page it is.
_TRACKING = re.compile(
    r"(?:utm|mc|pk|mtm|matomo|hsa|vero|oly|piwik|at|ns|wt)_\w+|[a-z]{1,3}clid|fbclid|msclkid|twclid|gclsrc|igshid"
    r"|_ga|_gl|_hs\w+|ref_?src|ref_?url|icid|ncid|ocid|smid|smtyp|cmp|cmpid|ito|xtor|spm|spref|guccounter|guce_\w+"
    r"|__twitter_impression|amp_js_v|usqp",
    re.IGNORECASE,
)
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
