"""`noc-presentation openapi`: the description of the API, which is committed beside the code."""

import json

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_presentation.api.app import create_app
from noc_presentation.api.openapi import document
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.resources import KEY_ID, Resources
from noc_presentation.signatures import RequestSigner
from noc_presentation.store.database import Database


@click.command("openapi")
def command() -> None:
    """Print the description of the API (OpenAPI 3.1)."""
    signer = RequestSigner(KEY_ID, Ed25519PrivateKey.generate())
    resources = Resources(Database("sqlite://"), Scheduler(lambda: "", signer))
    click.echo(json.dumps(document(create_app(resources)), indent=2, ensure_ascii=False))
    resources.close()
