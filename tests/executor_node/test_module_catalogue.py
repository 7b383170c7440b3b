"""The module catalogue: made by asking the real Ansible once, kept, and told to the scheduler by its hash."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from noc_executor_node.catalogue import making
from noc_executor_node.catalogue.document import catalogue_text
from noc_executor_node.catalogue.making import Catalogue, catalogue
from noc_executor_node.errors import CatalogueNotMade
from noc_executor_node.settings import Settings, make_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("catalogue") / "node")
    make_home(settings)
    return settings


@pytest.fixture(scope="module")
def made(home: Settings) -> Catalogue:
    return catalogue(home)


@pytest.fixture(scope="module")
def modules(made: Catalogue) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.text)["modules"]
    return found


def test_it_names_its_ansible_core_and_its_hash_is_that_of_its_text(made: Catalogue) -> None:
    assert json.loads(made.text)["ansible_core"].startswith("2.")
    assert hashlib.sha256(made.text.encode()).hexdigest() == made.hash


def test_it_tells_what_a_module_takes_and_returns(modules: dict[str, Any]) -> None:
    copy = modules["ansible.builtin.copy"]
    assert copy["options"]["dest"]["required"] is True
    assert copy["options"]["mode"]["type"] == "raw"
    assert copy["check_mode"] == "full"
    assert copy["returns"]["checksum"]["type"] == "str"
    service = modules["ansible.builtin.service"]
    assert service["options"]["state"]["choices"] == ["reloaded", "restarted", "started", "stopped"]
    assert service["options"]["arguments"]["aliases"] == ["args"]
    assert service["open"]


def test_it_says_of_what_stays_off_the_executor_node_why(modules: dict[str, Any]) -> None:
    assert "flowchart has nodes" in modules["ansible.builtin.pause"]["refused"]
    assert modules["ansible.builtin.template"]["refused"]
    assert modules["ansible.builtin.command"]["refused"] is None


def test_ansible_is_asked_once(home: Settings, made: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: Path) -> str:
        raise AssertionError("asked again")

    monkeypatch.setattr(making, "_made", never)
    assert catalogue(home) == made


def test_it_is_made_anew_when_a_collection_came(home: Settings, made: Catalogue, tmp_path: Path) -> None:
    folder = tmp_path / "ansible_collections" / "our" / "own"
    (folder / "plugins" / "modules").mkdir(parents=True)
    (folder / "MANIFEST.json").write_text('{"collection_info": {"version": "1.2.3"}}')
    assert making._key([tmp_path]) != making._key([])
    assert making.collections([tmp_path])["our.own"] == "1.2.3"


def test_an_ansible_that_says_nothing_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "node")
    make_home(settings)
    monkeypatch.setattr(making.sys, "executable", str(tmp_path / "nowhere" / "python"))
    with pytest.raises(CatalogueNotMade):
        catalogue(settings)


def test_the_same_modules_give_the_same_text() -> None:
    told = {"doc": {"short_description": "x", "options": {"b": {"type": "int"}, "a": {"choices": ["1"]}}}}
    one = {"all": {"module": {"a.b.c": told, "a.b.d": told}}}
    other = {"all": {"module": {"a.b.d": told, "a.b.c": told}}}
    assert catalogue_text(one, "2.19", {}) == catalogue_text(other, "2.19", {})
    assert catalogue_text({}, "2.19", {}) == (
        '{"ansible_core":"2.19","collections":{},"form":1,"modules":{}}'
    )
