"""The Flask application of this layer, made whole in one place."""

from flask import Flask

from noc_executor_node.api import (
    attempts,
    authentication,
    docs,
    health,
    inventory_sources,
    metrics,
    problems,
    requests,
    strict,
)
from noc_executor_node.api.openapi import CONFIGURATION, Api
from noc_executor_node.api.parts import NAME, Parts
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import Journal
from noc_executor_node.settings import Settings

MOST_BYTES = 32 * 2**20


def create_app(settings: Settings, journal: Journal, doorbell: Doorbell) -> Flask:
    """The application; all but health, version and documentation needs the paired scheduler's signature."""
    app = Flask("noc_executor_node", static_folder=None)
    app.config.update(CONFIGURATION, MAX_CONTENT_LENGTH=MOST_BYTES)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions[NAME] = Parts(settings, journal, doorbell)
    problems.install(app)
    requests.install(app)
    authentication.install(app, settings, journal)
    strict.install(app)
    api = Api(app)
    for blueprint in (health.blueprint, metrics.blueprint, attempts.blueprint, inventory_sources.blueprint):
        api.register_blueprint(blueprint)
    app.register_blueprint(docs.blueprint)
    return app
