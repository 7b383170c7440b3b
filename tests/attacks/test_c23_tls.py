"""C23: a layer says nothing to a peer whose certificate does not hold, and never tries without one."""

import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

import noc_executor_node.clients.scheduler
import noc_executor_node.errors
import noc_executor_node.settings
import noc_presentation.clients.scheduler
import noc_presentation.errors
import noc_presentation.settings
import noc_scheduler.errors
import noc_scheduler.service.opening
import noc_scheduler.settings
import noc_scheduler.store.schema
from demo import ports
from noc_executor_node.errors import SchedulerSilent
from noc_presentation.errors import Unavailable
from noc_presentation.signatures import RequestSigner
from noc_scheduler.settings import Settings, make_home
from noc_scheduler.store.database import Database
from noc_scheduler.tls import Tls
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
        means = noc_scheduler.service.opening.open_means(replace(settings, tls=Tls(trust=trust)))
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


KeyOf = Callable[[], Path | None]
READERS: tuple[tuple[KeyOf, type[Exception]], ...] = (
    (lambda: noc_presentation.settings.read_settings().tls_key, noc_presentation.errors.InsecureKeyFile),
    (lambda: noc_scheduler.settings.read_settings().tls.key, noc_scheduler.errors.InsecureKeyFile),
    (lambda: noc_executor_node.settings.read_settings().tls_key, noc_executor_node.errors.InsecureKeyFile),
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


@pytest.mark.parametrize("layer", ["presentation", "scheduler", "executor_node"])
def test_a_peer_whose_certificate_holds_is_asked(
    request: pytest.FixtureRequest, tmp_path: Path, layer: str
) -> None:
    ask: Ask = request.getfixturevalue(layer)
    whole, alone = certificate(tmp_path, "127.0.0.1", DAY)

    with (
        serving(whole) as peer,
        suppress(noc_scheduler.errors.Unavailable),
    ):  # the peer plays no presentation layer
        ask(f"https://{peer.authority}", alone)

    assert len(peer.requests) == 1


@pytest.mark.parametrize(("mode", "starts"), [(0o600, True), (0o640, True), (0o644, False), (0o604, False)])
def test_a_key_that_everybody_may_read_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, starts: bool
) -> None:
    whole, alone = certificate(tmp_path, "127.0.0.1", DAY)
    whole.chmod(mode)
    for layer in ("PRESENTATION", "SCHEDULER", "EXECUTOR_NODE"):
        monkeypatch.setenv(f"NOC_{layer}_TLS_CERTIFICATE", str(alone))
        monkeypatch.setenv(f"NOC_{layer}_TLS_KEY", str(whole))

    for read, insecure in READERS:
        with nullcontext() if starts else pytest.raises(insecure, match="may be read by others"):
            assert read() == whole


def test_half_a_pair_starts_no_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, alone = certificate(tmp_path, "127.0.0.1", DAY)
    monkeypatch.setenv("NOC_SCHEDULER_TLS_CERTIFICATE", str(alone))

    with pytest.raises(noc_scheduler.errors.WrongSettings, match="belong together"):
        noc_scheduler.settings.read_settings()


def test_the_scheduler_serves_tls_by_itself_and_nothing_without_it(tmp_path: Path) -> None:
    whole, alone = certificate(tmp_path, "127.0.0.1", DAY)
    whole.chmod(0o600)
    (port,) = ports.free_ports((0,))
    named = {
        "HOME": tmp_path / "home",
        "LISTEN": f"127.0.0.1:{port}",
        "TLS_CERTIFICATE": alone,
        "TLS_KEY": whole,
    }
    told = {**os.environ, **{f"NOC_SCHEDULER_{name}": str(value) for name, value in named.items()}}
    program = str(Path(sys.executable).with_name("noc-scheduler"))
    subprocess.run([program, "setup"], env=told, check=True, capture_output=True)
    trusting = httpx.Client(
        base_url=f"https://127.0.0.1:{port}",
        verify=ssl.create_default_context(cafile=str(alone)),
        trust_env=False,
    )

    with subprocess.Popen([program, "api"], env=told, stderr=subprocess.DEVNULL) as served, trusting:
        try:
            assert answered(trusting).json()["name"] == "noc-scheduler"
            with pytest.raises(httpx.HTTPError):
                httpx.get(f"http://127.0.0.1:{port}/version", trust_env=False)
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"https://127.0.0.1:{port}/version", trust_env=False)
        finally:
            served.terminate()
    assert served.returncode == 0


def answered(client: httpx.Client) -> httpx.Response:
    """What `/version` answers as soon as it is answered."""
    for attempt in Retrying(
        stop=stop_after_delay(60), wait=wait_fixed(0.05), retry=retry_if_exception_type(httpx.ConnectError)
    ):
        with attempt:
            return client.get("/version")
    raise AssertionError("it was not answered")
