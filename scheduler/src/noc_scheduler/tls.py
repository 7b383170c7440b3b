"""TLS of this layer: what it serves with, and what it holds the certificates of the others against."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from noc_scheduler.errors import InsecureKeyFile, WrongSettings


@dataclass(frozen=True, slots=True)
class Tls:
    """Files: a certificate chain with its key to serve with, and the certificates others are checked against."""

    certificate: Path | None = None
    key: Path | None = None
    trust: Path | None = None

    def verification(self) -> ssl.SSLContext | bool:
        """What httpx checks certificates with: what the system trusts, or these alone; raises WrongSettings."""
        if self.trust is None:
            return True
        try:
            return ssl.create_default_context(cafile=str(self.trust))
        except OSError as error:
            raise WrongSettings(
                f"{self.trust}: no certificates to trust can be read there: {error}"
            ) from error


def read_tls(prefix: str, certificate: str, key: str, trust: str) -> Tls:
    """As the settings name it; raises WrongSettings for half a pair, InsecureKeyFile for a key everybody may read."""
    if bool(certificate) != bool(key):
        raise WrongSettings(f"{prefix}TLS_CERTIFICATE and {prefix}TLS_KEY belong together; set both or none")
    found = Tls(_path(certificate), _path(key), _path(trust))
    # The group may read it, as tools for certificates arrange it.
    if found.key is not None and found.key.exists() and found.key.stat().st_mode & 0o007:
        raise InsecureKeyFile(found.key)
    return found


def _path(text: str) -> Path | None:
    return Path(text).absolute() if text else None
