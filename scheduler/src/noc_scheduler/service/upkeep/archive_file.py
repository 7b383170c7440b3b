"""Archive files: one execution as gzip of JSON lines, complete or not there at all, and never changed."""

import gzip
import hashlib
import json
import os
import uuid
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from noc_scheduler.errors import BrokenArchive

FORMAT = 1
INDEX = "SHA256SUMS"


def name_of(number: int, finished_at: datetime) -> str:
    """Where the file of an execution is, below the archive's folder."""
    return f"{finished_at:%Y/%m}/{number}.jsonl.gz"


def write(path: Path, head: Mapping[str, Any], rows: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Write an execution's rows, safe from a power cut; the file's SHA-256. The same rows give the same file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _appearing_whole(path) as part:
        with part.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
            _write_lines(packed, head, rows)
        return digest_of(part)


def write_index(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """The SHA-256 of every file in a folder, as `sha256sum --check` reads it."""
    text = "".join(f"{digest}  {Path(name).name}\n" for name, digest in files)
    with _appearing_whole(folder / INDEX) as part:
        part.write_text(text)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file; OSError when it can't be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(path: Path, digest: str | None) -> Iterator[dict[str, Any]]:
    """The lines of an archive, head and end included; raises BrokenArchive when it isn't what was written."""
    try:
        if digest is not None and digest_of(path) != digest:
            raise BrokenArchive(f"{path} is not what was written: its SHA-256 is another")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            line: dict[str, Any] = {}
            for text in lines:
                line = json.loads(text)
                yield line
            if "end" not in line:
                raise BrokenArchive(f"{path} has no end")
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise BrokenArchive(f"{path} can't be read: {error}") from error


def _write_lines(
    packed: gzip.GzipFile, head: Mapping[str, Any], rows: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    _write_line(packed, {"archive": FORMAT, **head})
    counted: Counter[str] = Counter()
    for table, row in rows:
        counted[table] += 1
        _write_line(packed, {"table": table, "row": row})
    _write_line(packed, {"end": dict(sorted(counted.items()))})


def _write_line(packed: gzip.GzipFile, line: Mapping[str, Any]) -> None:
    packed.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")


class _appearing_whole:
    """A file beside `path` that takes its place when the block ends well, and is gone when it doesn't."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")

    def __enter__(self) -> Path:
        return self._part

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._part.unlink(missing_ok=True)
            return
        self._part.chmod(0o600)
        _sync(self._part)
        self._part.replace(self._path)
        _sync(self._path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
