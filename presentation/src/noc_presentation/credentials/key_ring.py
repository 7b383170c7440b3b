"""The keys that data keys are wrapped with: a file outside the database, for its owner's eyes only.

One key per line, `ID BASE64`; the first one is used, the others only open what they closed. There are others while a
rotation is under way.
"""

import base64
import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from noc_presentation.errors import InsecureKeyFile, Misconfigured

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """A key and the name its rows know it by: the beginning of its SHA-256."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """What rows call it."""
        return hashlib.sha256(b"noc credential key\0" + self.secret).hexdigest()[:16]

    @classmethod
    def new(cls) -> Self:
        """A key nobody has."""
        return cls(secrets.token_bytes(KEY_BYTES))


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys in a file, the one in use first."""

    keys: tuple[WrappingKey, ...]

    @property
    def current(self) -> WrappingKey:
        """The key that closes from now on."""
        return self.keys[0]

    def find(self, key_id: str) -> WrappingKey | None:
        """The key that rows know by this name."""
        return next((key for key in self.keys if key.id == key_id), None)


def read_key_ring(path: Path) -> KeyRing:
    """The keys in a file; raises InsecureKeyFile when others may read it, Misconfigured when it holds none."""
    try:
        status = path.stat()
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise Misconfigured(
            str(path), "the key of the credentials is missing", "restore it, or run `noc-presentation setup`"
        ) from error
    except (OSError, ValueError) as error:
        raise Misconfigured(str(path), "can't be read as a key file", "restore it") from error
    if status.st_mode & 0o077 or status.st_uid != os.geteuid():
        raise InsecureKeyFile(path)
    keys = tuple(_key(path, line) for line in text.splitlines() if line.strip())
    if not keys:
        raise Misconfigured(str(path), "holds no key", "restore it")
    return KeyRing(keys)


def make_key_ring(path: Path) -> KeyRing:
    """The keys in the file, which gets a first one when there is no file."""
    if not path.exists():
        write_key_ring(path, KeyRing((WrappingKey.new(),)), new=True)
    return read_key_ring(path)


def write_key_ring(path: Path, ring: KeyRing, new: bool = False) -> None:
    """Put these keys into the file, all of them or, after a power cut, those that were there before."""
    lines = "".join(f"{key.id} {base64.b64encode(key.secret).decode()}\n" for key in ring.keys)
    descriptor, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        if new:
            try:
                os.link(part, path)
            except FileExistsError:
                return  # another process made one at the same moment, and it is that one which counts
        else:
            Path(part).replace(path)
            part = ""
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        if part:
            Path(part).unlink(missing_ok=True)


def _key(path: Path, line: str) -> WrappingKey:
    name, _, text = line.partition(" ")
    try:
        key = WrappingKey(base64.b64decode(text, validate=True))
    except ValueError:
        key = WrappingKey(b"")
    if len(key.secret) != KEY_BYTES or key.id != name:
        raise Misconfigured(str(path), "a line of it is no key, or was changed", "restore it")
    return key
