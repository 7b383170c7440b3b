"""Reading a document: YAML (or JSON, which is YAML) into plain data, keeping the line of every field."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from noc_scheduler.flowchart.document.scalars import BadNumber, Scalar, plain_scalar
from noc_scheduler.flowchart.findings import Finding, Notebook, Path, in_order

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 100_000


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data as the author wrote it, and the line (from 1) of every place in it."""

    data: Any
    lines: dict[Path, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, or None where there was none to read; either way the findings."""

    document: Document | None
    findings: tuple[Finding, ...] = ()


def read(text: str | bytes) -> Reading:
    """Read one document; never raises, whatever the text: what is wrong with it is a finding."""
    notebook = Notebook()
    try:
        document = _read(_as_text(text), notebook)
        return Reading(document, in_order(notebook.findings))
    except _Unreadable as problem:
        notebook.lines = {(): problem.line}
        notebook.error(problem.code, problem.message)
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        notebook.lines = {(): mark.line + 1 if mark is not None else 1}
        notebook.error("yaml.invalid", f"this is not YAML: {_first_line(problem)}")
    except (ValueError, RecursionError, OverflowError, AttributeError, TypeError, LookupError) as problem:
        # The parser leaks its own accidents on hostile input; they all mean the same to an author.
        notebook.lines = {(): 1}
        notebook.error("yaml.invalid", f"this is not YAML: {_first_line(problem)}")
    return Reading(None, in_order(notebook.findings))


class _Unreadable(Exception):
    def __init__(self, code: str, message: str, line: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line


def _as_text(text: str | bytes) -> str:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > MAX_BYTES:
        raise _Unreadable("document.too_large", f"the document is larger than {MAX_BYTES} bytes", 1)
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise _Unreadable("encoding.not_utf8", "the document is not UTF-8 text", line) from None


def _read(text: str, notebook: Notebook) -> Document:
    builder = _Builder(notebook)
    for event in YAML(typ="safe", pure=True).parse(text):
        builder.take(event)
    if not builder.documents or builder.empty:
        raise _Unreadable("document.empty", "the document is empty", 1)
    return Document(builder.root[0], builder.lines)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come; `key` is the key whose value is awaited."""

    value: Any
    path: Path
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Builds plain data from parser events, so that nothing is expanded before it is checked."""

    notebook: Notebook
    lines: dict[Path, int] = field(default_factory=dict)
    root: list[Any] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    values: int = 0
    empty: bool = False

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            self._document(line)
        elif isinstance(event, NodeEvent):
            self._refuse_references(event, line)
            self._node(event, line)
        elif isinstance(event, CollectionEndEvent):
            self.stack.pop()

    def _document(self, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Unreadable("yaml.multiple_documents", "a file holds exactly one document", line)

    def _refuse_references(self, event: Any, line: int) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise _Unreadable(
                "yaml.alias_forbidden", "anchors (&) and aliases (*) are not allowed; repeat the value", line
            )
        if event.tag is not None:
            raise _Unreadable("yaml.tag_forbidden", f"tags are not allowed: {event.tag}", line)

    def _node(self, event: NodeEvent, line: int) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            raise _Unreadable("yaml.too_many_values", f"the document has more than {MAX_VALUES} values", line)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, event, line)
            return
        value = self._value(event, line)
        path = self._attach(parent, value, line)
        if not isinstance(event, ScalarEvent):
            self.stack.append(_Open(value, path))
            if len(self.stack) > MAX_DEPTH:
                raise _Unreadable("yaml.too_deep", f"nested more than {MAX_DEPTH} deep", line)

    def _value(self, event: Any, line: int) -> Any:
        if isinstance(event, MappingStartEvent):
            return {}
        if isinstance(event, SequenceStartEvent):
            return []
        value = _scalar(event, line)
        # A file of comments only is parsed as one empty plain scalar under some headers.
        self.empty = self.empty or (value is None and event.value == "" and not self.stack)
        return value

    def _key(self, parent: _Open, event: Any, line: int) -> None:
        key = _scalar(event, line) if isinstance(event, ScalarEvent) else None
        if not isinstance(key, str):
            raise _Unreadable("yaml.key_not_text", "a key must be a text; put it in quotes", line)
        if key == "<<" and event.style is None:
            raise _Unreadable("yaml.merge_forbidden", "merge keys (<<) are not allowed", line)
        if key in parent.value:
            first = self.lines[(*parent.path, key)]
            self.notebook.lines = {(): line}
            self.notebook.error("yaml.duplicate_key", f"'{key}' is there already, on line {first}")
        parent.key = key
        parent.value[key] = None
        self.lines[(*parent.path, key)] = line

    def _attach(self, parent: _Open | None, value: Any, line: int) -> Path:
        if parent is None:
            self.root.append(value)
            self.lines[()] = line
            return ()
        if parent.key is not None:
            path: Path = (*parent.path, parent.key)
            parent.value[parent.key] = value
            parent.key = None
            return path
        path = (*parent.path, len(parent.value))
        parent.value.append(value)
        self.lines[path] = line
        return path


def _scalar(event: Any, line: int) -> Scalar:
    if "\0" in event.value:
        raise _Unreadable("text.nul", "the character NUL is not allowed", line)
    try:
        return plain_scalar(event.value) if event.style is None else _whole_characters(event.value)
    except BadNumber as problem:
        raise _Unreadable("number.range", str(problem), line) from None
    except UnicodeError:
        raise _Unreadable("yaml.invalid", "half of a surrogate pair is no character", line) from None


def _whole_characters(text: str) -> str:
    """JSON writes characters beyond the first plane as two escapes, which YAML reads as two characters."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16")


def _first_line(problem: Exception) -> str:
    words: Iterator[str] = (str(part) for part in (getattr(problem, "problem", None), problem) if part)
    return (next(words, None) or type(problem).__name__).splitlines()[0][:200]
