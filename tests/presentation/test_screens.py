"""The screens as presentation serves them: one page for every address, and nothing that could run in it but ours."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

from noc_presentation.api import screens

PAGE = (
    '<!doctype html><meta property="csp-nonce" nonce="NOC_CSP_NONCE"><script src="/assets/a-1.js"></script>'
)
SCRIPT = "console.log(1);" * 100
AS_BROWSERS = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of the smallest kind."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "assets" / "a-1.js").write_text(SCRIPT)
    (tmp_path / "assets" / "a-1.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (tmp_path / "assets" / "secret.txt").write_text("no script")
    monkeypatch.setattr(screens, "BUILD", tmp_path)
    return tmp_path


@pytest.mark.parametrize("address", ["/", "/procedures", "/executions/12/hosts/web1.example.org?tab=logs"])
def test_every_address_of_a_screen_is_the_same_page_for_anybody(
    house: Any, built: Path, address: str
) -> None:
    answer = house.anybody.get(address, headers=AS_BROWSERS)

    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_only_our_scripts_run_and_only_styles_with_the_nonce_of_this_answer_count(
    house: Any, built: Path
) -> None:
    first, second = (house.anybody.get("/", headers=AS_BROWSERS) for _ in range(2))

    nonces = [re.search(r'nonce="([^"]+)"', answer.text)[1] for answer in (first, second)]
    assert nonces[0] != nonces[1]
    policy = first.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert f"style-src 'self' 'nonce-{nonces[0]}';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_scripts_are_kept_for_ever_and_come_packed_where_that_is_understood(house: Any, built: Path) -> None:
    plain = house.anybody.get("/assets/a-1.js")
    packed = house.anybody.get("/assets/a-1.js", headers={"Accept-Encoding": "gzip, br"})

    assert plain.text == SCRIPT
    assert plain.mimetype == packed.mimetype == "text/javascript"
    assert gzip.decompress(packed.data).decode() == SCRIPT
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in packed.headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/nothing",
        "/api",
        "/assets/nothing.js",
        "/assets/secret.txt",
        "/assets/..%2Findex.html",
        "/robots.txt",
        "/.env",
    ],
)
def test_what_is_no_screen_stays_a_problem_document(house: Any, built: Path, address: str) -> None:
    answer = house.anybody.get(address, headers=AS_BROWSERS)

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_programs_that_mistake_an_address_get_no_page(house: Any, built: Path) -> None:
    assert house.anybody.get("/v1/hosts", headers={"Accept": "*/*"}).status_code == 404


def test_a_clone_without_a_build_says_how_to_make_one(
    house: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "BUILD", tmp_path)

    answer = house.anybody.get("/", headers=AS_BROWSERS)

    assert answer.status_code == 503
    assert "make frontend" in answer.text
