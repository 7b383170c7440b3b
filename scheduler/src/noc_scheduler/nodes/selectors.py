"""What a host asks of the executor node that works on it: labels, and that it may serve one of the host's groups.

Read once, written in one way (the labels, then a line for each group), and matched.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

#: The host variable that holds them: `{site: lisbon, zone: dmz}`, or the text `site=lisbon,zone=dmz`.
VARIABLE = "noc_executor_node"
#: What is asked where nothing is said: any executor node will do.
ANY = ""
#: How the text of a selector begins that can't be read; no executor node has what it asks for.
UNREADABLE = "?"
MOST_LABELS = 8
MOST_TEXT = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,62}", re.ASCII)
_VALUE = re.compile(r"[^,=\x00-\x1f\x7f]{1,128}")


def selector_of(variables: Mapping[str, Any], groups: Iterable[str] = ()) -> str:
    """What a host with these variables and groups asks for, as canonical text: `site=lisbon,zone=dmz`, then its groups.

    One that can't be read is no error: it comes back as a text that matches nothing, so that only this host waits.
    """
    labels = _selector_in(variables)
    return labels if labels.startswith(UNREADABLE) else "\n".join([labels, *sorted(set(groups))])


def labels_in(selector: str) -> str:
    """The labels alone, as people write them."""
    return selector if selector.startswith(UNREADABLE) else selector.partition("\n")[0]


def groups_in(selector: str) -> tuple[str, ...]:
    """The groups of the host that asks."""
    return () if selector.startswith(UNREADABLE) else tuple(selector.split("\n")[1:])


def may_serve(selector: str, groups: Collection[str] | None) -> bool:
    """Whether an executor node that may serve these groups (None: all) may serve the host that asks."""
    return groups is None or any(group in groups for group in groups_in(selector))


def _selector_in(variables: Mapping[str, Any]) -> str:
    asked = variables.get(VARIABLE)
    if asked is None:
        return ANY
    labels = _labels(asked)
    text = None if labels is None else ",".join(f"{name}={labels[name]}" for name in sorted(labels))
    if text is None or len(text) > MOST_TEXT:
        return (UNREADABLE + str(asked))[:MOST_TEXT].replace("\x00", "")
    return text


def matches(selector: str, labels: Mapping[str, Any]) -> bool:
    """Whether these labels of an executor node hold all that the selector asks for."""
    if selector.startswith(UNREADABLE):
        return False
    wanted = (pair.partition("=") for pair in labels_in(selector).split(",") if pair)
    return all(labels.get(name) == value for name, _, value in wanted)


def _labels(asked: Any) -> dict[str, str] | None:
    if isinstance(asked, str):
        pairs = [pair.partition("=") for pair in asked.split(",") if pair.strip()]
        given: list[tuple[Any, Any]] = [(name.strip(), value.strip()) for name, _, value in pairs]
    elif isinstance(asked, Mapping):
        given = [(name, str(value) if type(value) is int else value) for name, value in asked.items()]
    else:
        return None
    sound = all(
        isinstance(name, str) and isinstance(value, str) and _NAME.fullmatch(name) and _VALUE.fullmatch(value)
        for name, value in given
    )
    twice = len({name for name, _ in given}) != len(given)
    return None if twice or not sound or len(given) > MOST_LABELS else dict(given)
