"""Making the module catalogue: Ansible is asked once for each set of collections, the answer is kept in a file."""

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import structlog

from noc_executor_node.catalogue.document import FORM, catalogue_text
from noc_executor_node.errors import CatalogueNotMade
from noc_executor_node.executors.collections_path import SYSTEM, collections_environment
from noc_executor_node.settings import Settings

#: Seen: 2 s for ansible-core alone, 7 s with a hundred collections; a slow disk may need far more.
MOST_SECONDS = 300
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue document and its SHA-256."""

    text: str
    hash: str


def catalogue(settings: Settings) -> Catalogue:
    """This executor node's catalogue, from its file unless Ansible or a collection has changed.

    Raises CatalogueNotMade when Ansible can't be asked.
    """
    folder = settings.home / "modules"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{_key(settings.collections)}.json"
    if not path.exists():
        for older in folder.glob("*.json"):
            older.unlink(missing_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text(_made(folder, settings.collections), encoding="utf-8")
        unfinished.replace(path)
        log.info("modules.catalogue_made", file=path.name, bytes=path.stat().st_size)
    text = path.read_text(encoding="utf-8")
    return Catalogue(text, hashlib.sha256(text.encode()).hexdigest())


def _made(folder: Path, more: Sequence[Path]) -> str:
    configuration = folder / "ansible.cfg"  # an empty one: nobody else's counts
    configuration.touch()
    command = [
        str(Path(sys.executable).parent / "ansible-doc"),
        *("--metadata-dump", "--no-fail-on-errors", "--type", "module"),
    ]
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(configuration),
        **collections_environment(more),
    }
    try:
        answer = subprocess.run(  # noqa: S603 - Ansible's own program, told everything by ourselves
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
        dump = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise CatalogueNotMade(f"ansible-doc gave no answer: {type(error).__name__}") from error
    return catalogue_text(dump, version("ansible-core"), collections(more))


def collections(more: Sequence[Path]) -> dict[str, str]:
    """The versions of the collections by name, installed ones and those in `more`; one without a manifest has none."""
    found: dict[str, str] = {}
    for folder in _collection_folders(more):
        name = f"{folder.parent.name}.{folder.name}"
        found.setdefault(name, _version(folder / "MANIFEST.json"))
    return found


def _collection_folders(more: Sequence[Path]) -> Iterator[Path]:
    roots = (*more, SYSTEM, *(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")))
    for root in dict.fromkeys(roots):
        yield from sorted(path for path in (root / "ansible_collections").glob("*/*") if path.is_dir())


def _version(manifest: Path) -> str:
    try:
        told: Mapping[str, Mapping[str, str]] = json.loads(manifest.read_text(encoding="utf-8"))
        return str(told["collection_info"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _key(more: Sequence[Path]) -> str:
    """What changes when what the catalogue is made of does."""
    whole = hashlib.sha256(f"{FORM} {version('ansible-core')}\n".encode())
    for folder in _collection_folders(more):
        newest = max((path.stat().st_mtime_ns for path in (folder / "plugins").glob("modules/*")), default=0)
        whole.update(f"{folder} {_version(folder / 'MANIFEST.json')} {newest}\n".encode())
    return whole.hexdigest()[:32]
