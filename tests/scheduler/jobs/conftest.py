"""What runs here are real processes, which have the machine's clock."""

from datetime import UTC, datetime

import pytest

from tests.scheduler.conftest import StandingClock


class MachineClock(StandingClock):
    """Runs, and nobody moves it on."""

    def __init__(self) -> None:
        pass

    def now(self) -> datetime:
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)  # as databases keep it

    def __call__(self, seconds: float) -> None:
        raise NotImplementedError


@pytest.fixture
def pass_time() -> MachineClock:
    return MachineClock()
