"""Documents that make no sense are refused with a place and a code, never with a 500, and nothing is stored."""

from typing import Any

import pytest

HEAD = "apiVersion: noc/v1\nkind: Inventory\nmetadata: {name: x}\nspec:\n"
ADDRESS = "/api/v1/documents/apply"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "string.too_short"),
        ("a\x00b", None),
        ("[", "yaml.invalid"),
        ("- 1\n", "document.not_a_map"),
        ("x", "document.not_a_map"),
        ("{}", "field.missing"),
        ("a: &x 1\nb: *x\n", "yaml.alias_forbidden"),
        ("a: !!python/object:os.system x\n", "yaml.tag_forbidden"),
        ("a: 1\na: 2\n", "yaml.duplicate_key"),
        ("[" * 5_000, None),
        ("apiVersion: noc/v2\nkind: Inventory\nmetadata: {name: x}\nspec: {}\n", "document.version"),
        ("apiVersion: noc/v1\nkind: [a]\nmetadata: {name: x}\nspec: {}\n", "document.kind_unknown"),
        ("apiVersion: noc/v1\nkind: Channel\nmetadata: {name: x}\nspec: {}\n", "document.kind_unknown"),
        ("apiVersion: noc/v1\nkind: Inventory\nmetadata: []\nspec: {}\n", "type.object"),
        ("apiVersion: noc/v1\nkind: Inventory\nmetadata: {name: 5}\nspec: {}\n", "metadata.name_missing"),
        ("apiVersion: noc/v1\nkind: Inventory\nmetadata: {name: x}\nspec: []\n", "type.object"),
        ("apiVersion: noc/v1\nkind: Inventory\nmetadata: {name: x, owner: y}\nspec: {}\n", "field.unknown"),
        ("apiVersion: noc/v1\nkind: Inventory\nmetadata: {name: x}\nspec: {}\nstatus: {}\n", "field.unknown"),
        (HEAD + "  racks: {}\n", "field.unknown"),
        (HEAD + "  hosts: [web1]\n", "type.object"),
        (HEAD + "  hosts: {10: {}}\n", "inventory.host_not_string"),
        (HEAD + "  hosts: {web1: x}\n", "type.object"),
        (HEAD + "  hosts: {web1: [x]}\n", "type.object"),
        (HEAD + "  hosts: {web1: {port: '22'}}\n", "type.integer"),
        (HEAD + "  hosts: {web1: {vars: {5: x}}}\n", None),
        (HEAD + "  hosts: {web1: {vars: {a: {5: x}}}}\n", "var.value_invalid"),
        (HEAD + "  hosts: {web1: {vars: {ansible_connection: local}}}\n", "inventory.var_forbidden"),
        (HEAD + "  hosts: {web1: {address: '-oProxyCommand=x'}}\n", "inventory.host_invalid"),
        (HEAD + "  hosts: {web1: , WEB1: }\n", "host.confusable"),
        (HEAD + "  hosts: {all: }\n", "inventory.host_invalid"),
        (HEAD + "  groups: {5: }\n", "inventory.group_not_string"),
        (HEAD + "  groups: {web: {children: [5]}}\n", "type.string"),
        (HEAD + "  groups: {web: {children: ['a b']}}\n", "inventory.group_invalid"),
        (HEAD + "  groups: {web: {children: [web]}}\n", "group.cycle"),
        (HEAD + "  groups: {web: {vars: {a: 1}}}\n", "field.unknown"),
        (HEAD + "  groups: {web: , WEB: }\n", "group.confusable"),
        (HEAD.replace("Inventory", "Schedule") + "  procedure: x\n", "field.missing"),
        (
            HEAD.replace("Inventory", "Schedule")
            + "  procedure: none\n  target: {hosts: [h]}\n  trigger: {kind: cron, expression: x, time_zone: UTC}\n",
            "procedure.unknown",
        ),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_stored(house: Any, text: str, code: str | None) -> None:
    before = house.rows()
    answer = house.person.post(ADDRESS, json={"documents": [text]})
    assert answer.status_code in (400, 422), answer.json
    if code is not None and text:
        assert code in {error["code"] for error in answer.json["errors"]}, answer.json
    assert house.rows() == before


@pytest.mark.parametrize(
    "body",
    [{}, {"documents": []}, {"documents": [1]}, {"documents": ["x"], "force": True}, {"documents": "x"}],
)
def test_an_order_that_makes_no_sense_is_refused(house: Any, body: dict[str, Any]) -> None:
    assert house.person.post(ADDRESS, json=body).status_code == 422


def test_nobody_applies_anything_without_saying_who_they_are(house: Any) -> None:
    assert house.anybody.post(ADDRESS, json={"documents": ["x"]}).status_code == 401


def test_the_same_object_in_two_documents_is_refused(house: Any) -> None:
    text = HEAD + "  hosts: {web1: }\n"
    answer = house.person.post(ADDRESS, json={"documents": [text, text]})
    assert (answer.status_code, answer.json["code"]) == (422, "document.doubled")
    assert answer.json["errors"][0]["path"] == "/documents/1"


def test_a_group_that_is_stored_in_other_letters_is_refused_and_as_a_child_it_is_the_same(house: Any) -> None:
    stored = HEAD + "  groups: {Web: {}, DB: {}}\n"
    assert house.person.post(ADDRESS, json={"documents": [stored]}).status_code == 200
    other = HEAD + "  groups: {web: {children: [db]}}\n"
    refused = house.person.post(ADDRESS, json={"documents": [other]})
    assert (refused.status_code, refused.json["code"]) == (422, "group.confusable")

    nested = HEAD + "  groups: {Web: {children: [db]}, DB: {}}\n"
    assert house.person.post(ADDRESS, json={"documents": [nested]}).status_code == 200
    assert house.person.get("/api/v1/groups/Web").json["children"] == ["DB"]
    unchanged = house.person.post(ADDRESS, json={"documents": [nested]}).json
    assert {change["result"] for change in unchanged["changes"]} == {"unchanged"}
