"""The application: every noun's blueprint, named once, behind admission and with problems as answers."""

from flask import Flask

from noc_scheduler.api import (
    admission,
    docs,
    enrolment,
    events,
    executions,
    executor_nodes,
    flowcharts,
    health,
    heartbeats,
    hooks,
    host_locks,
    hosts,
    metrics,
    modules,
    operating,
    problems,
    questions,
    queues,
    reports,
    requests,
    schedules,
    strict,
    triggers,
    visits,
)
from noc_scheduler.api.current import EXTENSION
from noc_scheduler.api.openapi import CONFIGURATION, Api
from noc_scheduler.service.means import Means

BLUEPRINTS = (
    health.blueprint,
    metrics.blueprint,
    docs.blueprint,
    flowcharts.blueprint,
    executions.blueprint,
    hosts.blueprint,
    operating.blueprint,
    host_locks.blueprint,
    visits.blueprint,
    questions.blueprint,
    queues.blueprint,
    events.blueprint,
    schedules.blueprint,
    triggers.blueprint,
    hooks.blueprint,
    executor_nodes.blueprint,
    enrolment.blueprint,
    heartbeats.blueprint,
    reports.blueprint,
    modules.incoming,
    modules.blueprint,
)


def create_app(means: Means) -> Flask:
    """The WSGI application over these means; the caller closes them."""
    app = Flask("noc_scheduler", static_folder=None)
    app.config.update(CONFIGURATION)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions[EXTENSION] = means
    problems.install(app)
    requests.install(app)
    admission.install(app)
    strict.install(app)
    api = Api(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    return app
