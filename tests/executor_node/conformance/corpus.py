"""The conformance corpus: cases as data, one file per topic."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "cases"
#: The releases of ansible-core for which both sides were seen to agree.
HOLDS_FOR = ("2.19",)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to do on a host, and what both sides must make of it.

    `{dir}` in texts stands for a folder of the side's own. `expect` is an outcome; with `refused`, a code, our side
    doesn't do it at all and the stock one isn't asked. `more` are members of the attempt document.
    """

    name: str
    module: str
    expect: str = ""
    refused: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
    host: str = "web"
    become: bool = False
    check_mode: bool = False
    diff: bool = False
    no_log: bool = False
    template: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str | None] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def flags(self) -> dict[str, bool]:
        return {
            "become": self.become,
            "check_mode": self.check_mode,
            "diff": self.diff,
            "no_log": self.no_log,
            "template": self.template,
        }

    def args_in(self, folder: Path) -> dict[str, Any]:
        """The arguments for a side that works in this folder."""
        placed: dict[str, Any] = json.loads(json.dumps(dict(self.args)).replace("{dir}", str(folder)))
        return placed

    def prepare(self, folder: Path) -> None:
        """Make the folder with the case's files."""
        folder.mkdir(parents=True)
        for name, text in self.files.items():
            path = folder / name
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)


def cases() -> list[Case]:
    """Every case, in the order of the files."""
    found = []
    for path in sorted(FOLDER.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            lists = {name: tuple(entry[name]) for name in ("shows", "hides", "apart") if name in entry}
            found.append(Case(**{**entry, **lists}))
    return found
