"""The application of a scheduler, and presentation's client to it, as the tests of the API know them."""

from tests.scheduler.api.conftest import api, order, presentation_key, wire

__all__ = ["api", "order", "presentation_key", "wire"]
