"""Every kind of credential, registered here once."""

from noc_presentation.credentials.kinds import api_token, become_password, password, ssh_key, vault
from noc_presentation.credentials.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (ssh_key.KIND, password.KIND, become_password.KIND, api_token.KIND, vault.KIND)
}
