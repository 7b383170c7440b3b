"""The application of a scheduler, and presentation's client to it, as the tests of the API know them."""

from datetime import UTC, datetime

import pytest

from tests.scheduler.api.conftest import api, order, presentation_key, wire

__all__ = ["api", "order", "presentation_key", "wire"]


@pytest.fixture
def begin() -> datetime:
    """A receiver is a process of its own and stamps with the machine's clock what it hands on."""
    return datetime.now(UTC)
