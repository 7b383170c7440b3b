"""Writing YAML for Ansible: what holds data carries `!unsafe`, and nothing is left to YAML's guesses about types.

Ansible reads a single text under `!unsafe` as if it had no quotes: "true" would become a boolean, "0644" a number.
The texts inside a map or list under `!unsafe` stay texts, so it is these that carry it.
"""

from typing import Any

import yaml

from noc_executor_node.executors.marking import Marked


class _Literal:
    """A map or list of nothing but data, its texts plain."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out; the same object twice is no anchor."""
        return True


def _literal(dumper: yaml.SafeDumper, literal: _Literal) -> yaml.Node:
    if isinstance(literal.value, dict):
        return dumper.represent_mapping("!unsafe", literal.value)
    return dumper.represent_sequence("!unsafe", literal.value)


def _plain(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Dumper.add_representer(_Literal, _literal)
_Dumper.add_representer(str, _plain)


def yaml_text(document: Any) -> str:
    """A document as ASCII YAML, all its texts in double quotes; a marked text must stand among data alone."""
    prepared = _prepared(document)
    return yaml.dump(prepared, Dumper=_Dumper, sort_keys=False, allow_unicode=False, width=1_000)


def _prepared(value: Any) -> Any:
    match value:
        case dict() | list() if value and _is_data(value):
            return _Literal(_unmarked(value))
        case dict():
            return {_unmarked(name): _prepared(inner) for name, inner in value.items()}
        case list():
            return [_prepared(inner) for inner in value]
        case Marked():
            raise ValueError("a marked text stands beside texts that are Ansible's to render")
        case _:
            return value


def _is_data(value: Any) -> bool:
    match value:
        case dict():
            return all(map(_is_data, value.values()))
        case list():
            return all(map(_is_data, value))
        case _:
            return isinstance(value, Marked) or not isinstance(value, str)


def _unmarked(value: Any) -> Any:
    match value:
        case str():
            return str(value)
        case dict():
            return {_unmarked(name): _unmarked(inner) for name, inner in value.items()}
        case list():
            return [_unmarked(inner) for inner in value]
        case _:
            return value
