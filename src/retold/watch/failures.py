"""Why an address gave nothing: each exception of the network as a reason for people, and whether to ask again."""

from __future__ import annotations

import ssl
from datetime import datetime
from email.utils import parsedate_to_datetime

import anyio
import httpcore

from retold.watch.guard import Refused

BUSY = "busy"  # a host that asks for patience
REFUSED = "refused address"  # for one that is never asked
_TOO_MANY = 429
_UNAVAILABLE = 503
_ASK_AGAIN = frozenset((408, 425, _TOO_MANY))
_LONGEST_DETAIL = 300

# What the network raises on the way to an answer.
NETWORK_ERRORS = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    anyio.ClosedResourceError,
    anyio.BrokenResourceError,
    TimeoutError,
    OSError,
    Refused,
)


class Failure(Exception):
    """An address that gave nothing.

    `is_final`: asking again would not help. `of_host`: the host itself did not answer, so others there wait too.
    `patience`: the seconds that the host asked for.
    """

    def __init__(
        self, reason: str, detail: str, *, is_final: bool, of_host: bool = False, patience: float | None = None
    ) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = " ".join(detail.split())[:_LONGEST_DETAIL]
        self.is_final = is_final
        self.of_host = of_host
        self.patience = patience


def failure_of(error: BaseException, *, seconds: float) -> Failure:
    """Return what a network error means. `seconds` is how long an answer may take in all."""
    if isinstance(error, Refused):
        return Failure(REFUSED, str(error), is_final=True)
    reason, detail = _reason(error, seconds)
    return Failure(reason, detail, is_final=False, of_host=True)


def _reason(error: BaseException, seconds: float) -> tuple[str, str]:
    certificate = _certificate_fault(error)
    if certificate is not None:
        return "bad certificate", certificate
    if isinstance(error, TimeoutError):
        return "too slow", f"no whole answer within {seconds:g} s"
    if isinstance(error, httpcore.TimeoutException):
        return "too slow", "no connection, or no byte for too long"
    said = str(error) or str(error.__cause__ or "") or type(error).__name__
    return ("broken answer" if isinstance(error, httpcore.ProtocolError) else "no answer"), said


def _certificate_fault(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or str(error)
        if isinstance(error, ssl.SSLError) and "CERTIFICATE" in str(error):
            return str(error)
        error = error.__cause__ or error.__context__
    return None


def failure_of_status(status: int, headers: dict[str, str], *, now: float, most_patience: float) -> Failure:
    """Return what an HTTP status other than success means; `now` is the time for a Retry-After that is a date."""
    patience = _patience(headers.get("retry-after"), now)
    if status == _TOO_MANY or (status == _UNAVAILABLE and patience is not None):
        wait = None if patience is None else min(max(patience, 0.0), most_patience)
        asked = "" if wait is None else f", asks for {wait:.0f} s of patience"
        return Failure(BUSY, f"HTTP {status}{asked}", is_final=False, of_host=True, patience=wait)
    if status in _ASK_AGAIN or status >= 500:
        return Failure("server error", f"HTTP {status}", is_final=False, of_host=status >= 500)
    return Failure("not served", f"HTTP {status}", is_final=True)


def _patience(value: str | None, now: float) -> float | None:
    """Return the seconds of a Retry-After header: a number, or a date."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        stated: datetime = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return stated.timestamp() - now
