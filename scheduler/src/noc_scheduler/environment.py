"""What the environment may not hold: settings that nobody knows, and a public address without TLS."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from ipaddress import ip_address

from noc_scheduler.errors import WrongSettings


def refuse_unknown(environ: Mapping[str, str], prefix: str, known: Collection[str]) -> None:
    """Raises WrongSettings for a name with this prefix that is no setting; misspelt, it would leave a default."""
    for name in sorted(environ):
        setting = name.removeprefix(prefix)
        if setting != name and setting not in known:
            close = get_close_matches(setting, known, n=1)
            meant = (
                f"did you mean {prefix}{close[0]}?" if close else "take it away; --help lists the settings"
            )
            raise WrongSettings(f"{name}: there is no such setting (config.unknown); {meant}")


def refuse_public_without_tls(prefix: str, host: str, tls: bool) -> None:
    """Raises WrongSettings for an address that others reach, unless it is said that TLS is there."""
    if tls or _is_loopback(host):
        return
    raise WrongSettings(
        f"{prefix}LISTEN: others can reach {host}, and without TLS everything there can be read "
        f"(config.public_without_tls); set {prefix}TLS_CERTIFICATE and {prefix}TLS_KEY, or {prefix}PLAIN_HTTP=true "
        "behind a proxy that serves TLS"
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
