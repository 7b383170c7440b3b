"""A module catalogue: what the executor nodes of one kind say their Ansible modules take and return."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from noc_scheduler.flowchart.errors import CatalogueUnreadable

FORM = 1
BUILTIN = "ansible.builtin"
MOST_DEPTH = 12


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """One option of a module; `type` and `elements` are Ansible's words for types, `raw` where it has none."""

    type: str = "raw"
    required: bool = False
    elements: str = "raw"
    choices: tuple[Any, ...] = ()
    aliases: tuple[str, ...] = ()
    suboptions: Mapping[str, "OptionSpec"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModuleSpec:
    """One module. `open`: it hands options on that it doesn't list. `refused`: why executor nodes don't run it."""

    name: str
    options: Mapping[str, OptionSpec]
    open: bool
    refused: str | None
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every module that executor nodes with this catalogue have, by its full name."""

    ansible_core: str
    modules: Mapping[str, ModuleSpec]

    def find(self, name: str) -> ModuleSpec | None:
        """The module of a full name, or of a short one that stands for one of Ansible's own."""
        return self.modules.get(full_name(name))

    def near(self, name: str) -> Iterator[str]:
        """Modules of other collections with the same last word, then those of the same with nearly the same."""
        collection, _, last = full_name(name).rpartition(".")
        yield from (known for known in sorted(self.modules) if known.rpartition(".")[2] == last)
        siblings = (known.rpartition(".") for known in self.modules)
        words = [word for beside, _, word in siblings if beside == collection]
        yield from (f"{collection}.{word}" for word in difflib.get_close_matches(last, words, cutoff=0.75))


def full_name(name: str) -> str:
    """The name with its collection: one without is Ansible's own."""
    return name if "." in name or not name else f"{BUILTIN}.{name}"


def read_catalogue(text: str | bytes) -> Catalogue:
    """The catalogue in a JSON text as an executor node publishes it. Raises CatalogueUnreadable."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CatalogueUnreadable("it is no JSON") from error
    if _member(document, "form", int) != FORM:
        raise CatalogueUnreadable(f"it has another form than {FORM}")
    modules = _member(document, "modules", dict)
    return Catalogue(
        _member(document, "ansible_core", str),
        {name: _module(name, module) for name, module in modules.items()},
    )


def _module(name: str, document: Any) -> ModuleSpec:
    options = {key: _option(option, 1) for key, option in _member(document, "options", dict).items()}
    refused = document.get("refused")
    return ModuleSpec(
        name, options, document.get("open") is True, refused if isinstance(refused, str) else None, document
    )


def _option(document: Any, depth: int) -> OptionSpec:
    if depth > MOST_DEPTH:
        raise CatalogueUnreadable("its options are nested too deep")
    below = _member(document, "suboptions", dict, {})
    return OptionSpec(
        type=_member(document, "type", str, "raw"),
        required=_member(document, "required", bool, False),
        elements=_member(document, "elements", str, "raw"),
        choices=tuple(_member(document, "choices", list, [])),
        aliases=tuple(str(alias) for alias in _member(document, "aliases", list, [])),
        suboptions={name: _option(option, depth + 1) for name, option in below.items()},
    )


def _member(document: Any, name: str, kind: type, otherwise: Any = None) -> Any:
    if not isinstance(document, dict):
        raise CatalogueUnreadable("it has something else where an object should be")
    value = document.get(name, otherwise)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise CatalogueUnreadable(f"its '{name}' is no {kind.__name__}")
    return value
