"""Requests of flowcharts: what a real server is asked, what comes back, and where none may go."""

import json
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.documents import read_attempt
from noc_executor_node.egress.addresses import address_fault, allowed
from noc_executor_node.egress.asking import question
from noc_executor_node.egress.endpoints import Endpoint, read_endpoints
from noc_executor_node.egress.sending import send
from noc_executor_node.errors import Invalid, Misconfigured, NotRun
from noc_executor_node.executors.playbook import pids_in
from noc_executor_node.executors.request import RequestExecutor
from noc_executor_node.outcomes import Outcome
from noc_executor_node.segments import Branch, read_tree
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome
from tests.executor_node.attempt_documents import arguments, attempt, data, text
from tests.executor_node.served import Served, serving

Ask = Callable[..., Outcome]
SECRET = "s3cr3t-t0ken"


@pytest.fixture
def server() -> Iterator[Served]:
    with serving() as served:
        yield served


@pytest.fixture
def ask(settings: Settings, tmp_path: Path, server: Served) -> Ask:
    """Makes a request to the endpoint `cmdb`, and sees that nothing of it is left on this side."""
    endpoints = tmp_path / "endpoints.yml"
    (tmp_path / "token").touch(0o600)
    (tmp_path / "token").write_text(SECRET)
    here = replace(settings, endpoints=endpoints)

    def make(path: Any = "/ok", method: str = "GET", **more: Any) -> Outcome:
        place = {"url": f"http://{server.authority}/api", "allow_http": True, "allow_private": True}
        place |= more.pop("endpoint", {})
        endpoints.write_text(json.dumps({"cmdb": place}))
        asked_to_end = more.pop("asked_to_end", lambda: None)
        to = more.pop("to", "cmdb")
        said = {"arguments": arguments(method=method, path=path, **more.pop("said", {})), **more}
        document = {**attempt(to, work="request"), "timeout_ms": 10_000, **said}
        outcome = RequestExecutor(here).run(read_attempt(document), asked_to_end)
        assert list(here.attempts_folder.iterdir()) == []
        assert pids_in(here.attempts_folder / f"{document['id']}-1") == ()
        return outcome

    return make


@pytest.fixture
def at_root(server: Served) -> dict[str, str]:
    """An endpoint without a path of its own."""
    return {"url": f"http://{server.authority}"}


def test_an_answer_is_a_status_a_text_and_json(ask: Ask, server: Served, at_root: dict[str, str]) -> None:
    outcome = ask(endpoint=at_root)
    assert (outcome.outcome, outcome.rc) == (AttemptOutcome.SUCCEEDED, 200)
    assert outcome.result["json"] == {"status": "ok", "path": "/ok"}
    assert outcome.result["headers"]["set-cookie"] == "(kept secret)"
    assert server.requests[0]["method"] == "GET"
    assert server.connections == 1


def test_an_unexpected_status_fails_and_is_told(ask: Ask, at_root: dict[str, str]) -> None:
    outcome = ask("/missing", endpoint=at_root)
    assert (outcome.outcome, outcome.rc, outcome.message) == (AttemptOutcome.FAILED, 404, "answered 404")
    expected = ask("/missing", endpoint=at_root, said={"expect": [200, 404]})
    assert (expected.outcome, expected.stdout) == (AttemptOutcome.SUCCEEDED, "no such thing")


def test_a_body_is_json_and_headers_go_along(ask: Ask, server: Served) -> None:
    said = {
        "body": {"map": {"host": data("web1"), "up": text(True)}},
        "headers": {"map": {"X-Why": text("runbook")}},
    }
    ask(method="POST", said=said)
    (asked,) = server.requests
    assert (asked["path"], asked["body"]) == ("/api/ok", b'{"host": "web1", "up": true}')
    assert (asked["headers"]["Content-Type"], asked["headers"]["X-Why"]) == ("application/json", "runbook")


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("web 1", "web%201"),
        ("../admin", "..%2Fadmin"),
        ("a?b=c&d#e", "a%3Fb%3Dc%26d%23e"),
        ("x\r\nHost: evil", "x%0D%0AHost%3A%20evil"),
        ("//evil.example", "%2F%2Fevil.example"),
    ],
)
def test_data_is_one_segment_of_a_path_and_never_more(
    ask: Ask, server: Served, value: str, sent: str
) -> None:
    ask({"parts": [{"text": "/hosts/"}, {"data": value}]})
    assert server.requests[0]["path"] == f"/api/hosts/{sent}"


@pytest.mark.parametrize(
    "path",
    ["//evil.example/x", "http://evil.example/", "x", "/a/../b", "/a\\b", "/a b", "/a#b", "", "/x\r\n"],
)
def test_a_path_that_would_leave_the_endpoint_is_not_asked(ask: Ask, server: Served, path: str) -> None:
    outcome = ask(path)
    assert outcome.outcome == AttemptOutcome.FAILED
    assert "egress.endpoint_mismatch" in outcome.message
    assert server.connections == 0


def test_a_path_that_is_only_data_is_not_asked(ask: Ask, server: Served) -> None:
    assert "egress.endpoint_mismatch" in ask(data("/ok")).message
    assert server.connections == 0


@pytest.mark.parametrize("name", ["Host", "Authorization", "cookie", "Transfer-Encoding", "Bad Name", "X:"])
def test_headers_that_say_who_asks_or_frame_the_message_are_the_endpoints(
    ask: Ask, server: Served, name: str
) -> None:
    assert "request.header" in ask(said={"headers": {"map": {name: text("x")}}}).message
    assert server.connections == 0


def test_a_header_with_a_line_break_in_its_data_is_not_sent(ask: Ask, server: Served) -> None:
    said = {"headers": {"map": {"X-Note": data("a\r\nAuthorization: mine")}}}
    assert "request.header" in ask(said=said).message
    assert server.connections == 0


def test_the_endpoints_secret_is_sent_and_told_nobody(ask: Ask, server: Served) -> None:
    outcome = ask(endpoint={"bearer_file": "token"})
    assert server.requests[0]["headers"]["Authorization"] == f"Bearer {SECRET}"
    assert SECRET not in repr(outcome)


def test_a_secret_that_others_can_read_is_not_used(ask: Ask, server: Served, tmp_path: Path) -> None:
    (tmp_path / "token").chmod(0o644)
    assert "open_to_others" in ask(endpoint={"bearer_file": "token"}).message
    assert server.connections == 0


def test_an_endpoint_nobody_has_written_down_is_not_asked(ask: Ask, server: Served) -> None:
    outcome = ask(to="other")
    assert "endpoint.unknown" in outcome.message
    assert server.connections == 0


def test_a_private_address_is_asked_only_where_the_endpoint_says_so(ask: Ask, server: Served) -> None:
    outcome = ask(endpoint={"allow_private": False})
    assert outcome.outcome == AttemptOutcome.FAILED
    assert "egress.blocked" in outcome.message
    assert outcome.code == "egress.blocked"
    assert server.connections == 0


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "localhost."])
def test_names_of_this_machine_are_private_too(ask: Ask, server: Served, name: str) -> None:
    outcome = ask(endpoint={"url": f"http://{name}:{server.port}", "allow_private": False})
    assert "egress." in outcome.message
    assert server.connections == 0


def test_an_answer_longer_than_it_may_be_is_cut_off(ask: Ask, at_root: dict[str, str]) -> None:
    outcome = ask("/stream", endpoint=at_root)
    assert outcome.outcome == AttemptOutcome.FAILED
    assert "egress.too_large" in outcome.message


def test_a_compressed_answer_is_not_unpacked(ask: Ask, at_root: dict[str, str]) -> None:
    assert "egress.encoded" in ask("/gzip", endpoint=at_root).message


@pytest.mark.parametrize("path", ["/slow", "/headers"])
def test_an_answer_that_never_ends_ends_with_the_timeout(
    ask: Ask, at_root: dict[str, str], path: str
) -> None:
    outcome = ask(path, endpoint=at_root, timeout_ms=1_500)
    assert outcome.outcome == AttemptOutcome.TIMED_OUT


def test_a_request_can_be_withdrawn(ask: Ask, at_root: dict[str, str]) -> None:
    outcome = ask("/slow", endpoint=at_root, asked_to_end=lambda: "nobody waits for it")
    assert (outcome.outcome, outcome.message) == (AttemptOutcome.CANCELLED, "nobody waits for it")


def test_no_log_leaves_only_the_word(ask: Ask) -> None:
    outcome = ask(no_log=True)
    assert (outcome.outcome, outcome.stdout, outcome.result) == (AttemptOutcome.SUCCEEDED, "", {})


def test_nobody_there_is_a_failure_in_words(ask: Ask) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcome = ask(endpoint={"url": f"http://127.0.0.1:{free.getsockname()[1]}"})
    assert "request.no_answer" in outcome.message


def test_a_redirect_is_an_answer_like_any_other_unless_the_endpoint_follows_them(
    ask: Ask, server: Served, at_root: dict[str, str]
) -> None:
    said = {"headers": {"map": {"X-Lead-To": text("/ok")}}}
    assert ask("/elsewhere", endpoint=at_root, said=said).rc == 302
    assert ask("/elsewhere", endpoint={**at_root, "redirects": "same_origin"}, said=said).rc == 200
    assert len(server.requests) == 3


def test_a_redirect_to_another_place_is_never_followed(
    ask: Ask, server: Served, at_root: dict[str, str]
) -> None:
    with serving() as other:
        for place in (
            f"http://{other.authority}/ok",
            "file:///etc/passwd",
            "gopher://x",
            f"//{other.authority}/ok",
        ):
            said = {"headers": {"map": {"X-Lead-To": text(place)}}}
            outcome = ask(
                "/elsewhere",
                endpoint={**at_root, "redirects": "same_origin", "bearer_file": "token"},
                said=said,
            )
            assert "egress.redirect" in outcome.message
        assert other.connections == 0


def test_redirects_in_a_circle_end(ask: Ask, at_root: dict[str, str]) -> None:
    said = {"headers": {"map": {"X-Lead-To": text("/elsewhere")}}}
    assert (
        "egress.redirects"
        in ask("/elsewhere", endpoint={**at_root, "redirects": "same_origin"}, said=said).message
    )


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself, with its key."""
    openssl = shutil.which("openssl")
    assert openssl is not None
    made = tmp_path / "server.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*command, "-keyout", made, "-out", tmp_path / "ca.pem"], check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + (tmp_path / "ca.pem").read_bytes())
    return made


def test_a_certificate_is_always_checked(ask: Ask, certificate: Path) -> None:
    with serving(certificate) as secure:
        url = {"url": f"https://{secure.authority}"}
        stranger = ask(endpoint=url)
        assert "CERTIFICATE_VERIFY_FAILED" in stranger.message
        assert secure.requests == []
        assert ask(endpoint={**url, "ca_file": "ca.pem"}).rc == 200


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.1.2.3",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "::7f00:1",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert address_fault(address, allow_private=False) is not None


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "fe80::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "fd00:ec2::254",
    ],
)
def test_no_endpoint_reaches_metadata_services_or_wrapped_addresses(address: str) -> None:
    assert address_fault(address, allow_private=True) is not None


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_public_addresses_may_be_asked(address: str) -> None:
    assert address_fault(address, allow_private=False) is None


def test_one_bad_address_of_a_name_refuses_the_name() -> None:
    with pytest.raises(NotRun, match=r"egress\.blocked"):
        allowed("two-faced.example", 443, False, lambda name, port: ["8.8.8.8", "127.0.0.1"])


def endpoint_at(server: Served, name: str) -> Endpoint:
    return Endpoint(name="x", scheme="http", host=name, port=server.port, prefix="", allow_private=True)


def ok() -> Any:
    tree = read_tree(arguments(path="/ok"))
    assert isinstance(tree, Branch)
    return tree


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_looked_at(server: Served) -> None:
    """DNS rebinding: the second answer would lead elsewhere, but nobody asks twice."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    endpoint = endpoint_at(server, "rebinding.example")
    answer = send(endpoint, question(endpoint, ok()), lambda name, port: next(answers))
    assert answer["status"] == 200
    assert server.requests[0]["headers"]["Host"] == f"rebinding.example:{server.port}"
    assert next(answers) == ["127.0.0.2"]


def test_a_name_that_rebinds_to_this_machine_is_refused_without_a_packet(server: Served) -> None:
    endpoint = replace(endpoint_at(server, "rebinding.example"), allow_private=False)
    with pytest.raises(NotRun, match=r"egress\.blocked"):
        send(endpoint, question(endpoint, ok()), lambda name, port: ["127.0.0.1"])
    assert server.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "ftp://a.example",
        "file:///etc/passwd",
        "gopher://a",
        "javascript:1",
        "https://",
        "https://u@a.example",
        "https://a.example/?q=1",
        "https://a.example/#f",
        "https://good\\@evil",
        "https://a.example/..",
        "https://a b",
        "https://0x7f000001",
        "https://2130706433",
        "https://127.1",
        "https://münchen.example",
        "https://-a.example",
        "https://[::1",
    ],
)
def test_an_endpoint_that_is_no_plain_https_place_is_refused_at_the_start(tmp_path: Path, url: str) -> None:
    path = tmp_path / "endpoints.yml"
    path.write_text(f"cmdb: {{url: '{url}'}}\n")
    with pytest.raises(Misconfigured):
        read_endpoints(path)


@pytest.mark.parametrize(
    "document",
    [
        "- 1",
        "cmdb: 1",
        "CMDB: {url: https://a.example}",
        "cmdb: {url: https://a.example, verify: false}",
        "a: [",
    ],
)
def test_a_file_of_endpoints_that_is_none_is_refused(tmp_path: Path, document: str) -> None:
    path = tmp_path / "endpoints.yml"
    path.write_text(document)
    with pytest.raises(Misconfigured):
        read_endpoints(path)


def test_an_attempt_names_a_module_or_an_endpoint_and_says_which() -> None:
    assert read_attempt(attempt("cmdb", work="request")).module == "cmdb"
    with pytest.raises(Invalid):
        read_attempt(attempt("cmdb"))
    with pytest.raises(Invalid):
        read_attempt(attempt("http://evil.example", work="request"))
    with pytest.raises(Invalid):
        read_attempt(attempt("cmdb", work="shell"))


def test_a_request_may_be_about_no_host_and_nothing_else_may(ask: Ask, at_root: dict[str, str]) -> None:
    outcome = ask(endpoint=at_root, host=None)
    assert (outcome.outcome, outcome.rc) == (AttemptOutcome.SUCCEEDED, 200)
    with pytest.raises(Invalid) as refused:
        read_attempt({**attempt(), "host": None})
    assert refused.value.code == "host.needed"
