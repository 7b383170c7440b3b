"""What runs here are real processes, which have the machine's clock."""

from datetime import UTC, datetime

import pytest


class MachineClock:
    """Runs, and nobody moves it on."""

    def now(self) -> datetime:
        """What it says."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)  # as databases keep it


@pytest.fixture
def pass_time() -> MachineClock:
    return MachineClock()
