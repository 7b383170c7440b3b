"""The application: every noun's blueprint, named once, behind admission and with problems as answers."""

from flask import Flask

from noc_presentation.api import (
    admission,
    answer_page,
    audit,
    auditing,
    channels,
    compact_matrix,
    credentials,
    destinations,
    documentation,
    documents,
    events,
    executions,
    executor_nodes,
    groups,
    health,
    host_keys,
    host_locks,
    hosts,
    identities,
    introductions,
    inventory,
    metrics,
    modules,
    node_kinds,
    notifications,
    observations,
    oidc,
    operating,
    output,
    previews,
    probes,
    problems,
    procedures,
    questions,
    queues,
    reachability,
    requests,
    roles,
    schedules,
    screens,
    sealing,
    second_factor,
    session,
    sessions,
    sources,
    streams,
    targets,
    tokens,
    triggers,
    users,
    versions,
)
from noc_presentation.api.current import EXTENSION
from noc_presentation.api.fields import Instant
from noc_presentation.api.openapi import CONFIGURATION, Api
from noc_presentation.resources import Resources

BLUEPRINTS = (
    health.blueprint,
    metrics.blueprint,
    documentation.blueprint,
    session.incoming,
    session.blueprint,
    sessions.blueprint,
    second_factor.blueprint,
    oidc.blueprint,
    identities.blueprint,
    users.blueprint,
    roles.blueprint,
    tokens.blueprint,
    node_kinds.blueprint,
    modules.blueprint,
    procedures.blueprint,
    versions.blueprint,
    executions.blueprint,
    previews.blueprint,
    compact_matrix.blueprint,
    operating.blueprint,
    questions.blueprint,
    reachability.blueprint,
    answer_page.blueprint,
    queues.blueprint,
    events.blueprint,
    streams.blueprint,
    output.blueprint,
    schedules.blueprint,
    triggers.blueprint,
    executor_nodes.blueprint,
    introductions.incoming,
    introductions.blueprint,
    notifications.incoming,
    observations.incoming,
    notifications.blueprint,
    channels.blueprint,
    destinations.blueprint,
    hosts.blueprint,
    host_keys.blueprint,
    probes.blueprint,
    host_locks.blueprint,
    groups.blueprint,
    inventory.blueprint,
    sources.blueprint,
    documents.blueprint,
    targets.blueprint,
    credentials.blueprint,
    sealing.blueprint,
    audit.blueprint,
)


def create_app(resources: Resources) -> Flask:
    """The WSGI application over these resources; the caller closes them."""
    app = Flask(__name__, static_folder=None)
    app.config.update(CONFIGURATION)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.extensions[EXTENSION] = resources
    problems.install(app)
    requests.install(app)
    admission.install(app)
    auditing.install(app)
    api = Api(app)
    api.register_field(Instant, "string", "date-time")
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    screens.install(app.url_map)
    app.register_blueprint(screens.blueprint)  # pages for people are no part of the API's description
    return app
