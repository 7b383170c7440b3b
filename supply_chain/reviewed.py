"""What was looked up by hand in `reviewed.yml`, held against versions; it only knows what was written there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

TABLE = Path(__file__).with_name("reviewed.yml")
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Reviewed:
    """One advisory that somebody read; without `mended_in` it was withdrawn."""

    id: str
    package: str
    mended_in: Version | None


@dataclass(frozen=True)
class Review:
    """All of them, the packages nothing was found about, and the day."""

    day: date
    advisories: tuple[Reviewed, ...]
    without: frozenset[str]

    @property
    def packages(self) -> frozenset[str]:
        """The canonical names of all that was looked up."""
        return self.without | {one.package for one in self.advisories}

    def against(self, versions: Mapping[str, str]) -> list[Reviewed]:
        """What is known against these versions, by canonical name."""
        return [
            one
            for one in self.advisories
            if one.mended_in and one.package in versions and Version(versions[one.package]) < one.mended_in
        ]


def review(path: Path = TABLE) -> Review:
    """The table as it stands; raises KeyError or ValueError where it names no source or no version."""
    given = yaml.safe_load(path.read_text("utf-8"))
    sources = given["sources"]
    return Review(
        day=given["reviewed"],
        advisories=tuple(
            _reviewed(package, one, sources)
            for package, found in given["advisories"].items()
            for one in found
        ),
        without=frozenset(canonicalize_name(one) for one in given["without"]),
    )


def _reviewed(package: str, one: Mapping[str, str], sources: Mapping[str, Any]) -> Reviewed:
    if one["source"] not in sources:
        raise ValueError(f"{one['id']} is of no known source")
    mended_in = one["mended_in"]
    return Reviewed(
        one["id"], canonicalize_name(package), None if mended_in == WITHDRAWN else Version(str(mended_in))
    )
