"""The fleet, the crowd and the three layers that the tests of this folder share, started once."""

import os
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from demo import ports, processes
from demo.fleet import SEPARATION_FOLDER, Fleet
from demo.inventory import read_plans
from demo.layers import Layers, commands
from demo.operator import Operator
from demo.stack import Stack
from demo.stories import HostPlan
from demo.whole import INVENTORY, PLAYBOOKS

HERE = Path(__file__).parent
CROWD = tuple(HostPlan(f"host{number:02}") for number in range(1, 51))


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares the layers runs in one worker; the rest goes wherever there is room."""
    for item in items:
        if HERE in item.path.parents and "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("end_to_end"))


@pytest.fixture(scope="session", autouse=True)
def _separation_folder() -> None:
    """A fleet that made it would remove it, perhaps while another worker's server is about to start."""
    if os.geteuid() == 0:
        SEPARATION_FOLDER.mkdir(mode=0o755, exist_ok=True)


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """The demo's hosts, each with its story; a test that walks them resets them first."""
    with Fleet(tmp_path_factory.mktemp("fleet"), read_plans(INVENTORY)) as running:
        yield running
    assert processes.belonging_to(running.folder) == []
    assert not any(ports.answers(host.address, running.port) for host in running.hosts)


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Fifty hosts on which all is well."""
    with Fleet(tmp_path_factory.mktemp("crowd"), CROWD, network=2) as running:
        yield running
    assert processes.belonging_to(running.folder) == []


class Mailbox:
    """What a mail server on loopback received."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(BytesParser(EmailMessage, policy=default).parsebytes(content))
        return "250 OK"


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Controller]:
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=ports.free_port_on_all(["127.0.0.1"]))
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture(scope="session")
def mailbox(mail_server: Controller) -> Mailbox:
    return mail_server.handler


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory, fleet: Fleet, crowd: Fleet, mail_server: Controller
) -> Iterator[Stack]:
    """All three layers, two scheduler workers among them, knowing all hosts and the shipped procedures."""
    layers = Layers(tmp_path_factory.mktemp("layers"), *ports.free_ports((0, 0, 0)))
    mail = {
        "kind": "smtp",
        "host": "127.0.0.1",
        "port": mail_server.port,
        "from": "noc@example.org",
        "to": ["shift@example.org"],
        "security": "none",
    }
    channels: dict[str, Any] = {"oncall": {"kind": "log"}, "mail": mail}
    with Stack(layers, fleet.user, fleet.private_key, channels) as running:
        crowd.authorise(fleet.private_key.with_suffix(".pub"))
        running.supervisor.start("second-worker", commands()["worker"], layers.environment)
        running.authorise_node()
        running.noc("import", "inventory", str(fleet.write_inventory(INVENTORY)))
        running.noc("import", "inventory", str(crowd.write_flat_inventory("crowd")))
        running.noc("apply", "-f", str(PLAYBOOKS))
        yield running
    assert processes.belonging_to(layers.folder) == []
    assert not any(ports.answers("127.0.0.1", port) for port in layers.ports)


@pytest.fixture(scope="session")
def operator(stack: Stack) -> Operator:
    return stack.operator


@pytest.fixture(scope="session")
def every_minute(operator: Operator) -> dict[str, Any]:
    """A schedule that says hello every minute."""
    return operator.post(
        "/schedules",
        {
            "name": "every-minute",
            "trigger": {"kind": "cron", "expression": "* * * * *", "time_zone": "UTC"},
            "procedure": "hello",
            "target": {"groups": [], "hosts": ["edge2"]},
            "params": {},
        },
    )


@pytest.fixture(autouse=True)
def _the_minutes_pass_meanwhile(request: pytest.FixtureRequest) -> None:
    """The schedule begins with the first test that needs the layers: its own test need not wait long."""
    if "stack" in request.fixturenames:
        request.getfixturevalue("every_minute")


@pytest.fixture
def apply(stack: Stack, tmp_path: Path) -> Callable[[str], None]:
    """Applies a procedure given as text."""

    def apply_text(text: str) -> None:
        document = tmp_path / "procedure.yml"
        document.write_text(text)
        stack.noc("apply", "-f", str(document))

    return apply_text
