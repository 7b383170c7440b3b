"""An identity provider of our own: real HTTP on loopback, real keys, and a script of what it does wrong."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import OKPKey, RSAKey

CLIENT = "noc"
SUBJECT = "248289761001"
Claims = dict[str, Any]


@cache
def rsa_key(kid: str) -> RSAKey:
    """Made once in a process: it takes a while."""
    return RSAKey.generate_key(2048, {"kid": kid}, private=True)


def unchanged(document: Claims) -> Claims:
    return document


@dataclass
class ScriptedProvider:
    """What it signs with, whom it vouches for, and how it is made to lie; `codes` are good once, as at a real one."""

    now: Callable[[], float]
    issuer: str = ""
    keys: list[Any] = field(default_factory=lambda: [rsa_key("first")])
    claims: Claims = field(default_factory=lambda: {"sub": SUBJECT, "preferred_username": "vera"})
    lie: Callable[[Claims], Claims] = unchanged
    description: Claims = field(default_factory=dict)
    signed: Callable[[Claims], str] | None = None
    asked: list[str] = field(default_factory=list)
    #: The Basic credentials that clients must show, where they must.
    client: str | None = None
    shown: list[str | None] = field(default_factory=list)
    _codes: dict[str, Claims] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def log_in(self, url: str) -> dict[str, str]:
        """A person logs in at the address that the browser was sent to; what the browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{next(self._numbers)}"
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def answer(self, method: str, path: str, form: dict[str, str]) -> tuple[int, Claims]:
        self.asked.append(path)
        if path == "/token" and self.client is not None and self.shown[-1] != self.client:
            return 401, {"error": "invalid_client"}
        if path == "/.well-known/openid-configuration":
            return 200, self._description()
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
        if (method, path) == ("POST", "/token"):
            return self._redeemed(form)
        return 404, {"error": "not_found"}

    def _description(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            **self.description,
        }

    def _redeemed(self, form: dict[str, str]) -> tuple[int, Claims]:
        asked = self._codes.pop(form.get("code", ""), None)
        shown = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(shown).rstrip(b"=").decode()
        sound = asked is not None and asked["code_challenge"] == challenge
        if asked is None or not sound or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        access = "access-token"
        half = hashlib.sha256(access.encode()).digest()[:16]
        told = self.lie(
            {
                "iss": self.issuer,
                "aud": asked["client_id"],
                "iat": int(self.now()),
                "exp": int(self.now()) + 300,
                "nonce": asked["nonce"],
                "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
                **self.claims,
            }
        )
        sign = self.signed or self.sign
        return 200, {"access_token": access, "token_type": "Bearer", "id_token": sign(told)}

    def sign(self, claims: Claims, **header: Any) -> str:
        """Signed with the newest key, as it should be."""
        key = self.keys[-1]
        header = {"alg": "RS256", "kid": key.kid, **header}
        return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=["RS256"])

    def unsigned(self, claims: Claims) -> str:
        parts = ({"alg": "none"}, claims)
        return ".".join(_base64(json.dumps(part).encode()) for part in parts) + "."

    def signed_with_the_public_key(self, claims: Claims) -> str:
        """HS256 whose secret is the provider's public key, which everybody has."""
        header = {"alg": "HS256", "kid": self.keys[-1].kid}
        said = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
        mark = hmac.digest(self.keys[-1].as_pem(private=False), said.encode(), "sha256")
        return f"{said}.{_base64(mark)}"

    def signed_by_somebody_else(self, claims: Claims) -> str:
        """With a key of the attacker's that the token brings along itself."""
        other = rsa_key("attacker")
        header = {"alg": "RS256", "kid": self.keys[-1].kid, "jwk": other.as_dict(private=False)}
        return jwt.encode(header, claims, other, algorithms=["RS256"])

    def signed_with_an_algorithm_nobody_configured(self, claims: Claims) -> str:
        key = OKPKey.generate_key("Ed25519", {"kid": "ed"}, private=True)
        self.keys.append(key)
        return jwt.encode({"alg": "Ed25519", "kid": "ed"}, claims, key, algorithms=["Ed25519"])

    def signed_with_a_key_nobody_shows(self, claims: Claims) -> str:
        key = rsa_key("hidden")
        return jwt.encode({"alg": "RS256", "kid": "hidden"}, claims, key, algorithms=["RS256"])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def serving(provider: ScriptedProvider) -> Iterator[ScriptedProvider]:
    """The provider on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._answer({name: values[0] for name, values in parse_qs(text).items()})

        def _answer(self, form: dict[str, str]) -> None:
            provider.shown.append(self.headers.get("Authorization"))
            status, document = provider.answer(self.command, urlsplit(self.path).path, form)
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if 300 <= status < 400:
                self.send_header("Location", document["to"])
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
