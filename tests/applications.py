"""The layers' applications for tests: built once in each process, for building one takes longer than most tests."""

from copy import copy
from functools import cache
from typing import Any

from flask import Flask

import noc_presentation.api.app
import noc_presentation.api.current
import noc_scheduler.api.app
import noc_scheduler.api.current
from noc_presentation.resources import Resources
from noc_scheduler.service.means import Means

NOTHING: Any = None


def presentation(resources: Resources) -> Flask:
    """Presentation over these resources."""
    return _over(_presentation(), noc_presentation.api.current.EXTENSION, resources)


def scheduler(means: Means) -> Flask:
    """A scheduler over these means."""
    return _over(_scheduler(), noc_scheduler.api.current.EXTENSION, means)


@cache
def _presentation() -> Flask:
    return noc_presentation.api.app.create_app(NOTHING)


@cache
def _scheduler() -> Flask:
    return noc_scheduler.api.app.create_app(NOTHING)


def _over(built: Flask, extension: str, means: Resources | Means) -> Flask:
    """The same routes over other means; whatever they need they look up in their application's extensions."""
    app = copy(built)
    app.extensions = {**built.extensions, extension: means}
    return app
