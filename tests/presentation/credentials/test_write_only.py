"""Credentials over REST: written, bound, revoked; whatever is asked, the secret is in no answer, row or file."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

CREDENTIALS = "/api/v1/credentials"
SECRET = "S3cr3t-ÄÖ{{x}}'\"$"


def password(**more: Any) -> dict[str, Any]:
    return {"name": "web", "kind": "password", "values": {"password": SECRET}, **more}


def private_key(passphrase: str | None = None) -> str:
    kept = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, kept).decode()


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_shown_is_everything_but_the_secret(house: Any, tmp_path: Path) -> None:
    house.person.post("/api/v1/groups", json={"name": "edge"})

    made = house.person.post(CREDENTIALS, json=password(groups=["edge"], description="for the edge"))

    assert (made.status_code, made.json["version"], made.json["use"]) == (201, 1, "login")
    assert made.json["groups"] == ["edge"]
    assert (made.json["created_by"]["name"], made.json["last_used_at"]) == ("ana", None)
    answers = [made, house.person.get(CREDENTIALS), house.person.get(f"{CREDENTIALS}/web")]
    for form in (SECRET, json.dumps(SECRET)[1:-1], repr(SECRET)[1:-1]):
        assert all(form not in answer.get_data(as_text=True) for answer in answers)
        assert form not in repr(house.rows())
        assert form.encode() not in files(tmp_path)


def test_an_unknown_field_kind_or_group_is_refused_with_nothing_stored(house: Any) -> None:
    before = house.rows()
    for wrong, code in (
        (password(kind="lottery"), "value.unknown"),
        (password(values={"password": SECRET, "pin": SECRET}), "field.unknown"),
        (password(values={}), "field.missing"),
        (password(values={"password": SECRET * 1_000}), "string.length"),
        (password(values={"password": "a\nb"}), "text.invalid"),
        (password(values={"password": [SECRET]}), "type.string"),
        (password(groups=["nobody"]), "credential.unknown_group"),
        (password(kind="ssh_key", values={"private_key": SECRET}), "credential.key_invalid"),
        (password(name="a\u202eb"), "name.invalid"),
    ):
        answer = house.person.post(CREDENTIALS, json=wrong)
        assert (answer.status_code, answer.json["code"]) == (422, code)
        assert "S3cr3t" not in answer.get_data(as_text=True)
    assert house.rows() == before


def test_no_filter_and_no_order_looks_into_secrets(house: Any) -> None:
    for query in ("value__startswith=S", "ciphertext=a", "order_by=key_id"):
        answer = house.person.get(f"{CREDENTIALS}?{query}")
        assert (answer.status_code, answer.json["code"]) == (422, "query.unknown")


def test_another_secret_is_another_version_and_a_name_is_never_used_again(house: Any) -> None:
    house.person.post(CREDENTIALS, json=password())
    again = house.person.post(CREDENTIALS, json=password(name="WEB"))
    assert (again.status_code, again.json["code"]) == (409, "credential.exists")

    other = house.person.put(f"{CREDENTIALS}/web/secret", json={"values": {"password": "another"}})
    assert (other.status_code, other.json["version"]) == (200, 2)

    assert house.person.delete(f"{CREDENTIALS}/web").status_code == 204
    shown = house.person.get(f"{CREDENTIALS}/web").json
    assert shown["revoked_at"] == "2026-11-21T12:00:00.000Z"
    with house.resources.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT key_id, wrapped_key, ciphertext FROM credentials").one()
    assert tuple(kept) == (None, None, None)
    for act in (
        house.person.put(f"{CREDENTIALS}/web/secret", json={"values": {"password": "b"}}),
        house.person.post(CREDENTIALS, json=password()),
    ):
        assert act.status_code == 409


def test_binding_anew_asks_for_what_was_seen(house: Any) -> None:
    house.person.post("/api/v1/groups", json={"name": "edge"})
    made = house.person.post(CREDENTIALS, json=password())
    blind = house.person.put(f"{CREDENTIALS}/web", json={"groups": ["edge"]})
    assert blind.status_code == 428
    seen = {"If-Match": made.headers["ETag"]}
    assert house.person.put(f"{CREDENTIALS}/web", json={"groups": ["edge"]}, headers=seen).status_code == 200
    stale = house.person.put(f"{CREDENTIALS}/web", json={"groups": []}, headers=seen)
    assert (stale.status_code, stale.json["code"]) == (412, "etag.mismatch")


@pytest.mark.parametrize("passphrase", [None, "open sesame"])
def test_a_key_is_taken_with_its_passphrase_and_not_with_another(house: Any, passphrase: str | None) -> None:
    values = {"private_key": private_key(passphrase)}
    if passphrase:
        wrong = house.person.post(CREDENTIALS, json=password(kind="ssh_key", values=values))
        assert (wrong.status_code, wrong.json["code"]) == (422, "credential.key_invalid")
        values["passphrase"] = passphrase
    made = house.person.post(CREDENTIALS, json=password(kind="ssh_key", values=values))
    assert made.status_code == 201, made.json


def test_kinds_tell_their_fields(house: Any) -> None:
    kinds = {kind["name"]: kind for kind in house.person.get("/api/v1/credential-kinds").json["items"]}
    assert set(kinds) == {"ssh_key", "password", "become_password", "api_token", "vault"}
    assert [field["name"] for field in kinds["ssh_key"]["fields"]] == ["private_key", "passphrase"]


def test_and_which_of_them_are_hidden_while_they_are_typed(house: Any) -> None:
    kinds = {kind["name"]: kind for kind in house.person.get("/api/v1/credential-kinds").json["items"]}
    hidden = {
        name: [field["name"] for field in kind["fields"] if field["secret"]] for name, kind in kinds.items()
    }
    assert hidden == {
        "ssh_key": ["private_key", "passphrase"],
        "password": ["password"],
        "become_password": ["password"],
        "api_token": ["token"],
        "vault": ["token", "secret_id"],
    }


def test_since_when_it_has_its_secret_is_told_whatever_else_changes(house: Any) -> None:
    made = house.person.post(CREDENTIALS, json=password())
    house.clock.pass_by(days=90)
    new = {"values": {"password": "another one"}}
    rotated = house.person.put(f"{CREDENTIALS}/web/secret", json=new)
    house.clock.pass_by(days=1)
    seen = {"If-Match": rotated.headers["ETag"]}
    bound = house.person.put(f"{CREDENTIALS}/web", json={"description": "new words"}, headers=seen)

    assert made.json["rotated_at"] == made.json["created_at"]
    assert rotated.json["rotated_at"] == rotated.json["changed_at"] > made.json["rotated_at"]
    assert bound.json["rotated_at"] == rotated.json["rotated_at"] < bound.json["changed_at"]


def test_without_its_key_file_nothing_is_stored(house: Any) -> None:
    house.resources.credentials_key_file.unlink()
    before = house.rows()
    answer = house.person.post(CREDENTIALS, json=password())
    assert (answer.status_code, answer.json["code"]) == (503, "credential.key_missing")
    assert house.rows() == before


def test_a_key_file_that_others_may_read_is_refused(house: Any) -> None:
    house.resources.credentials_key_file.chmod(0o640)
    answer = house.person.post(CREDENTIALS, json=password())
    assert (answer.status_code, answer.json["code"]) == (503, "credential.key_missing")
