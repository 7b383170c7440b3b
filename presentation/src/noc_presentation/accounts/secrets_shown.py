"""Secrets that are shown once and kept as digests: made long enough that a plain SHA-256 is all they need."""

import hashlib
import secrets

SECRET_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """256 random bits as text."""
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def digest(text: str) -> str:
    """What is kept of such a secret; takes any text that may be shown to us instead of one."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
