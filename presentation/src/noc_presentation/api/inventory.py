"""The whole inventory over REST: import in Ansible's formats, export in Ansible's."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify

from noc_presentation.api import current
from noc_presentation.api.blueprint import MIB, Blueprint
from noc_presentation.api.fields import (
    Any_,
    Boolean,
    Integer,
    List,
    Nested,
    Object,
    Schema,
    String,
    length,
    one_of,
)
from noc_presentation.api.passed_on import PassedOn
from noc_presentation.inventory import imports, nesting, preview
from noc_presentation.inventory.ansible_list import as_ansible_list
from noc_presentation.inventory.formats import AUTO, FORMATS, READERS
from noc_presentation.inventory.imports import Document, Imported
from noc_presentation.inventory.rows import hosts_where

blueprint = Blueprint(
    "inventory", __name__, most_bytes=12 * MIB, description="Import and export of hosts and groups"
)


class ImportOptionsSchema(Schema):
    """What to do with a document; `replace` also removes the hosts that it doesn't name."""

    dry_run = Boolean(load_default=False)
    replace = Boolean(load_default=False)
    drop_forbidden = Boolean(
        load_default=False,
        metadata={"description": "leave variables out that no inventory may have, instead of refusing all"},
    )
    digest = String(
        load_default=None,
        allow_none=True,
        validate=length(1, 128),
        metadata={"description": "of the dry run that was looked at: do just that, or nothing (409)"},
    )


class ImportOrderSchema(ImportOptionsSchema):
    """A document, and what to do with it."""

    content = String(required=True)
    format = String(load_default=AUTO, validate=one_of(*FORMATS))


class WarningSchema(Schema):
    """Something odd in the document."""

    row = Integer(required=True, allow_none=True)
    code = String(required=True)
    message = String(required=True)


class FieldChangeSchema(Schema):
    """A field with its value before and after, null where there is none."""

    field = String(required=True)
    before = Any_(required=True, allow_none=True)
    after = Any_(required=True, allow_none=True)


class GroupChangeSchema(Schema):
    """A group that is made, or gains or loses hosts."""

    name = String(required=True)
    new = Boolean(required=True)
    joined = List(String(), required=True)
    left = List(String(), required=True)


class DroppedSchema(Schema):
    """A variable of hosts or groups that was left out."""

    kind = String(required=True, validate=one_of("host", "group"))
    owners = List(String(), required=True)
    variable = String(required=True)
    row = Integer(required=True, allow_none=True)
    code = String(required=True)


class ChangedHostSchema(Schema):
    """A host that becomes another; `fields` such as `port` or `vars.role` differ."""

    name = String(required=True)
    fields_ = List(String(), required=True, data_key="fields", attribute="fields")
    changes = List(Nested(FieldChangeSchema), required=True)


class ImportedSchema(Schema):
    """What the import did, or would do in a dry run; hosts by name."""

    dry_run = Boolean(required=True)
    format = String(required=True, validate=one_of(*READERS))
    added = List(String(), required=True)
    changed = List(Nested(ChangedHostSchema), required=True)
    removed = List(String(), required=True)
    unchanged = List(String(), required=True)
    new_groups = List(String(), required=True)
    groups = List(Nested(GroupChangeSchema), required=True)
    nested = List(
        List(String()),
        required=True,
        metadata={"description": "pairs of a group and one that is put below it"},
    )
    unnested = List(List(String()), required=True, metadata={"description": "pairs that are no more"})
    dropped = List(Nested(DroppedSchema), required=True)
    digest = String(required=True)
    warnings = List(Nested(WarningSchema), required=True)


class AnsibleListSchema(PassedOn):
    """`_meta.hostvars` and groups, exactly as `ansible-inventory --list` prints them."""

    meta = Object(required=True, data_key="_meta")


@blueprint.route("/inventory/imports", methods=["POST"])
@blueprint.arguments(ImportOrderSchema)
@blueprint.response(200, ImportedSchema)
def import_(order: dict[str, Any]) -> Response:
    """Bring a document's hosts in, all or none; every error at once with its row."""
    return imported(imports.read(order["format"], order["content"], order["drop_forbidden"]), order)


@blueprint.route("/inventory/ansible")
@blueprint.response(200, AnsibleListSchema)
def ansible() -> Response:
    """All hosts and groups, in the form that Ansible reads from an inventory script."""
    with current.reading() as session:
        return jsonify(as_ansible_list(hosts_where(session), nesting.stored(session)))


def imported(document: Document, options: Mapping[str, Any]) -> Response:
    """Do with a document what the loaded ImportOptionsSchema says, and tell what that changes."""
    if options["dry_run"]:
        with current.reading() as session:
            return _shown(imports.compare(session, document, replace=options["replace"]), True)
    with current.writing() as session:
        found = imports.compare(session, document, replace=options["replace"])
        preview.refuse_other_than(found, options["digest"])
        imports.store(session, found, current.actor(), current.now())
    return _shown(found, False)


def _shown(imported: Imported, dry_run: bool) -> Response:
    merged = imported.merged
    return jsonify(
        ImportedSchema().dump(
            {
                "dry_run": dry_run,
                "format": imported.format,
                "added": [host.name for host in merged.added],
                "changed": [
                    {
                        "name": change.after.name,
                        "fields": change.fields,
                        "changes": preview.field_changes(change),
                    }
                    for change in merged.changed
                ],
                "removed": [host.name for host in merged.removed],
                "unchanged": [host.name for host in merged.unchanged],
                "new_groups": imported.new_groups,
                "groups": preview.group_changes(imported),
                "nested": imported.nested,
                "unnested": imported.unnested,
                "dropped": [
                    {
                        "kind": found.kind,
                        "owners": found.owners,
                        "variable": found.variable,
                        "row": found.row,
                        "code": found.reason.code,
                    }
                    for found in imported.dropped
                ],
                "digest": preview.digest(imported),
                "warnings": imported.warnings,
            }
        )
    )
