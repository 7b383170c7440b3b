"""What holds for every test: nothing is remembered from run to run, and failures are said where the output ends."""

import tempfile

import pytest
import structlog
from hypothesis import configuration, settings

from tests.databases import empty_presentation, empty_scheduler

__all__ = ["empty_presentation", "empty_scheduler"]

_FOLDER = tempfile.TemporaryDirectory(prefix="noc-hypothesis-")
configuration.set_hypothesis_home_dir(_FOLDER.name)
# The same examples in each run, so that nothing fails that a change has not broken; `make proof` looks for others.
settings.register_profile("house", database=None, deadline=None, derandomize=True)
settings.register_profile("searching", database=None, deadline=None)
settings.load_profile("house")

#: How much of a failure's own words is said again at the end.
WORDS_LINES = 12

# What is logged within a test's own process shows tracebacks as Python does: without local variables, and quickly.
*_others, _ = structlog.get_config()["processors"]
_plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*_others, _plain])


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The last that is read of a run: what failed, in its own words."""
    failed = [one for kind in ("failed", "error") for one in terminalreporter.stats.get(kind, [])]
    for report in failed:
        crash = getattr(report.longrepr, "reprcrash", None)
        said = str(crash.message if crash else report.longrepr).splitlines()
        terminalreporter.write_sep("-", report.nodeid)
        terminalreporter.write_line("\n".join(said[:WORDS_LINES]))
        if crash:
            terminalreporter.write_line(f"{crash.path}:{crash.lineno}")


def pytest_unconfigure() -> None:
    """Called at the end of each process of a run; those that run in parallel end without looking back."""
    _FOLDER.cleanup()
