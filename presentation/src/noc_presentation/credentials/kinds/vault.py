"""A reference to a secret in a Vault (or OpenBao): only how to get it is kept here, it is fetched at each use."""

from urllib.parse import urlsplit

import hvac
import requests
from hvac.exceptions import VaultError

from noc_presentation.credentials.kinds import become_password, password, ssh_key
from noc_presentation.credentials.kinds.kind import Field, Kind, Values, complaints
from noc_presentation.credentials.vocabulary import Use
from noc_presentation.errors import Complaint, Unavailable

TIMEOUT_S = 5
#: As what the fetched secret is used, and which of that kind's fields it becomes.
AS = {"ssh_key": "private_key", "password": "password", "become_password": "password"}
_KINDS = {kind.name: kind for kind in (ssh_key.KIND, password.KIND, become_password.KIND)}


def _use(values: Values) -> Use:
    return _KINDS[values["as"]].use({})


def _judge(values: Values) -> list[Complaint]:
    try:
        parts = urlsplit(values["url"])
        sound = parts.scheme in ("http", "https") and parts.hostname and not parts.username
    except ValueError:
        sound = False
    found = []
    if not sound:
        words = "must be an http or https address without a user"
        found.append(Complaint("/values/url", "url.invalid", words))
    if ("token" in values) == ("role_id" in values) or ("role_id" in values) != ("secret_id" in values):
        words = "give either a token, or a role_id with its secret_id"
        found.append(Complaint("/values", "credential.vault_login", words))
    for name in ("mount", "path"):
        if any(part in ("", ".", "..") for part in values.get(name, "x").split("/")):
            found.append(Complaint(f"/values/{name}", "credential.vault_path", "has an empty part, . or .."))
    return found


def _look_up(values: Values) -> dict[str, str]:
    """The secret as the kind it is used as gives it out; raises Unavailable, never with what Vault said."""
    kind, name = _KINDS[values["as"]], AS[values["as"]]
    try:
        text = _fetch(values)
    except (VaultError, requests.RequestException, KeyError, TypeError, ValueError) as error:
        raise _unavailable(type(error).__name__) from None
    if not isinstance(text, str) or complaints(kind, {name: text}):
        raise _unavailable(f"the field holds no {kind.title}")
    return kind.look_up({name: text})


def _fetch(values: Values) -> object:
    session = requests.Session()
    session.trust_env = False  # no proxy and no .netrc of this machine's decides where a secret goes
    client = hvac.Client(
        url=values["url"],
        token=values.get("token", ""),
        namespace=values.get("namespace"),
        timeout=TIMEOUT_S,
        session=session,
        allow_redirects=False,
    )
    try:
        if "role_id" in values:
            client.auth.approle.login(role_id=values["role_id"], secret_id=values["secret_id"])
        answer = client.secrets.kv.v2.read_secret_version(
            path=values["path"], mount_point=values.get("mount", "secret"), raise_on_deleted_version=True
        )
        return answer["data"]["data"][values["field"]]
    finally:
        client.adapter.close()


def _unavailable(reason: str) -> Unavailable:
    return Unavailable("credential.vault_unavailable", f"the secret can't be had from Vault: {reason}")


KIND = Kind(
    name="vault",
    title="Vault reference",
    fields=(
        Field("url", "Address", secret=False),
        Field("path", "Path", secret=False),
        Field("field", "Field", secret=False),
        Field("as", "Used as", choices=tuple(AS), secret=False),
        Field("mount", "Mount", required=False, secret=False),
        Field("namespace", "Namespace", required=False, secret=False),
        Field("token", "Token", required=False),
        Field("role_id", "AppRole id", required=False, secret=False),
        Field("secret_id", "AppRole secret id", required=False),
    ),
    use=_use,
    judge=_judge,
    look_up=_look_up,
)
