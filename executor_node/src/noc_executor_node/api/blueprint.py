"""The blueprint every noun of this API is declared on: flask-smorest's, reading strictly."""

import flask_smorest

from noc_executor_node.api.strict import StrictParser


class Blueprint(flask_smorest.Blueprint):
    """A group of routes about one noun."""

    ARGUMENTS_PARSER = StrictParser()
