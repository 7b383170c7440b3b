"""A backup as one file: a tar with a manifest that says what is in it, complete or not there at all."""

import hashlib
import json
import os
import platform
import tarfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from noc_presentation import __version__
from noc_presentation.errors import BrokenBackup

FORMAT = 1
LAYER = "noc-presentation"
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    made_at: datetime
    version: str
    schema: str
    database: str
    files: Mapping[str, Mapping[str, Any]]


def pack(path: Path, folder: Path, schema: str, database: str) -> None:
    """Write everything in `folder` with a manifest into `path`, for its owner's eyes only."""
    names = sorted(file.name for file in folder.iterdir())
    manifest = {
        "format": FORMAT,
        "layer": LAYER,
        "made_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "version": __version__,
        "schema": schema,
        "database": database,
        "python": platform.python_version(),
        "files": {
            name: {"sha256": _digest(folder / name), "bytes": (folder / name).stat().st_size}
            for name in names
        },
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2))
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
                for name in (MANIFEST, *names):
                    tar.add(folder / name, name)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(part, path)  # unlike a rename, this never replaces a backup that is there
    except FileExistsError as error:
        raise BrokenBackup(f"{path} exists; backups are never overwritten") from error
    finally:
        part.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> Manifest:
    """Put a backup's files into `folder`; raises BrokenBackup unless each is exactly what the manifest says."""
    try:
        with tarfile.open(path, "r:gz") as tar:
            members = {member.name: member for member in tar.getmembers()}
            manifest = _read_manifest(path, tar, members)
            for name in manifest.files:
                member = members.get(name)
                if member is None or not member.isreg() or "/" in name or name.startswith("."):
                    raise BrokenBackup(f"{path}: {name} is missing")
                tar.extract(member, folder, filter="data")
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise BrokenBackup(f"{path} can't be read: {error}") from error
    for name, said in manifest.files.items():
        if _digest(folder / name) != said["sha256"]:
            raise BrokenBackup(f"{path}: {name} is not what was backed up: its SHA-256 is another")
    return manifest


def _read_manifest(path: Path, tar: tarfile.TarFile, members: Mapping[str, tarfile.TarInfo]) -> Manifest:
    member = members.get(MANIFEST)
    file = None if member is None or member.size > MOST_MANIFEST_BYTES else tar.extractfile(member)
    if file is None:
        raise BrokenBackup(f"{path} is no backup: it has no manifest")
    said = json.loads(file.read())
    if (said["format"], said["layer"]) != (FORMAT, LAYER):
        raise BrokenBackup(
            f"{path} is a backup of {said['layer']} in format {said['format']}, not of {LAYER}"
        )
    return Manifest(
        datetime.fromisoformat(said["made_at"]),
        said["version"],
        said["schema"],
        said["database"],
        said["files"],
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
