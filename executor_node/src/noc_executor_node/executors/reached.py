"""How a host is reached, as Ansible is told it: forced variables, and files of the attempt's private folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reached:
    """`variables` are given as extra variables, which beat every other place a variable can come from."""

    variables: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
