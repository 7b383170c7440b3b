"""Reports from end to end: real executions of the scheduler, told by real mail over TLS."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from demo.ports import free_ports
from noc_presentation.notifications.channels import smtp
from noc_presentation.notifications.delivery import Deliverer
from noc_presentation.reports.reporter import Reporter
from tests.contract.test_presentation_and_scheduler import Layers, layers

__all__ = ["layers"]
SPREAD = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: spread, title: Fail in three places}
spec:
  nodes:
    begin: {kind: start, next: which}
    which:
      kind: decision
      branches:
        - {when: "host.vars.part == 'disk'", next: mount}
        - {when: "host.vars.part == 'net'", next: route}
        - {when: "host.vars.part == 'app'", next: restart}
      otherwise: done
    mount: {kind: set, vars: {x: "${host.vars.missing}"}, next: {succeeded: done, failed: no}}
    route: {kind: set, vars: {x: "${host.vars.missing}"}, next: {succeeded: done, failed: no}}
    restart: {kind: set, vars: {x: "${host.vars.missing}"}, next: {succeeded: done, failed: no}}
    done: {kind: end}
    no: {kind: end, status: failed}
"""
PARTS = {"web007": "disk", "web070": "net", "web140": "app"}


@dataclass
class Mailbox:
    """What a mail server was given."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        assert session.ssl is not None
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 kept"


@dataclass
class PostOffice:
    """A mail server on loopback that wants TLS, and the certificate that it shows."""

    certificate: Path
    context: ssl.SSLContext
    mailbox: Mailbox
    port: int
    controller: Controller | None = None

    def open(self) -> None:
        self.controller = Controller(
            self.mailbox,
            hostname="127.0.0.1",
            port=self.port,
            tls_context=self.context,
            require_starttls=True,
        )
        self.controller.start()

    def close(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir()
    path, key_path = folder / "certificate.pem", folder / "key.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM))
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, key_path)
    return path, context


@pytest.fixture
def post(tmp_path: Path) -> Iterator[PostOffice]:
    path, context = certificate(tmp_path / "tls")
    office = PostOffice(path, context, Mailbox(), free_ports([0])[0])
    yield office
    office.close()


class Clock:
    """A clock that can be set forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Telling:
    """What the process `deliver` does, a step at a time."""

    reporter: Reporter
    deliverer: Deliverer
    clock: Clock

    def everything(self) -> None:
        self.reporter.round()
        while self.deliverer.deliver_next():
            pass


def telling(layers: Layers, post: PostOffice, trust: Path) -> Telling:
    resources = layers.person.application.extensions["noc"]
    channel = smtp.read(
        {
            "host": "127.0.0.1",
            "port": post.port,
            "from": "noc@example.org",
            "to": ["oncall@example.org"],
            "trust": str(trust),
        }
    )
    clock = Clock()
    reporter = Reporter(resources.database, resources.scheduler, clock, "https://noc.example.org")
    reporter.round()
    answer = layers.person.put("/api/v1/destinations/noc", json={"channel": "mail"})
    assert answer.status_code == 201, answer.text
    return Telling(reporter, Deliverer(resources.database, {"mail": channel}, clock, lambda: 0.0), clock)


def run_spread(layers: Layers, hosts: int) -> int:
    names = [f"web{number:03}" for number in range(hosts)]
    for name in names:
        host = {
            "name": name,
            "address": "192.0.2.1",
            "groups": ["many"],
            "host_keys": [],
            "vars": {"part": PARTS.get(name, "none")},
        }
        assert layers.person.post("/api/v1/hosts", json=host).status_code == 201
    assert layers.apply("spread", SPREAD).status_code == 201
    number: int = layers.start(procedure="spread", target={"groups": ["many"]}).json["number"]
    layers.drain()
    return number


def test_an_execution_over_200_hosts_gives_exactly_one_mail_that_names_the_three_failing_steps(
    layers: Layers, post: PostOffice
) -> None:
    post.open()
    tell = telling(layers, post, post.certificate)
    number = run_spread(layers, 200)

    tell.everything()
    tell.everything()

    (mail,) = post.mailbox.mails
    assert mail["Subject"].startswith("spread: 197 of 200 hosts ok")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    for host, step in (("web007", "mount"), ("web070", "route"), ("web140", "restart")):
        assert f"{host} failed at {step}" in text
        assert f"{host} failed at {step}" in html
    assert f"https://noc.example.org/executions/{number}" in text
    assert "Last line:" in text


def test_a_mail_server_that_was_down_gets_it_once_when_it_is_back(layers: Layers, post: PostOffice) -> None:
    tell = telling(layers, post, post.certificate)
    run_spread(layers, 8)
    tell.everything()
    assert layers.person.get("/api/v1/notifications").json["items"][0]["status"] == "queued"
    for _ in range(4):
        tell.clock.ahead += timedelta(seconds=16)
        tell.everything()
    post.open()
    for _ in range(8):
        tell.clock.ahead += timedelta(minutes=2)
        tell.everything()

    assert len(post.mailbox.mails) == 1
    (told,) = layers.person.get("/api/v1/notifications").json["items"]
    assert told["status"] == "delivered"
    assert [one["succeeded"] for one in told["deliveries"]].count(True) == 1
    again = layers.person.post(f"/api/v1/notifications/{told['id']}/send-again")
    assert (again.status_code, again.json["status"]) == (202, "queued")
    tell.everything()
    assert len(post.mailbox.mails) == 2


def test_a_server_with_a_wrong_certificate_is_told_nothing(
    layers: Layers, post: PostOffice, tmp_path: Path
) -> None:
    other, _ = certificate(tmp_path / "other")
    post.open()
    tell = telling(layers, post, other)
    run_spread(layers, 8)

    tell.everything()

    assert post.mailbox.mails == []
    (told,) = layers.person.get("/api/v1/notifications").json["items"]
    assert told["status"] == "queued"
    assert "CERTIFICATE_VERIFY_FAILED" in told["reason"]


def test_no_name_of_anything_becomes_a_header(layers: Layers, post: PostOffice) -> None:
    post.open()
    tell = telling(layers, post, post.certificate)
    host = {
        "name": "=?utf-8?q?x=0d=0aBcc:_m=40example.org?=",
        "address": "192.0.2.1",
        "groups": ["many"],
        "host_keys": [],
        "vars": {"part": "disk"},
    }
    layers.person.post("/api/v1/hosts", json=host)
    run_spread(layers, 8)

    tell.everything()

    (mail,) = post.mailbox.mails
    assert mail["Bcc"] is None
    assert sorted({name.lower() for name in mail}) == [
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
    ]
