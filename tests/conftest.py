"""What holds for every test: hypothesis, too, writes into a temporary folder and remembers nothing."""

import tempfile

from hypothesis import configuration, settings

_FOLDER = tempfile.TemporaryDirectory(prefix="noc-hypothesis-")  # removed when the process ends
configuration.set_hypothesis_home_dir(_FOLDER.name)
settings.register_profile("house", database=None, deadline=None)
settings.load_profile("house")
