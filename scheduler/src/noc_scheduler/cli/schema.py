"""`noc-scheduler schema`: the language as JSON Schema, for editors."""

import json

import click

from noc_scheduler.flowchart.published_schema import procedure_schema, rehearsal_schema

SCHEMAS = {"procedure": procedure_schema, "rehearsal": rehearsal_schema}


@click.command("schema")
@click.argument("document", type=click.Choice(list(SCHEMAS)))
def print_schema(document: str) -> None:
    """Print the JSON Schema (draft-07) of procedures or rehearsals.

    An editor with a YAML language server uses it after this first line:

      # yaml-language-server: $schema=procedure.schema.json
    """
    click.echo(json.dumps(SCHEMAS[document](), indent=2, ensure_ascii=False, default=dict))
