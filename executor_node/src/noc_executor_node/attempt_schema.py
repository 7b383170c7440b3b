"""The schema of ATTEMPT documents as the scheduler sends them."""

from typing import Any

import marshmallow as ma

from noc_executor_node import targets
from noc_executor_node.api import fields
from noc_executor_node.errors import Invalid
from noc_executor_node.segments import Branch, is_readable, read_tree, texts_in
from noc_executor_node.vocabulary import Purpose, Work

ID = fields.length(1, 128)
DAY_MS = 86_400_000
ARGUMENT = fields.Matches(
    r"(?:[A-Za-z][A-Za-z0-9_.-]{0,127}|_raw_params)", "argument.name_invalid|{input} is no argument's name"
)
MODULE = fields.Matches(
    r"[a-z0-9_]+(\.[a-z0-9_]+)+", "module.name_invalid|write it in full, as in ansible.builtin.command"
)


PLAYBOOK = fields.Matches(r"[a-z0-9][a-z0-9_-]{0,62}", "playbook.name_invalid|{input} is no playbook's name")
ENDPOINT = fields.Matches(r"[a-z0-9][a-z0-9._-]{0,62}", "endpoint.name_invalid|{input} is no endpoint's name")
PROBE = fields.Matches(r"ssh", "probe.unknown|hosts are probed by ssh")


NAMES = {Work.MODULE: MODULE, Work.PLAYBOOK: PLAYBOOK, Work.REQUEST: ENDPOINT, Work.PROBE: PROBE}


class Arguments(fields.Object):
    """The TREE of a task's arguments; its root is an object whose keys are argument names."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            tree = read_tree(value)
        except Invalid as error:
            first = error.errors[0]
            raise ma.ValidationError(f"{first.code}|{first.message} at {first.path}") from error
        if not isinstance(tree, Branch):
            raise ma.ValidationError("segments.invalid|the arguments must be an object of names")
        for name in tree.entries:
            ARGUMENT(name)
        return tree


def _address(text: str) -> None:
    if fault := targets.address_fault(text):
        raise ma.ValidationError(f"host.address_invalid|{fault}")


def _variables(variables: dict[str, Any]) -> None:
    for name in variables:
        if fault := targets.variable_fault(name):
            raise ma.ValidationError(f"host.variable_refused|{name[:128]}: {fault}")
    if not all(map(is_readable, texts_in(variables))):
        raise ma.ValidationError("text.invalid|a text holds a NUL or half a surrogate pair")


def _group(name: str) -> None:
    if not name.isprintable():
        raise ma.ValidationError("host.group_invalid|a group's name is not printable")


class HostSchema(fields.Schema):
    """The host of an attempt."""

    name = fields.String(
        required=True,
        validate=fields.Matches(targets.INVENTORY_NAME, "host.name_invalid|is no name of a host"),
    )
    address = fields.String(required=True, validate=_address)
    port = fields.Integer(load_default=None, allow_none=True, validate=fields.between(1, 65535))
    user = fields.String(
        load_default=None,
        allow_none=True,
        validate=fields.Matches(targets.USER, "host.user_invalid|is no name of a user"),
    )
    groups = fields.List(fields.String(validate=[fields.length(1, 128), _group]), load_default=list)
    vars = fields.Object(load_default=dict, validate=_variables)
    host_keys = fields.List(
        fields.String(validate=fields.Matches(targets.HOST_KEY, "host.key_invalid|is no OpenSSH public key")),
        load_default=list,
        validate=fields.length(0, 20),
    )


class NamedSchema(fields.Schema):
    """A credential in a box, by name; its version tells warm connections apart."""

    name = fields.String(required=True, validate=fields.length(1, 128))
    kind = fields.String(required=True, validate=fields.length(1, 32))
    use = fields.String(required=True, validate=fields.length(1, 16))
    version = fields.Integer(required=True, validate=fields.between(1, 2**31))


class SealedSchema(fields.Schema):
    """The credentials of the host, sealed to this executor node's key for this attempt."""

    box = fields.String(required=True, validate=fields.length(1, 262_144))
    expires_at = fields.String(required=True, validate=fields.length(1, 64))
    credentials = fields.List(fields.Nested(NamedSchema), required=True, validate=fields.length(1, 16))


class AttemptSchema(fields.Schema):
    """One attempt to be carried out."""

    id = fields.String(required=True, validate=fields.Matches(r"[A-Za-z0-9-]{1,64}", "id.invalid|is no id"))
    lease = fields.Integer(required=True, validate=fields.between(1, 2**53))
    number = fields.Integer(required=True, validate=fields.between(1, 2**31))
    execution = fields.String(required=True, validate=ID)
    host_run = fields.String(required=True, validate=ID)
    visit = fields.Integer(required=True, validate=fields.between(0, 2**53))
    node = fields.String(required=True, validate=ID)
    purpose = fields.String(required=True, validate=fields.one_of(*Purpose))
    work = fields.String(load_default=Work.MODULE.value, validate=fields.one_of(*Work))
    module = fields.String(required=True, validate=fields.length(1, 255))
    arguments = Arguments(required=True)
    template = fields.Boolean(load_default=False)
    timeout_ms = fields.Integer(required=True, validate=fields.between(1, 7 * DAY_MS))
    queue_timeout_ms = fields.Integer(
        load_default=None, allow_none=True, validate=fields.between(1, 30 * DAY_MS)
    )
    become = fields.Boolean(load_default=False)
    check_mode = fields.Boolean(load_default=False)
    diff = fields.Boolean(load_default=False)
    no_log = fields.Boolean(load_default=False)
    host = fields.Nested(HostSchema, required=True, allow_none=True)
    sealed = fields.Nested(SealedSchema, load_default=None, allow_none=True)
    issued_at = fields.Instant(required=True)

    @ma.validates_schema
    def names_its_work(self, data: dict[str, Any], **_: Any) -> None:
        """What is named is a module in full, a playbook, an endpoint, or how to probe."""
        try:
            NAMES[Work(data["work"])](data["module"])
        except ma.ValidationError as error:
            raise ma.ValidationError(error.messages, field_name="module") from error

    @ma.validates_schema
    def has_a_host(self, data: dict[str, Any], **_: Any) -> None:
        """Only a request can do without one."""
        if data["host"] is None and data["work"] != Work.REQUEST:
            raise ma.ValidationError("host.needed|only a request is made for no host", field_name="host")
