"""Reading datagrams as SNMP traps with pysnmp's message processing; nothing is ever answered."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Any

from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413.ntfrcv import NotificationReceiver
from pysnmp.proto.api import v2c

from noc_scheduler.traps.configuration import Community, User

LARGEST = 8_192
LONGEST_TEXT = 1_024
MOST_VARBINDS = 200
TRAP_OID, UPTIME = "1.3.6.1.6.3.1.1.4.1.0", "1.3.6.1.2.1.1.3.0"
AUTH_PRIV = 3
VERSIONS = {1: "v1", 2: "v2c", 3: "v3"}
AUTH = {
    "SHA": config.USM_AUTH_HMAC96_SHA,
    "SHA224": config.USM_AUTH_HMAC128_SHA224,
    "SHA256": config.USM_AUTH_HMAC192_SHA256,
    "SHA384": config.USM_AUTH_HMAC256_SHA384,
    "SHA512": config.USM_AUTH_HMAC384_SHA512,
}
PRIV = {
    "AES128": config.USM_PRIV_CFB128_AES,
    "AES192": config.USM_PRIV_CFB192_AES,
    "AES256": config.USM_PRIV_CFB256_AES,
}


class Refusal(StrEnum):
    """Why a datagram was dropped; each is counted."""

    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    UNPROVED = "unproved"  # wrong community, user, digest, key or time: the sender doesn't learn which
    UNKNOWN_SOURCE = "unknown_source"
    TOO_WEAK = "too_weak"  # v3 without authentication or encryption
    NO_TRAP = "no_trap"
    UNMAPPED = "unmapped"  # no rule for its OID, or one that asks for more
    FULL = "full"  # too many wait to be handed on


@dataclass(frozen=True, slots=True)
class Trap:
    """One trap that was believed; values are numbers, texts, or `0x...` for bytes that are no text."""

    oid: str
    version: str
    source: str
    sender: str
    varbinds: dict[str, int | str]

    def document(self) -> dict[str, Any]:
        return {
            "oid": self.oid,
            "version": self.version,
            "source": self.source,
            "sender": self.sender,
            "varbinds": self.varbinds,
        }


class _Mute(AbstractTransportDispatcher):
    """Where pysnmp would send reports and responses to: nowhere."""

    def send_message(self, *message: Any) -> None:
        """Say nothing."""


class Reader:
    """Reads datagrams of known communities and users. Not for several threads."""

    def __init__(self, communities: tuple[Community, ...], users: tuple[User, ...]) -> None:
        self._engine: Any = SnmpEngine()
        self._engine.register_transport_dispatcher(_Mute())
        self._communities = {f"community{place}": one for place, one in enumerate(communities)}
        self._heard: Any = None
        for name, community in self._communities.items():
            config.add_v1_system(self._engine, name, community.text, securityName=name)
        for user in users:
            config.add_v3_user(
                self._engine,
                user.name,
                AUTH[user.auth],
                user.auth_passphrase,
                PRIV[user.priv],
                user.priv_passphrase,
                securityEngineId=v2c.OctetString(user.engine_id),
            )
        NotificationReceiver(self._engine, self._hear)

    def read(self, datagram: bytes, address: tuple[str, int]) -> Trap | Refusal:
        """The trap in a datagram, or why it is dropped; never raises."""
        if len(datagram) > LARGEST:
            return Refusal.TOO_LARGE
        self._heard = None
        try:
            place = udp.UdpTransportAddress(address)
            self._engine.message_dispatcher.receive_message(self._engine, udp.DOMAIN_NAME, place, datagram)
            if self._heard is None:
                return Refusal.UNPROVED if datagram[:1] == b"\x30" else Refusal.MALFORMED
            context, varbinds = self._heard
            return self._believed(context, varbinds, address[0])
        except Exception:
            # Whatever a packet makes the decoder raise, it is that packet's fault.
            return Refusal.MALFORMED

    def _hear(
        self, engine: Any, state: Any, context_engine: Any, context_name: Any, varbinds: Any, own: Any
    ) -> None:
        context = engine.observer.get_execution_context("rfc3412.receiveMessage:request")
        self._heard = (context, varbinds)

    def _believed(self, context: Any, varbinds: Any, source: str) -> Trap | Refusal:
        version = VERSIONS[int(context["securityModel"])]
        if context["pdu"].tagSet == v2c.InformRequestPDU.tagSet or len(varbinds) > MOST_VARBINDS:
            return Refusal.NO_TRAP
        sender = str(context["securityName"])
        if version == "v3":
            if int(context["securityLevel"]) != AUTH_PRIV:
                return Refusal.TOO_WEAK
        elif not any(ip_address(source) in network for network in self._communities[sender].sources):
            return Refusal.UNKNOWN_SOURCE
        values = {str(name): _plain(value) for name, value in varbinds}
        oid = values.pop(TRAP_OID, None)
        if not isinstance(oid, str):
            return Refusal.NO_TRAP
        return Trap(oid, version, source, sender, values)


def _plain(value: Any) -> int | str:
    if isinstance(value, (v2c.ObjectIdentifier, v2c.IpAddress)):
        return str(value.prettyPrint())
    if isinstance(value, v2c.OctetString):
        raw = bytes(value.asOctets())
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = "\x00"
        return (text if "\x00" not in text else f"0x{raw.hex()}")[:LONGEST_TEXT]
    try:
        return int(value)
    except (TypeError, ValueError):
        return str(value.prettyPrint())[:LONGEST_TEXT]
