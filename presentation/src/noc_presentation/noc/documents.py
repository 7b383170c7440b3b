"""YAML files as `noc apply` finds them: documents, and those that are left alone."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_presentation.noc.errors import NotUnderstood

ENDINGS = {".yml", ".yaml"}
LEFT_ALONE = ("Rehearsal",)
"""Kinds that belong to other programs; whatever else is no document of ours is an error."""
MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A file that is to be applied."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A YAML file in a folder that holds something for another program; `kind` is what it says it is."""

    path: Path
    kind: str


def find(place: Path) -> list[DocumentFile | OtherFile]:
    """The file itself, or all YAML files below the folder by path; raises NotUnderstood if there is none."""
    if not place.is_dir():
        found = read(place)
        if isinstance(found, OtherFile):
            raise NotUnderstood(f"{place} holds nothing to apply but: {found.kind}")
        return [found]
    paths = sorted(path for path in place.rglob("*") if path.suffix in ENDINGS and path.is_file())
    if not paths:
        raise NotUnderstood(f"there is no .yml or .yaml file in {place}")
    return [read(path) for path in paths]


def read(path: Path) -> DocumentFile | OtherFile:
    """One file. What is no readable YAML counts as a document: judging it says what is wrong."""
    text = text_of(path, MOST_BYTES)
    try:
        document = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return DocumentFile(path, text)
    kind = document.get("kind") if isinstance(document, dict) else None
    return OtherFile(path, kind) if kind in LEFT_ALONE else DocumentFile(path, text)


def text_of(path: Path, most_bytes: int) -> str:
    """The file's text; raises NotUnderstood where it can't be read, is too large or is not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        raise NotUnderstood(f"{path}: {error.strerror}") from error
    if len(content) > most_bytes:
        raise NotUnderstood(f"{path}: more than {most_bytes // 2**20} MiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise NotUnderstood(
            f"{path}:{row}: this is not UTF-8 (encoding.not_utf8)",
            (f"save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 {path.name}",),
        ) from error
