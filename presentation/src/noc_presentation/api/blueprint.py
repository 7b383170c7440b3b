"""The blueprint every noun of this API is declared on: flask-smorest's, reading strictly, with a guard."""

import flask_smorest

from noc_presentation.api.guards import Guard, person
from noc_presentation.api.strict import StrictParser

MIB = 1024 * 1024


class Blueprint(flask_smorest.Blueprint):
    """A group of routes about one noun: who may come in, and how many bytes a body may have.

    `any_query`: what follows the `?` is no business of ours, such as in addresses of screens.
    """

    ARGUMENTS_PARSER = StrictParser()

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        description: str,
        url_prefix: str = "/api/v1",
        guard: Guard = person,
        most_bytes: int = MIB,
        any_query: bool = False,
    ) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix, description=description)
        self.guard = guard
        self.most_bytes = most_bytes
        self.any_query = any_query
