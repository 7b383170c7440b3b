"""The kinds of places that hosts are pulled from. A new kind is one module here and one line below."""

from collections.abc import Mapping

from noc_presentation.inventory.sources import ansible, netbox
from noc_presentation.inventory.sources.source import SourceKind

KINDS: Mapping[str, SourceKind] = {"netbox": netbox.source, "ansible": ansible.source}
