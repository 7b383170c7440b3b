"""`make audit`: what is publicly known against what the three layers are made of, less what is waived with a date.

Exit 0: nothing, or all of it waived; 1: something is not waived; 2: nobody could be asked, which is no clean bill.
What was looked up by hand (`reviewed.yml`) counts like an answer, but never instead of one.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name

from supply_chain.reviewed import Review, review
from supply_chain.sbom import LAYERS, Bom, bill_of

WAIVERS = Path(__file__).with_name("waivers.yml")
SERVICE = "https://api.osv.dev/v1/query"
TIMEOUT_SECONDS = 15


class Unanswered(Exception):
    """The advisory service could not be asked."""


@dataclass(frozen=True)
class Advisory:
    """Something known against a version that is installed."""

    id: str
    names: frozenset[str]
    package: str
    version: str
    mended_in: tuple[str, ...]


@dataclass(frozen=True)
class Waiver:
    """An advisory that is lived with until a day, and why."""

    id: str
    until: date
    reason: str


def waivers_in(text: str) -> list[Waiver]:
    """The waivers of a file; raises ValueError where one lacks its day or its reason."""
    found = []
    for given in (yaml.safe_load(text) or {}).get("waivers") or []:
        if set(given) != {"id", "until", "reason"} or not isinstance(given["until"], date):
            raise ValueError(f"a waiver is id, until (a day) and reason: {given}")
        found.append(Waiver(str(given["id"]), given["until"], str(given["reason"])))
    return found


def not_waived(found: Iterable[Advisory], waivers: Iterable[Waiver], today: date) -> list[Advisory]:
    """What no waiver of today speaks of, by any of its names; each once."""
    lived_with = {one.id for one in waivers if one.until >= today}
    return [one for one in dict.fromkeys(found) if not one.names & lived_with]


def asked(bom: Bom, service: str) -> list[Advisory]:
    """What the service knows against the components; raises Unanswered."""
    pins = [f"{one['name']}=={one['version']}" for one in bom["components"] if one.get("version")]
    with tempfile.TemporaryDirectory(prefix="noc-audit-") as folder:
        pinned = Path(folder) / "pinned.txt"
        pinned.write_text("\n".join(pins) + "\n")
        command = [
            *(str(Path(sys.executable).with_name("pip-audit")), "--requirement", str(pinned)),
            *("--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"),
            *("--vulnerability-service", "osv", "--osv-url", service),
            *("--timeout", str(TIMEOUT_SECONDS), "--cache-dir", folder),
        ]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        said = json.loads(answer.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        raise Unanswered((answer.stderr.strip().splitlines() or ["no answer"])[-1][:300]) from error
    if unread := [f"{one['name']}: {one['skip_reason']}" for one in said if "skip_reason" in one]:
        raise Unanswered("; ".join(unread)[:300])
    return [
        Advisory(
            known["id"],
            frozenset((known["id"], *known["aliases"])),
            one["name"],
            one["version"],
            tuple(known["fix_versions"]),
        )
        for one in said
        for known in one["vulns"]
    ]


def looked_up(bom: Bom, known: Review) -> list[Advisory]:
    """What the review by hand says against the components."""
    versions = {canonicalize_name(one["name"]): one["version"] for one in bom["components"]}
    return [
        Advisory(one.id, frozenset((one.id,)), one.package, versions[one.package], (str(one.mended_in),))
        for one in known.against(versions)
    ]


def main(arguments: list[str]) -> int:
    """Ask for each layer and say what came of it."""
    parser = argparse.ArgumentParser(prog="make audit")
    parser.add_argument("--service", default=SERVICE, help="an OSV address")
    parser.add_argument("--waivers", type=Path, default=WAIVERS)
    parser.add_argument("layers", nargs="*", default=list(LAYERS))
    given = parser.parse_args(arguments)
    waivers, today = waivers_in(given.waivers.read_text()), datetime.now(UTC).date()
    known = review()
    left: list[Advisory] = []
    unasked = False
    for layer in given.layers:
        bom = bill_of(layer)
        found = looked_up(bom, known)
        try:
            found += asked(bom, given.service)
        except Unanswered as error:
            unasked = True
            print(f"{layer}: NOT AUDITED, {given.service} could not be asked: {error}", file=sys.stderr)
            print(f"{layer}: of what was looked up on {known.day} apply {len(found)}", file=sys.stderr)
        else:
            print(
                f"{layer}: {len(found)} advisories, {len(found) - len(not_waived(found, waivers, today))} waived"
            )
        left += not_waived(found, waivers, today)
    if unasked:
        print(
            f"This was no audit: ask where there is a network, or name a service by ADVISORIES=. Until then there is "
            f"only what was looked up by hand on {known.day}: supply_chain/reviewed.yml",
            file=sys.stderr,
        )
    for one in dict.fromkeys(left):
        print(f"  {one.id} {one.package} {one.version}; mended in {', '.join(one.mended_in) or 'no version'}")
    return 2 if unasked else 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
