"""The channel that posts messages as JSON to an address, signed as the Standard Webhooks specification says."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx

from noc_presentation.configuration_file import BadOption, Options, refuse_unknown
from noc_presentation.instants import text
from noc_presentation.notifications.channels.kind import secret_file, web_address
from noc_presentation.notifications.message import Message, Never, NotNow

TIMEOUT = httpx.Timeout(15, connect=5)
PREFIX = "whsec_"
#: Refusals that may pass: too early, too many, too slow. All other 4xx are for good.
PASSING = frozenset({408, 425, 429})
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Where to post, and the file with the secret that the receiver checks signatures with."""

    url: str
    secret_file: Path

    def deliver(self, message: Message) -> str:
        """Post it; 2xx is delivered, another answer of the receiver's is never followed anywhere else."""
        body = json.dumps(document(message), ensure_ascii=False).encode()
        at = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message.id,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(_key(self.secret_file.read_text()), message.id, at, body),
        }
        try:
            with httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False) as client:
                answer = client.post(self.url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise NotNow(f"{httpx.URL(self.url).host}: {type(error).__name__}: {error}") from error
        said = f"{answer.status_code} {answer.reason_phrase}"
        if answer.is_success:
            return said
        if 400 <= answer.status_code < 500 and answer.status_code not in PASSING:
            raise Never(said)
        raise NotNow(said, _wait(answer.headers.get("Retry-After", "")))


def document(message: Message) -> dict[str, object]:
    """What is posted: fields, and the texts as they are."""
    return {
        "type": "notification",
        "timestamp": text(message.at),
        "data": {
            "id": message.id,
            "channel": message.channel,
            "subject": message.subject,
            "message": message.text,
            "procedure": message.procedure,
            "execution_number": message.execution_number,
            "host": message.host,
            "node": message.node or None,
        },
    }


def signature(key: bytes, message_id: str, at: int, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC-SHA256 over id, time and body."""
    signed = b".".join([message_id.encode(), str(at).encode(), body])
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def read(options: Options) -> WebhookChannel:
    """`url` and `secret_file` are needed; the secret is written `whsec_` and base64."""
    refuse_unknown(options, {"url", "secret_file"})
    path = secret_file("secret_file", options.get("secret_file"))
    _key(path.read_text())
    return WebhookChannel(web_address("url", options.get("url")), path)


def _key(written: str) -> bytes:
    try:
        key = base64.b64decode(written.strip().removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise BadOption(f"the secret must be {PREFIX} and base64") from error
    if not written.strip().startswith(PREFIX) or not 24 <= len(key) <= 64:
        raise BadOption(f"the secret must be {PREFIX} and the base64 of 24 to 64 bytes")
    return key


def _wait(seconds: str) -> timedelta | None:
    if not seconds.isascii() or not seconds.isdigit() or len(seconds) > 6:
        return None
    return min(timedelta(seconds=int(seconds)), LONGEST_WAIT)
