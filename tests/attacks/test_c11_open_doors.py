"""C11: what the environment says badly starts nothing: a setting nobody knows, a public address without TLS."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import noc_executor_node.errors
import noc_executor_node.settings
import noc_presentation.errors
import noc_presentation.settings
import noc_scheduler.errors
import noc_scheduler.settings
from tests.attacks.test_c23_tls import DAY, certificate

LAYERS: dict[str, tuple[str, Callable[[], Any], type[Exception]]] = {
    "noc-presentation": (
        noc_presentation.settings.PREFIX,
        noc_presentation.settings.read_settings,
        noc_presentation.errors.Misconfigured,
    ),
    "noc-scheduler": (
        noc_scheduler.settings.PREFIX,
        noc_scheduler.settings.read_settings,
        noc_scheduler.errors.WrongSettings,
    ),
    "noc-executor-node": (
        noc_executor_node.settings.PREFIX,
        noc_executor_node.settings.read_settings,
        noc_executor_node.errors.Misconfigured,
    ),
}
OTHERS_REACH = ["0.0.0.0:8080", "192.0.2.7:8080", "[::]:8080", "noc.example.net:8080"]
NOBODY_ELSE_REACHES = ["127.0.0.1:8080", "127.8.0.1:8080", "[::1]:8080", "localhost:8080"]


@pytest.fixture(params=LAYERS)
def layer(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[str, str, Callable[[], Any], type[Exception]]:
    prefix, read, refusal = LAYERS[request.param]
    monkeypatch.setenv(f"{prefix}HOME", str(tmp_path / "home"))
    return request.param, prefix, read, refusal


def test_a_setting_that_nobody_knows_is_named_with_what_it_may_mean(
    layer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, prefix, read, refusal = layer
    monkeypatch.setenv(f"{prefix}LISTN", "127.0.0.1:8080")

    with pytest.raises(refusal, match=rf"{prefix}LISTN.*config\.unknown.*{prefix}LISTEN\?"):
        read()


@pytest.mark.parametrize("address", OTHERS_REACH)
def test_where_others_reach_it_there_is_tls_or_a_word_that_it_is_before_it(
    layer: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    _, prefix, read, refusal = layer
    monkeypatch.setenv(f"{prefix}LISTEN", address)

    with pytest.raises(refusal, match=r"config\.public_without_tls"):
        read()
    monkeypatch.setenv(f"{prefix}PLAIN_HTTP", "true")
    read()


@pytest.mark.parametrize("address", NOBODY_ELSE_REACHES)
def test_on_this_machine_alone_it_needs_none(
    layer: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    _, prefix, read, _ = layer
    monkeypatch.setenv(f"{prefix}LISTEN", address)

    read()


@pytest.mark.parametrize("name", ["noc-presentation", "noc-executor-node"])
def test_with_a_certificate_it_may_be_reached(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prefix, read, _ = LAYERS[name]
    whole, alone = certificate(tmp_path, "192.0.2.7", DAY)
    whole.chmod(0o600)
    monkeypatch.setenv(f"{prefix}LISTEN", "192.0.2.7:8080")
    monkeypatch.setenv(f"{prefix}TLS_CERTIFICATE", str(alone))
    monkeypatch.setenv(f"{prefix}TLS_KEY", str(whole))

    assert read().tls_key == whole


def test_the_command_ends_with_one_line_and_nothing_listens(layer: Any, tmp_path: Path) -> None:
    name, prefix, _, _ = layer
    command = Path(sys.executable).with_name(name)
    environment = {"PATH": os.environ["PATH"], f"{prefix}HOME": str(tmp_path / "home")}

    ended = subprocess.run(
        [command, "api"],
        env={**environment, f"{prefix}LISTEN": "0.0.0.0:8080"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 78
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert "config.public_without_tls" in ended.stderr
    assert not (tmp_path / "home").exists(), "nothing was begun"
