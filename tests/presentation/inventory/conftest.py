"""What the stories of the inventory stand on: a person's client, the scheduler's, and host keys."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient

from noc_presentation.resources import Resources


@pytest.fixture
def resources(house: Any) -> Resources:
    """What the layer under test stands on."""
    return house.resources


@pytest.fixture
def client(house: Any) -> FlaskClient:
    """A person's way in."""
    return house.person


@pytest.fixture
def scheduler(house: Any) -> Iterator[httpx.Client]:
    """The paired scheduler, signing with its own key."""
    with house.signed() as signing:
        yield signing


@pytest.fixture
def new_host_key() -> Callable[[], str]:
    """Makes public key lines as a host would show them."""

    def make() -> str:
        public = Ed25519PrivateKey.generate().public_key()
        return public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

    return make
