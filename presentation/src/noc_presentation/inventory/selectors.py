"""`noc_executor_node`: the labels that the executor node working on a host must have."""

import re
from collections.abc import Mapping

from noc_presentation.errors import Invalid

MOST_LABELS = 8
MOST_TEXT = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,62}", re.ASCII)
_VALUE = re.compile(r"[^,=\x00-\x1f\x7f]{1,128}")
_FORM = "write labels such as {site: lisbon, zone: dmz}, or the text site=lisbon,zone=dmz"


def check_selector(value: object) -> None:
    """Raises Invalid `selector.invalid` unless `value` names labels, each once; the scheduler reads it alike."""
    if isinstance(value, str):
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        labels: list[tuple[object, object]] = [(name.strip(), text.strip()) for name, _, text in pairs]
    elif isinstance(value, Mapping):
        labels = [(name, str(text) if type(text) is int else text) for name, text in value.items()]
    else:
        raise Invalid("selector.invalid", f"no labels of an executor node; {_FORM}")
    for name, text in labels:
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise Invalid("selector.invalid", f"{str(name)[:80]!r} is no name of a label; {_FORM}")
        if not (isinstance(text, str) and _VALUE.fullmatch(text)):
            raise Invalid("selector.invalid", f"{str(text)[:80]!r} is no value of the label {name}; {_FORM}")
    size = sum(len(f"{name}={text},") for name, text in labels)
    if len({name for name, _ in labels}) != len(labels) or len(labels) > MOST_LABELS or size > MOST_TEXT + 1:
        raise Invalid(
            "selector.invalid", f"at most {MOST_LABELS} labels, each once and not too long; {_FORM}"
        )
