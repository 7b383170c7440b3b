"""The token that lets a Prometheus server read `/metrics`: from the environment or from a private file."""

from pathlib import Path

from noc_scheduler.errors import InsecureKeyFile, WrongSettings

#: A shorter one could be guessed.
SHORTEST = 16


def read_metrics_token(prefix: str, text: str, file: str) -> str | None:
    """The token, or None when neither is given; raises WrongSettings on one that is no good."""
    if text and file:
        raise WrongSettings(f"{prefix}METRICS_TOKEN and {prefix}METRICS_TOKEN_FILE exclude each other")
    name = f"{prefix}METRICS_TOKEN_FILE" if file else f"{prefix}METRICS_TOKEN"
    token = _content(name, Path(file)) if file else text
    if not (text or file):
        return None
    if len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise WrongSettings(f"{name}: write at least {SHORTEST} printable ASCII characters without spaces")
    return token


def _content(name: str, path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise InsecureKeyFile(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{name}: {path} can't be read: {error}") from error
