"""Signed requests between the layers: RFC 9421 with Ed25519, signing going out and verifying coming in."""

import secrets
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from noc_presentation.errors import Malformed, NocError, Unauthenticated
from noc_presentation.keys import public_key

#: The version of what the layers say to each other; another one is refused, and signed requests can't hide theirs.
CONTRACT = 1
CONTRACT_HEADER = "noc-contract"
COMPONENTS = ("@method", "@authority", "@path", "@query", CONTRACT_HEADER)
LABEL = TAG = "noc"
WINDOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a signature is about, taken from whatever web framework received it."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, private: Ed25519PrivateKey | None, public: Callable[[str], str | None] | None) -> None:
        self._private, self._public = private, public

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        if self._private is None:
            raise KeyError(key_id)
        return self._private

    def resolve_public_key(self, key_id: str) -> Any:
        text = self._public(key_id) if self._public else None
        if text is None:
            raise Unauthenticated("signature.unknown_key", f"no key is known under the name {key_id!r}")
        return public_key(text)


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Left to `verify`, which is told the time and tells a wrong clock from a wrong signature."""


class RequestSigner(httpx.Auth):
    """Signs each request; learns the other side's clock from a refusal for skew and signs once more with it.

    `offset` is how far our clock is behind the other's, as last measured; zero until a refusal tells.
    """

    requires_request_body = True
    requires_response_body = True

    def __init__(
        self, key_id: str, key: Ed25519PrivateKey, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.key_id = key_id
        self.offset = timedelta(0)
        self._clock = clock or (lambda: datetime.now(UTC))
        self._signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=_Keys(key, None)
        )

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        self._sign(request)
        response = yield request
        server_time = _told_server_time(response)
        if server_time is not None:
            self.offset = server_time - self._clock()
            self._sign(request)
            yield request

    def _sign(self, request: httpx.Request) -> None:
        request.headers.pop("Content-Digest", None)  # left by the first try; the signer refuses to reuse it
        request.headers[CONTRACT_HEADER] = str(CONTRACT)
        self._signer.sign(
            request,
            key_id=self.key_id,
            created=self._clock() + self.offset,
            nonce=secrets.token_urlsafe(16),
            label=LABEL,
            tag=TAG,
            covered_component_ids=COMPONENTS,
            body=request.content or None,
        )


def _told_server_time(response: httpx.Response) -> datetime | None:
    if response.status_code != 401:
        return None
    try:
        problem = response.json()
        if problem.get("code") != "signature.clock_skew":
            return None
        return datetime.fromisoformat(problem["server_time"])
    except (ValueError, KeyError, AttributeError, TypeError):
        return None


def verify(
    request: SignedRequest,
    *,
    public_key_of: Callable[[str], str | None],
    take_nonce: Callable[[str, str, datetime], bool],
    now: Callable[[], datetime],
) -> str:
    """The key id whose owner signed exactly this request within the window, for the first time.

    `take_nonce(key_id, nonce, forget_after)` remembers a nonce and answers False when it was known already.
    Raises Unauthenticated, and Malformed for a peer that says it speaks another contract; nothing is remembered of a
    request that fails.
    """
    if "signature" not in {name.lower() for name in request.headers}:
        raise Unauthenticated("signature.missing", "the request carries no signature")
    _refuse_other_contract(request.headers)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(None, public_key_of))
    try:
        (result,) = verifier.verify(
            request, max_age=None, expect_tag=TAG, require_components=COMPONENTS, body=request.body
        )
        created = datetime.fromtimestamp(int(result.parameters["created"]), UTC)
        key_id = str(result.parameters["keyid"])
    except InvalidSignature as error:
        if isinstance(error.__cause__, NocError):
            raise error.__cause__ from None
        raise Unauthenticated("signature.invalid", "the signature does not hold for this request") from error
    except (HTTPMessageSignaturesException, ValueError, KeyError, OverflowError, OSError) as error:
        raise Unauthenticated("signature.invalid", "the signature does not hold for this request") from error
    present = now()
    if abs(present - created) > WINDOW:
        raise Unauthenticated(
            "signature.clock_skew",
            "the request was signed too long ago or by a clock that differs too much",
            extra={"server_time": present.isoformat(timespec="milliseconds")},
        )
    if not result.nonce or not take_nonce(key_id, result.nonce, created + 2 * WINDOW):
        raise Unauthenticated("signature.replayed", "this very request was already received")
    return key_id


def _refuse_other_contract(headers: Mapping[str, str]) -> None:
    """Told before the signature is looked at, which another contract may write in another way."""
    declared = next((value for name, value in headers.items() if name.lower() == CONTRACT_HEADER), None)
    if declared not in (None, str(CONTRACT)):
        raise Malformed(
            "contract.unsupported",
            f"contract {declared[:20]!r} is not spoken here, only {CONTRACT}; update the older",
        )
