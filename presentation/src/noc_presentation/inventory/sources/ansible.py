"""Inventory plugins of Ansible's as sources of hosts: an executor node runs the one that its owner has written down."""

import re
from dataclasses import dataclass

from noc_presentation.configuration_file import BadOption, Options, refuse_unknown
from noc_presentation.errors import RefusedElsewhere, Unavailable
from noc_presentation.inventory.sources.source import Means

OPTIONS = {"executor_node", "source"}
SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


@dataclass(frozen=True, slots=True)
class AnsibleSource:
    """See `source.Source`; `source` is the name of a file of the executor node's, without its `.yml`."""

    executor_node: str
    source: str
    credential: str | None = None
    kind: str = "ansible"

    @property
    def place(self) -> str:
        """See `source.Source`."""
        return f"{self.source} of executor node {self.executor_node}"

    def pull(self, means: Means) -> str:
        """See `source.Source`."""
        try:
            return means.scheduler.inventory(self.executor_node, self.source)
        except RefusedElsewhere as error:
            raise Unavailable("source.unavailable", f"the source can't be asked: {error.detail}") from error


def source(options: Options) -> AnsibleSource:
    """A source of an executor node's with these options; raises BadOption."""
    refuse_unknown(options, OPTIONS)
    node, name = options.get("executor_node"), options.get("source")
    if not isinstance(node, str) or not node:
        raise BadOption("executor_node must be the name of one")
    if not isinstance(name, str) or not SOURCE.fullmatch(name):
        raise BadOption("source must be the name of a source there: a-z, 0-9, dot, dash and underscore")
    return AnsibleSource(node, name)
