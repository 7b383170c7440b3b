"""C23: a layer says nothing to a peer whose certificate does not hold, and never tries without one."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import noc_executor_node.clients.scheduler
import noc_executor_node.errors
import noc_executor_node.settings
import noc_presentation.clients.scheduler
import noc_presentation.errors
import noc_presentation.settings
import noc_scheduler.errors
import noc_scheduler.service.opening
import noc_scheduler.store.schema
from noc_executor_node.errors import SchedulerSilent
from noc_presentation.errors import Unavailable
from noc_presentation.signatures import RequestSigner
from noc_scheduler.settings import Settings, make_home
from noc_scheduler.store.database import Database
from tests.executor_node.served import serving

DAY = timedelta(days=1)
Ask = Callable[[str, Path | None], object]


def certificate(folder: Path, name: str, until: timedelta) -> tuple[Path, Path]:
    """A certificate signed by itself, with its key and without."""
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "peer")])
    made = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - 3 * DAY)
        .not_valid_after(now + until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    alone, whole = folder / "ca.pem", folder / "server.pem"
    alone.write_bytes(made.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    whole.write_bytes(secret + alone.read_bytes())
    return whole, alone


@pytest.fixture
def presentation() -> Ask:
    signer = RequestSigner("presentation", Ed25519PrivateKey.generate())

    def ask(url: str, trust: Path | None) -> object:
        asked = noc_presentation.clients.scheduler.Scheduler(lambda: url, signer, trust=trust)
        try:
            return asked.execution("1")
        finally:
            asked.close()

    return ask


@pytest.fixture
def scheduler(tmp_path: Path) -> Ask:
    settings = Settings(home=tmp_path / "scheduler")
    make_home(settings)
    database = Database(settings.database)
    noc_scheduler.store.schema.migrate(database)
    database.close()

    def ask(url: str, trust: Path | None) -> object:
        means = noc_scheduler.service.opening.open_means(settings)
        try:
            return means.presentation.notify(url, [])
        finally:
            means.database.close()

    return ask


@pytest.fixture
def executor_node() -> Ask:
    key = Ed25519PrivateKey.generate()

    def ask(url: str, trust: Path | None) -> object:
        asked = noc_executor_node.clients.scheduler.SchedulerClient((url,), "node", key, trust)
        try:
            return asked.heartbeat("node", {})
        finally:
            asked.close()

    return ask


READERS: tuple[tuple[Callable[[], Any], type[Exception]], ...] = (
    (noc_presentation.settings.read_settings, noc_presentation.errors.InsecureKeyFile),
    (noc_executor_node.settings.read_settings, noc_executor_node.errors.InsecureKeyFile),
)
SILENT = (Unavailable, SchedulerSilent, noc_scheduler.errors.Unavailable)


@pytest.mark.parametrize("layer", ["presentation", "scheduler", "executor_node"])
@pytest.mark.parametrize(
    ("name", "until", "trusted"),
    [("127.0.0.1", DAY, False), ("192.0.2.1", DAY, True), ("127.0.0.1", -DAY, True)],
    ids=["signed by nobody we trust", "for another name", "expired"],
)
def test_nothing_is_said_to_a_peer_whose_certificate_does_not_hold(
    request: pytest.FixtureRequest, tmp_path: Path, layer: str, name: str, until: timedelta, trusted: bool
) -> None:
    ask: Ask = request.getfixturevalue(layer)
    whole, alone = certificate(tmp_path, name, until)

    with serving(whole) as peer, pytest.raises(SILENT):
        ask(f"https://{peer.authority}", alone if trusted else None)

    assert peer.requests == [], "neither over TLS nor without it"


@pytest.mark.parametrize("layer", ["presentation", "executor_node"])
def test_a_peer_whose_certificate_holds_is_asked(
    request: pytest.FixtureRequest, tmp_path: Path, layer: str
) -> None:
    ask: Ask = request.getfixturevalue(layer)
    whole, alone = certificate(tmp_path, "127.0.0.1", DAY)

    with serving(whole) as peer:
        ask(f"https://{peer.authority}", alone)

    assert len(peer.requests) == 1


@pytest.mark.parametrize(("mode", "starts"), [(0o600, True), (0o640, True), (0o644, False), (0o604, False)])
def test_a_key_that_everybody_may_read_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, starts: bool
) -> None:
    whole, alone = certificate(tmp_path, "127.0.0.1", DAY)
    whole.chmod(mode)
    for layer in ("PRESENTATION", "EXECUTOR_NODE"):
        monkeypatch.setenv(f"NOC_{layer}_TLS_CERTIFICATE", str(alone))
        monkeypatch.setenv(f"NOC_{layer}_TLS_KEY", str(whole))

    for read, insecure in READERS:
        with nullcontext() if starts else pytest.raises(insecure, match="may be read by others"):
            assert read().tls_key == whole
