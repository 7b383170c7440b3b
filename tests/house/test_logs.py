"""Logs of every layer: one event per line, in JSON or for people, and never a secret."""

import importlib
import json
import subprocess
import sys
from typing import Any

import pytest

LAYERS = {
    "noc_presentation": "log_to_stderr(LogFormat({form!r}))",
    "noc_scheduler": "log_to_stderr(LogFormat({form!r}))",
    "noc_executor_node": "log_to_stderr(LogFormat({form!r}), 'node-1')",
}
STORY = """
import logging, structlog
from {layer}.logs import LogFormat, log_to_stderr
{start}
log = structlog.get_logger("here")
structlog.contextvars.bind_contextvars(request_id="r1")
log.info("attempt.dispatched", execution="e1", host_run="h1", attempt="a1", token="hunter2-hunter2")
logging.getLogger("library").warning("sent %s", "Authorization: Bearer hunter2-hunter2")
def fail(password):
    raise RuntimeError("could not log in with noc_pat_hunter2hunter2")
try:
    fail("hunter2-hunter2")
except RuntimeError:
    log.exception("broke", args={{"argv": ["hunter2-hunter2"]}})
"""


#: A letter of every plane, halves of pairs, ends of lines and what turns text around; for a terminal that knows ASCII.
ODD = (
    "".join(chr(plane * 0x10000 + 0x41) for plane in range(17))
    + "\udfff\ud800\x00\x1b[2J\n\r\u2028\u202e{x}%s"
)
ODD_STORY = """
import logging, structlog
from {layer}.logs import LogFormat, log_to_stderr
{start}
odd = {odd!a}
structlog.get_logger("here").info("odd", said=odd, **{{"deep": [{{odd: odd}}]}})
logging.getLogger("library").warning(odd.replace("%", ""))
try:
    raise RuntimeError(odd)
except RuntimeError:
    structlog.get_logger("here").exception("broke")
"""
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def told(layer: str, form: str, story: str = STORY, environment: dict[str, str] | None = None) -> str:
    """What a process of this layer writes to standard error."""
    story = story.format(layer=layer, start=LAYERS[layer].format(form=form), odd=ODD)
    run = subprocess.run(
        (sys.executable, "-c", story), capture_output=True, text=True, check=True, env=environment
    )
    assert run.stdout == ""
    return run.stderr


@pytest.mark.parametrize("layer", LAYERS)
def test_a_line_is_json_with_its_ids(layer: str) -> None:
    dispatched, library, broke = [json.loads(line) for line in told(layer, "json").splitlines()]

    assert dispatched["event"] == "attempt.dispatched"
    assert (dispatched["level"], dispatched["request_id"]) == ("info", "r1")
    assert dispatched["timestamp"].endswith("Z")
    assert [dispatched[name] for name in ("execution", "host_run", "attempt")] == ["e1", "h1", "a1"]
    assert (library["level"], library["event"]) == ("warning", "sent Authorization: Bearer [hidden]")
    assert "RuntimeError" in json.dumps(broke["exception"])
    assert ("executor_node" in dispatched) == (layer == "noc_executor_node")


@pytest.mark.parametrize("layer", LAYERS)
def test_whatever_is_told_is_one_line_each_on_any_terminal(layer: str) -> None:
    odd, library, broke = [json.loads(line) for line in told(layer, "json", ODD_STORY, ASCII).splitlines()]

    assert (odd["event"], odd["said"], odd["deep"]) == ("odd", ODD, [{ODD: ODD}])
    assert library["event"] == ODD.replace("%", "")
    assert "RuntimeError" in json.dumps(broke["exception"])
    assert "odd" in told(layer, "text", ODD_STORY, ASCII)


@pytest.mark.parametrize("layer", LAYERS)
def test_people_may_have_text_instead(layer: str) -> None:
    text = told(layer, "text")

    assert "attempt.dispatched" in text
    assert "RuntimeError" in text
    assert not text.startswith("{")


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("layer", LAYERS)
def test_no_secret_is_ever_written(layer: str, form: str) -> None:
    text = told(layer, form)

    assert "hunter2" not in text
    assert text.count("[hidden]") >= 4


@pytest.mark.parametrize("layer", LAYERS)
def test_secrets_are_found_wherever_they_stand(layer: str) -> None:
    hide: Any = importlib.import_module(f"{layer}.redaction").hide_secrets
    line = {
        "event": "x",
        "Authorization": "Bearer abc",
        "smtp_password": "p",
        "set-cookie": "c",
        "stdout": "output",
        "inner": [{"private_key": "k", "kept": 1, "deep": {"api-key": "k"}}],
        "url": "postgresql://noc:pw@db/noc",
        "fingerprint": "SHA256:abc",
        "attempt": "a1",
        "_record": object(),
    }
    record = line["_record"]
    shown = hide(None, "info", line)

    assert shown.pop("_record") is record
    assert shown == {
        "event": "x",
        "Authorization": "[hidden]",
        "smtp_password": "[hidden]",
        "set-cookie": "[hidden]",
        "stdout": "[hidden]",
        "inner": [{"private_key": "[hidden]", "kept": 1, "deep": {"api-key": "[hidden]"}}],
        "url": "postgresql://noc:[hidden]@db/noc",
        "fingerprint": "SHA256:abc",
        "attempt": "a1",
    }
