"""What the stories of the inventory stand on: a fresh database behind the real application, and host keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient

from noc_presentation.actors import SETUP
from noc_presentation.api.app import create_app
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.instants import now
from noc_presentation.keys import public_text
from noc_presentation.resources import Resources
from noc_presentation.service import peers, tokens
from noc_presentation.signatures import RequestSigner
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import migrate


@pytest.fixture
def resources(tmp_path: Path) -> Iterator[Resources]:
    """A migrated database of its own; the scheduler is never asked in these stories."""
    database = Database(f"sqlite:///{tmp_path / 'presentation.sqlite'}")
    migrate(database)
    signer = RequestSigner("presentation", Ed25519PrivateKey.generate())
    silent = httpx.MockTransport(lambda request: httpx.Response(500))
    made = Resources(database, Scheduler(lambda: "http://scheduler.example", signer, transport=silent))
    yield made
    made.close()


@pytest.fixture
def client(resources: Resources) -> FlaskClient:
    """A person's way in, with a token in every request."""
    made = create_app(resources).test_client()
    with resources.database.writing() as session:
        token = tokens.create(session, "tester", None, SETUP, now()).text
    made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return made


@pytest.fixture
def scheduler(resources: Resources) -> Iterator[httpx.Client]:
    """The paired scheduler, signing with its own key."""
    key = Ed25519PrivateKey.generate()
    with resources.database.writing() as session:
        peers.pair(session, "scheduler", "http://scheduler.example", public_text(key), now())
    transport = httpx.WSGITransport(app=create_app(resources))
    signer = RequestSigner("scheduler", key)
    with httpx.Client(transport=transport, base_url="http://presentation.example", auth=signer) as made:
        yield made


@pytest.fixture
def new_host_key() -> Callable[[], str]:
    """Makes public key lines as a host would show them."""

    def make() -> str:
        public = Ed25519PrivateKey.generate().public_key()
        return public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

    return make
