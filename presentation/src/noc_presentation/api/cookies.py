"""The session cookie, and the proof that a request with it comes from our own pages."""

import hmac
from urllib.parse import urlsplit

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from noc_presentation.accounts import sessions
from noc_presentation.accounts.sessions import LONGEST, Opened
from noc_presentation.errors import Forbidden

PLAIN = "noc_session"
HOST_ONLY = "__Host-noc_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def name() -> str:
    """How the cookie is called: on TLS browsers hold its name to this host and to TLS."""
    return HOST_ONLY if request.is_secure else PLAIN


def shown() -> str | None:
    """The session's secret that the browser sent, if it did."""
    return request.cookies.get(name())


def give(response: BaseResponse, opened: Opened) -> None:
    """Let the browser show this session from now on; no script can read it."""
    response.set_cookie(
        name(),
        opened.secret,
        max_age=LONGEST,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def take_away(response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(name(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def refuse_foreign_page() -> None:
    """Refuse what a page from elsewhere made the browser send. Browsers tell; other programs say nothing of it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise Forbidden("csrf.foreign_page", "this comes from a page that is not ours")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("csrf.foreign_page", "this comes from a page that is not ours")


def refuse_forged(secret: str) -> None:
    """Refuse a change that only the browser's cookie vouches for: our pages send a token of the session, too."""
    if request.method in SAFE:
        return
    refuse_foreign_page()
    expected = sessions.csrf_token(secret)
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forbidden("csrf.token_wrong", f"send the session's csrf_token in the {CSRF_HEADER} header")
