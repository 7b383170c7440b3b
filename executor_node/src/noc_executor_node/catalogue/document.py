"""From what `ansible-doc` tells of all modules to the catalogue document that the scheduler is sent; pure."""

import json
from collections.abc import Mapping
from typing import Any

from noc_executor_node.errors import NotRun
from noc_executor_node.executors import controller_side
from noc_executor_node.executors.device_modules import is_for_devices

FORM = 1
#: Their action plugins hand whatever they are given on to another module.
OPEN = frozenset(["ansible.builtin.package", "ansible.builtin.service", "ansible.builtin.gather_facts"])
MOST_TEXT = 300
MOST_DEPTH = 8


def catalogue_text(dump: Mapping[str, Any], ansible_core: str, collections: Mapping[str, str]) -> str:
    """The catalogue as JSON; the same modules give the same text, and so the same hash."""
    modules = dump.get("all", {}).get("module", {})
    document = {
        "form": FORM,
        "ansible_core": ansible_core,
        "collections": dict(collections),
        "modules": {
            name: _module(name, told) for name, told in modules.items() if isinstance(told.get("doc"), dict)
        },
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _module(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    doc = told["doc"]
    attributes = doc.get("attributes") or {}
    return {
        "title": _text(doc.get("short_description")),
        "description": _lines(doc.get("description"))[:3],
        "options": _options(doc.get("options"), MOST_DEPTH),
        "returns": _returns(told.get("return")),
        "check_mode": _support(attributes, "check_mode"),
        "diff_mode": _support(attributes, "diff_mode"),
        "open": name in OPEN,
        "refused": _refusal(name, bool(doc.get("has_action"))),
    }


def _options(options: Any, depth: int) -> dict[str, Any]:
    if not isinstance(options, Mapping) or depth == 0:
        return {}
    return {str(name): _option(option, depth) for name, option in options.items()}


def _option(option: Mapping[str, Any], depth: int) -> dict[str, Any]:
    choices = option.get("choices") or ()
    below = _options(option.get("suboptions"), depth - 1)
    members = {
        "type": option.get("type") or "raw",
        "required": True if option.get("required") is True else None,
        "elements": option.get("elements"),
        "choices": list(choices) or None,
        "aliases": [str(alias) for alias in option.get("aliases") or ()] or None,
        "default": option.get("default"),
        "description": _lines(option.get("description"))[:2] or None,
        "suboptions": below or None,
    }
    return {name: value for name, value in members.items() if value is not None}


def _returns(returns: Any) -> dict[str, Any]:
    if not isinstance(returns, Mapping):
        return {}
    return {
        str(name): {
            "type": str(told.get("type") or "raw"),
            "description": _lines(told.get("description"))[:1],
            "returned": _text(told.get("returned")),
        }
        for name, told in returns.items()
        if isinstance(told, Mapping)
    }


def _support(attributes: Mapping[str, Any], name: str) -> str | None:
    told = attributes.get(name)
    return _text(told.get("support")) if isinstance(told, Mapping) else None


def _refusal(name: str, has_action: bool) -> str | None:
    """Why an executor node doesn't run it, whatever its arguments; None where it does."""
    try:
        if name.startswith(controller_side.BUILTIN):
            controller_side.refuse_builtin(name, {})
        elif has_action and not is_for_devices(name):
            controller_side.refuse_node_side(name, (name,))
    except NotRun as error:
        return str(error).partition(": ")[2]
    return None


def _lines(told: Any) -> list[str]:
    lines = told if isinstance(told, list) else [told] if told else []
    return [_text(line) or "" for line in lines]


def _text(told: Any) -> str | None:
    if told is None:
        return None
    text = str(told)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"
