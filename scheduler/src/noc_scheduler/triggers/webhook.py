"""The trigger `webhook`: fires by what others send to an address of its own."""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from noc_scheduler.triggers.arrivals import FIELDS, Arrivals, WaitsForMessages, read_arrivals
from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.mapping import Item, Unmapped
from noc_scheduler.triggers.senders import Network, read_senders
from noc_scheduler.triggers.sources import MAPPINGS, Source
from noc_scheduler.triggers.weaknesses import Weakness


class Proof(StrEnum):
    """How a sender shows that it may send."""

    SIGNATURE = "signature"  # an HMAC over id, time and body (Standard Webhooks)
    TOKEN = "token"  # noqa: S105 - a word, no secret: the secret itself, as a bearer token


@dataclass(frozen=True, slots=True)
class WebhookTrigger(WaitsForMessages):
    """From whom, with what proof, and what the messages mean. No `senders`: from any address."""

    source: Source
    proof: Proof
    arrivals: Arrivals
    senders: tuple[Network, ...] = ()

    kind = "webhook"
    fields = FIELDS | {"source", "proof", "senders"}

    @classmethod
    def read(cls, document: Map[str, Any], now: datetime) -> "WebhookTrigger":
        """From `{source, proof, senders, items, host, key, group, standing, params, storm, join}`."""
        source = document.get("source", Source.GENERIC)
        proof = document.get("proof", Proof.SIGNATURE)
        if source not in list(Source):
            raise InvalidTrigger("/source", "source.unknown", f"needs one of {', '.join(Source)}")
        if proof not in list(Proof):
            raise InvalidTrigger("/proof", "proof.unknown", f"needs one of {', '.join(Proof)}")
        senders = read_senders(document["senders"]) if "senders" in document else ()
        return cls(Source(source), Proof(proof), read_arrivals(document, MAPPINGS[Source(source)]), senders)

    def document(self) -> dict[str, Any]:
        own = {"kind": self.kind, "source": str(self.source), "proof": str(self.proof)}
        senders = {"senders": [str(network) for network in self.senders]} if self.senders else {}
        return {**own, **senders, **self.arrivals.document()}

    def explode(self, message: Any) -> list[Item | Unmapped]:
        """The items of a message; raises Unmapped."""
        return self.arrivals.mapping.explode(message)

    def warnings(self) -> tuple[Weakness, ...]:
        """What is weak about it."""
        if self.proof is Proof.SIGNATURE:
            return ()
        return (Weakness.WEAK_PROOF,)
