"""What the attacks are tried on: a presentation layer alone, and both servers paired."""

from tests.contract.test_presentation_and_scheduler import layers  # noqa: F401 - a fixture
from tests.presentation.conftest import house  # noqa: F401 - a fixture
