"""A host as one request describes it, judged field by field; everything wrong with it is said at once."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from noc_presentation.errors import Complaint, Invalid
from noc_presentation.inventory.addresses import address, port
from noc_presentation.inventory.host_keys import host_keys
from noc_presentation.inventory.limits import MAX_VARIABLES_PER_HOST
from noc_presentation.inventory.model import Host
from noc_presentation.inventory.names import group_name, host_name, shown, user
from noc_presentation.inventory.variables import FIELDS, check_name, check_variable, tags

Value = TypeVar("Value")


def described_host(document: Mapping[str, Any]) -> Host:
    """The host; `document` has a name and may have address, port, user, groups, tags, vars and host_keys.

    Without an address the name is the address. Raises Invalid with one complaint for each thing wrong.
    """
    judge = _Judge()
    name = judge.read("/name", host_name, document["name"])
    where = document.get("address")
    host = Host(
        name=name or "",
        address=judge.read("/address", address, document["name"] if where is None else where) or "",
        port=judge.maybe("/port", port, document.get("port")),
        user=judge.maybe("/user", user, document.get("user")),
        groups=tuple(
            sorted(
                {
                    judge.read(f"/groups/{place}", group_name, given) or ""
                    for place, given in enumerate(document.get("groups", ()))
                }
            )
        ),
        tags=judge.read("/tags", tags, document.get("tags", [])) or (),
        vars=_variables(judge, document.get("vars", {})),
        host_keys=judge.read("/host_keys", host_keys, document.get("host_keys", [])) or (),
    )
    judge.raise_if_any()
    return host


def _variables(judge: "_Judge", given: Mapping[str, Any]) -> dict[str, Any]:
    if len(given) > MAX_VARIABLES_PER_HOST:
        judge.complain(
            Complaint("/vars", "var.too_many", f"{len(given)} variables, more than {MAX_VARIABLES_PER_HOST}")
        )
    for name, value in given.items():
        pointer = "/vars/" + name.replace("~", "~0").replace("/", "~1")
        if name in FIELDS:
            words = f"{shown(name)} is the field {FIELDS[name][0]} of a host"
            judge.complain(Complaint(pointer, "var.is_field", words))
        elif judge.passes(pointer, check_name, name):
            judge.passes(pointer, partial(check_variable, name), value)
    return dict(given)


class _Judge:
    """Asks the judging functions and keeps what they refuse."""

    def __init__(self) -> None:
        self._complaints: list[Complaint] = []

    def read(self, path: str, judging: Callable[[Any], Value], given: object) -> Value | None:
        try:
            return judging(given)
        except Invalid as reason:
            self.complain(Complaint(path, reason.code, reason.detail))
            return None

    def maybe(self, path: str, judging: Callable[[Any], Value], given: object) -> Value | None:
        return None if given is None else self.read(path, judging, given)

    def passes(self, path: str, judging: Callable[[Any], None], given: object) -> bool:
        before = len(self._complaints)
        self.read(path, judging, given)
        return len(self._complaints) == before

    def complain(self, complaint: Complaint) -> None:
        self._complaints.append(complaint)

    def raise_if_any(self) -> None:
        codes = {complaint.code for complaint in self._complaints}
        if codes:
            code = codes.pop() if len(codes) == 1 else "inventory.invalid"
            details = {complaint.message for complaint in self._complaints}
            detail = details.pop() if len(details) == 1 else "the host is not valid; see errors"
            raise Invalid(code, detail, self._complaints)
