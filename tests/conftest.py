"""What holds for every test: hypothesis, too, writes into a temporary folder and remembers nothing."""

import tempfile

from hypothesis import configuration, settings

_FOLDER = tempfile.TemporaryDirectory(prefix="noc-hypothesis-")
configuration.set_hypothesis_home_dir(_FOLDER.name)
settings.register_profile("house", database=None, deadline=None)
settings.load_profile("house")


def pytest_unconfigure() -> None:
    """Called at the end of each process of a run; those that run in parallel end without looking back."""
    _FOLDER.cleanup()
