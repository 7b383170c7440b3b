"""`noc-scheduler openapi`: the description of the API, which is committed beside the code."""

import json
from pathlib import Path

import click
import httpx

from noc_scheduler.api.app import create_app
from noc_scheduler.api.openapi import document
from noc_scheduler.clients.presentation import Presentation
from noc_scheduler.nodes.client import ExecutorNodes
from noc_scheduler.service.means import Means
from noc_scheduler.settings import Settings
from noc_scheduler.store.database import Database


@click.command("openapi")
def command() -> None:
    """Print the description of the API (OpenAPI 3.1)."""
    client = httpx.Client()
    nowhere = Means(Settings(Path()), Database("sqlite://"), Presentation(client), ExecutorNodes(client))
    click.echo(json.dumps(document(create_app(nowhere)), indent=2, ensure_ascii=False))
    nowhere.close()
