"""A text stays a text and keeps its letters, whatever YAML, Ansible or Jinja would rather read in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible._internal._datatag._tags import TrustedAsTemplate
from ansible.parsing.dataloader import DataLoader

from noc_executor_node.documents import read_attempt
from noc_executor_node.executors.folder import FORCED, INVENTORY, PLAYBOOK, files_for
from noc_executor_node.executors.marking import Marked, mark
from noc_executor_node.executors.yaml_text import yaml_text
from noc_executor_node.profiles import read_profiles
from noc_executor_node.settings import Settings
from tests.executor_node.attempt_documents import arguments, attempt, data
from tests.executor_node.test_module_executors import run  # noqa: F401 the fixture

TEXTS = [
    "true",
    "no",
    "null",
    "~",
    "",
    "5",
    "0644",
    "1e3",
    "1_000",
    "0x1F",
    "12:30:45",
    "2026-11-21",
    "{{ 7 * 7 }}",
    "=",
    "<<",
    "- a",
    "a: b",
    "é\u2028\x85",
]


@pytest.fixture
def read_by_ansible(tmp_path: Path) -> Callable[[str], Any]:
    """What Ansible makes of a text that it reads as a playbook."""

    def read(text: str) -> Any:
        file = tmp_path / "play.yml"
        file.write_text(text)
        return DataLoader().load_from_file(str(file), cache="none", trusted_as_template=True)

    return read


def trusted(value: Any) -> list[str]:
    """Every text that Ansible would render."""
    if isinstance(value, dict):
        return [one for inner in value.values() for one in trusted(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in trusted(inner)]
    return [str(value)] if TrustedAsTemplate.is_tagged_on(value) else []


@pytest.mark.parametrize("text", TEXTS)
def test_data_reads_back_as_it_was_and_is_never_rendered(read_by_ansible: Any, text: str) -> None:
    document = {"author": "{{ x }}", "data": mark({"one": text, "list": [text, {"deep": text}], text: 7})}
    read = read_by_ansible(yaml_text(document))
    assert read == {
        "author": "{{ x }}",
        "data": {"one": text, "list": [text, {"deep": text}], text: 7},
    }
    assert isinstance(read["data"]["one"], str)
    assert trusted(read) == ["{{ x }}"]


def test_a_marked_text_beside_rendered_ones_is_never_written() -> None:
    with pytest.raises(ValueError, match="marked"):
        yaml_text({"author": "{{ x }}", "data": Marked("true")})


@pytest.mark.parametrize("text", TEXTS)
def test_with_a_template_data_is_referred_to(
    settings: Settings, profiles: Any, read_by_ansible: Any, text: str
) -> None:
    document = attempt(arguments=arguments(argv=["{{ author }}", data(text)]), template=True)
    made = read_attempt(document)
    files = files_for(made, read_profiles(settings.profiles).profile_for(made.host))
    (play,) = read_by_ansible(files[PLAYBOOK])
    author, reference = play["tasks"][0][document["module"]]["argv"]
    assert author == "{{ author }}"
    value = play["vars"][reference.strip("{} ")]
    assert (value, trusted(value)) == (text, [])
    assert isinstance(value, str)


@pytest.mark.parametrize("text", TEXTS)
def test_what_an_inventory_says_of_a_host_is_never_rendered(
    settings: Settings, profiles: Any, read_by_ansible: Any, text: str
) -> None:
    made = read_attempt(attempt(host={"vars": {"note": text, "deep": {"list": [text]}}}))
    files = files_for(made, read_profiles(settings.profiles).profile_for(made.host))

    read = read_by_ansible(files[INVENTORY])

    assert read["all"]["hosts"][made.host.name] == {"note": text, "deep": {"list": [text]}}
    assert trusted(read) == trusted(read_by_ansible(files[FORCED])) == []


@pytest.mark.parametrize("template", [False, True])
def test_a_real_module_is_given_every_text_as_it_is(run: Callable[..., Any], template: bool) -> None:  # noqa: F811
    texts = [text for text in TEXTS if text]
    argv = ["printf", "%s|", *map(data, texts)]
    outcome = run(
        "ansible.builtin.command",
        arguments=arguments(argv=argv, expand_argument_vars=False),
        template=template,
    )
    assert outcome.stdout == "".join(f"{text}|" for text in texts), outcome.message


def test_what_the_author_wrote_is_a_text_too(run: Callable[..., Any]) -> None:  # noqa: F811
    argv = arguments(argv=["printf", "%s|", "true", "0644", "null"], expand_argument_vars=False)
    assert run("ansible.builtin.command", arguments=argv).stdout == "true|0644|null|"
