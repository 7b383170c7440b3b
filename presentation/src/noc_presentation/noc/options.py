"""Options that several commands share: whom something is for, with which parameters, and how to print it."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import click

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood

Command = TypeVar("Command", bound=Callable[..., Any])
JSON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}
TRUTH = {"true": True, "false": False}


def target_options(command: Command) -> Command:
    """`--group` and `--host`, both as often as wanted, or `--without-hosts`."""
    group = click.option(
        "--group", "-g", "groups", multiple=True, help="A group; may be given several times."
    )
    host = click.option("--host", "hosts", multiple=True, help="A host; may be given several times.")
    without = click.option(
        "--without-hosts", is_flag=True, help="Walk it once, for no host; no step may need one."
    )
    return group(host(without(command)))


def procedure_options(command: Command) -> Command:
    """`--param` and `--version`."""
    param = click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="A parameter.")
    version = click.option("--version", type=click.IntRange(1), help="A version (the newest published one).")
    return param(version(command))


def priority_option(command: Command) -> Command:
    """`--priority`."""
    option = click.option(
        "--priority", type=click.IntRange(0, 5), help="How urgent, from 0 to 5, the most urgent (2)."
    )
    return option(command)


def dry_run_options(command: Command) -> Command:
    """`--check` and `--diff`."""
    check = click.option(
        "--check",
        is_flag=True,
        help="A dry run: steps only say what they would change; nobody is told or asked.",
    )
    diff = click.option("--diff", is_flag=True, help="Steps say line by line what they change.")
    return check(diff(command))


def dry_run(check: bool, diff: bool) -> Document:
    """What `dry_run_options` say, for the API."""
    return {**({"check_mode": True} if check else {}), **({"diff": True} if diff else {})}


def target(groups: tuple[str, ...], hosts: tuple[str, ...], without_hosts: bool) -> Document:
    """The target for the API; raises NotUnderstood when nobody is named, which is never everybody."""
    if without_hosts and not groups and not hosts:
        return {"without_hosts": True}
    if without_hosts or not (groups or hosts):
        raise NotUnderstood(
            "say for whom: --group NAME or --host NAME, as often as you like, or --without-hosts"
        )
    return {"groups": list(groups), "hosts": list(hosts)}


def order(client: Client, procedure: str, version: int | None, params: tuple[str, ...]) -> Document:
    """Procedure, version and typed parameters for the API.

    The values are read as the types which that version declares. Without parameters nothing is asked for.
    """
    wanted: Document = {"procedure": procedure, "params": {}}
    if version is not None:
        wanted["version"] = version
    if params:
        number = version or client.get("procedures", procedure)["version"]
        if not number:
            raise NotUnderstood(f"{procedure} has no published version; publish it with `noc apply`")
        declared = client.get("procedures", procedure, "versions", str(number))["parameters"]
        wanted |= {"version": number, "params": typed(params, declared)}
    return wanted


def typed(given: tuple[str, ...], declared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """`NAME=VALUE` texts as values of the declared types; raises NotUnderstood with all that don't fit.

    Texts are taken as they stand, numbers in JSON's form, booleans as true or false, arrays and objects as
    JSON.
    """
    values: dict[str, Any] = {}
    wrong = []
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            wrong.append(f"{text!r}: write NAME=VALUE")
        elif name not in declared:
            known = ", ".join(declared) or "none"
            wrong.append(f"{name}: there is no such parameter; there are: {known} (param.unknown)")
        elif name in values:
            wrong.append(f"{name}: given twice")
        else:
            try:
                values[name] = _value(value, declared[name]["type"])
            except (ValueError, RecursionError):
                wrong.append(f"{name}: {value!r} is no {declared[name]['type']} (param.type)")
    if wrong:
        raise NotUnderstood("the parameters are not right", tuple(wrong))
    return values


def _value(text: str, kind: str) -> Any:
    if kind == "string":
        return text
    if kind == "boolean":
        if text not in TRUTH:
            raise ValueError(text)
        return TRUTH[text]
    value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    if isinstance(value, bool) or not isinstance(value, JSON_TYPES[kind]):
        raise ValueError(text)
    return value


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)
