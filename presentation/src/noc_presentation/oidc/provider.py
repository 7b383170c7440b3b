"""The only module that speaks to the identity provider: its description, its keys, and a code for an identity."""

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from noc_presentation.errors import Unauthenticated, Unavailable
from noc_presentation.oidc import identity_token
from noc_presentation.oidc.addresses import is_sound
from noc_presentation.oidc.configuration import ProviderSettings
from noc_presentation.oidc.handshake import Handshake
from noc_presentation.oidc.identity_token import Asked, KeyUnknown, Vouched

DESCRIPTION = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
DESCRIBED_FOR = timedelta(hours=1)
#: A token with a key nobody knows has the keys fetched anew, but not oftener.
KEYS_ASKED_EVERY = timedelta(minutes=1)
TIMEOUT = httpx.Timeout(5)
WHOLE_ANSWER_S = 10
MOST_ANSWER = 256 * 1024
log = structlog.get_logger()


@dataclass(slots=True)
class _Known:
    """What the provider told of itself, and when."""

    description: Mapping[str, str] | None = None
    described_at: datetime | None = None
    keys: KeySet | None = None
    keys_at: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class IdentityProvider:
    """One provider; may be shared between threads. Opens nothing before it is asked for something."""

    def __init__(self, settings: ProviderSettings, transport: httpx.BaseTransport | None = None) -> None:
        self.settings = settings
        self._known = _Known()
        self._http = httpx.Client(
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            verify=str(settings.trust) if settings.trust else True,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            transport=transport,
        )

    def login_url(self, handshake: Handshake, now: datetime) -> str:
        """Where the browser goes to log in; raises Unavailable."""
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_url,
            "scope": " ".join(self.settings.scopes),
            "state": handshake.state,
            "nonce": handshake.nonce,
            "code_challenge": handshake.challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._described(now)['authorization_endpoint']}?{urlencode(query)}"

    def refuse_mixed_up(self, issuer: str | None, now: datetime) -> None:
        """Refuse an answer that another provider gave, or that doesn't say whose it is where ours always does."""
        must_say = self._described(now).get("authorization_response_iss_parameter_supported") == "true"
        if issuer is None and not must_say:
            return
        if issuer != self.settings.issuer:
            raise Unauthenticated("oidc.issuer_wrong", "another identity provider answered than was asked")

    def identity(self, code: str, handshake: Handshake, now: datetime) -> Vouched:
        """Whom the provider vouches for; raises Unauthenticated when it doesn't, Unavailable when it is silent."""
        answer = self._redeemed(code, handshake, now)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise identity_token.refused("there is no identity token in it")
        asked = Asked(
            self.settings.issuer, self.settings.client_id, handshake.nonce, self.settings.algorithms
        )
        access = access if isinstance(access, str) else None
        for newest in (False, True):
            try:
                return identity_token.read(token, self._keys(now, newest), asked, access, now)
            except KeyUnknown:
                continue
        raise identity_token.refused("it is signed with a key that the provider doesn't show")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _redeemed(self, code: str, handshake: Handshake, now: datetime) -> Mapping[str, Any]:
        settings = self.settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": settings.redirect_url,
            "code_verifier": handshake.verifier,
        }
        auth = None
        if settings.client_secret is None:
            form["client_id"] = settings.client_id
        else:  # RFC 6749, 2.3.1: both are form-encoded before they become a user and a password
            auth = httpx.BasicAuth(quote(settings.client_id, safe=""), quote(settings.client_secret, safe=""))
        request = self._http.build_request("POST", self._described(now)["token_endpoint"], data=form)
        status, answer = self._ask(request, auth)
        if status != 200:
            log.warning("oidc.code_refused", status=status, error=str(answer.get("error"))[:100])
            raise Unauthenticated("oidc.code_refused", "the identity provider doesn't accept this login")
        return answer

    def _described(self, now: datetime) -> Mapping[str, str]:
        known = self._known
        with known.lock:
            fresh = known.described_at is not None and now - known.described_at < DESCRIBED_FOR
            if known.description is None or not fresh:
                known.description, known.described_at = self._description(), now
            return known.description

    def _description(self) -> Mapping[str, str]:
        url = self.settings.issuer.rstrip("/") + DESCRIPTION
        status, said = self._ask(self._http.build_request("GET", url), None)
        if status != 200 or said.get("issuer") != self.settings.issuer:
            raise _unavailable("it doesn't describe itself as this issuer")
        endpoints = {name: str(said.get(name)) for name in ENDPOINTS}
        unsound = [name for name, place in endpoints.items() if not is_sound(place, self.settings.issuer)]
        if unsound:
            raise _unavailable(f"its {unsound[0]} is no address to go to")
        names_itself = said.get("authorization_response_iss_parameter_supported") is True
        return {**endpoints, "authorization_response_iss_parameter_supported": str(names_itself).lower()}

    def _keys(self, now: datetime, newest: bool) -> KeySet:
        place = self._described(now)["jwks_uri"]
        known = self._known
        with known.lock:
            old = known.keys_at is None or now - known.keys_at >= (
                KEYS_ASKED_EVERY if newest else DESCRIBED_FOR
            )
            if known.keys is None or old:
                known.keys, known.keys_at = self._shown_keys(place), now
            return known.keys

    def _shown_keys(self, place: str) -> KeySet:
        status, said = self._ask(self._http.build_request("GET", place), None)
        shown = said.get("keys")
        if status != 200 or not isinstance(shown, list):
            raise _unavailable("it shows no keys")
        try:
            return KeySet.import_key_set({"keys": shown})
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise _unavailable("its keys can't be read") from error

    def _ask(self, request: httpx.Request, auth: httpx.Auth | None) -> tuple[int, Mapping[str, Any]]:
        """Status and document; raises Unavailable for silence, redirects, and what is too long or no document."""
        over = time.monotonic() + WHOLE_ANSWER_S
        body = b""
        try:
            response = self._http.send(request, auth=auth, stream=True)
            try:
                for part in response.iter_raw():
                    body += part
                    if len(body) > MOST_ANSWER or time.monotonic() > over:
                        raise _unavailable("its answer is too long")
            finally:
                response.close()
        except httpx.HTTPError as error:
            raise _unavailable(type(error).__name__) from error
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise _unavailable(f"it answers with status {response.status_code} and no document") from error
        if not isinstance(document, dict) or response.is_redirect:
            raise _unavailable(f"it answers with status {response.status_code} and no document")
        return response.status_code, document


def _unavailable(reason: str) -> Unavailable:
    log.warning("oidc.unavailable", reason=reason)
    return Unavailable("oidc.unavailable", f"the identity provider can't be asked: {reason}")
