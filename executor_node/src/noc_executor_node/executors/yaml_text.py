"""Writing YAML for Ansible: marked texts carry `!unsafe`, and nothing is left to YAML's guesses about types."""

from typing import Any

import yaml

from noc_executor_node.executors.marking import Marked


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out; the same object twice is no anchor."""
        return True


def _marked(dumper: yaml.SafeDumper, text: Marked) -> yaml.ScalarNode:
    return dumper.represent_scalar("!unsafe", str(text), style='"')


def _plain(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Dumper.add_representer(Marked, _marked)
_Dumper.add_representer(str, _plain)


def yaml_text(document: Any) -> str:
    """A document as ASCII YAML, all its texts in double quotes."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=False, width=1_000)
