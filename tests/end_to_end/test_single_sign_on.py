"""Logging in through an identity provider, as real processes: set up, served, linked, and off at once."""

import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from demo import ports, processes
from demo.layers import Layers, commands
from demo.stack import Stack
from tests.presentation.oidc.scripted_provider import CLIENT, SUBJECT, ScriptedProvider, serving


@pytest.fixture
def alone(tmp_path: Path) -> Layers:
    """Folders and ports for a presentation layer that knows an identity provider."""
    provider = tmp_path / "provider.yml"
    layers = Layers(
        tmp_path / "layers", *ports.free_ports((0, 0, 0)), extra={"NOC_PRESENTATION_OIDC": str(provider)}
    )
    layers.folder.mkdir()
    layers.prepare()
    return layers


def test_whoever_the_provider_vouches_for_comes_in_and_is_out_once_they_are_off(alone: Layers) -> None:
    stack = Stack(alone, "nobody", alone.folder / "no-key")
    url = alone.presentation_url
    with serving(ScriptedProvider(now=time.time)) as provider:
        Path(alone.environment["NOC_PRESENTATION_OIDC"]).write_text(
            f"{{issuer: '{provider.issuer}', client_id: {CLIENT}, redirect_url: '{url}/api/v1/oidc/callback'}}"
        )
        alone.channels.write_text("{oncall: {kind: log}}")
        try:
            stack.command("noc-presentation", "setup", "--token-file", str(alone.token_file))
            stack.supervisor.start("api", commands()["presentation"], alone.environment)
            stack.wait_for(lambda: answers(url), "presentation to answer")
            stack.noc("users", "create", "vera")
            stack.noc("users", "grant", "vera", "viewer", "--everything")
            stack.noc("users", "link", "vera", "--subject", SUBJECT)

            with httpx.Client(base_url=url, trust_env=False) as browser:
                sent_to = browser.post("/api/v1/oidc/login", json={}).json()["url"]
                assert sent_to.startswith(f"{provider.issuer}/authorise?")
                back = browser.get("/api/v1/oidc/callback", params=provider.log_in(sent_to))
                assert (back.status_code, urlsplit(back.headers["Location"]).path) == (303, "/")
                assert browser.get("/api/v1/session").json()["user"]["name"] == "vera"
                assert browser.get("/api/v1/hosts").status_code == 200

                stack.noc("users", "deactivate", "vera")
                assert browser.get("/api/v1/hosts").status_code == 401
            assert "oidc.callback" in stack.noc("audit", "list", "--output", "json")
        finally:
            stack.stop()
    assert processes.belonging_to(alone.folder) == []


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
