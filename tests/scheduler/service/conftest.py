"""After every test of the service its books must be in order."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from noc_scheduler.service.upkeep.verify import verify

#: Tests let time pass without doing what is due then.
FOR_EVER = timedelta(days=10_000)


@pytest.fixture(autouse=True)
def books_in_order(request: pytest.FixtureRequest) -> Iterator[None]:
    """Verify the world's database once the test is over, unless the test has tampered with it."""
    world = request.getfixturevalue("world") if "world" in request.fixturenames else None
    yield
    if world is not None and not world.tampered:
        looked = verify(world.means.database, None, FOR_EVER)
        assert [str(finding) for look in looked for finding in look.findings] == []
