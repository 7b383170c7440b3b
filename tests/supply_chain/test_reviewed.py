"""What was looked up by hand applies to nothing that is installed and to nothing that our ranges allow."""

import re
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from supply_chain.advisories import looked_up
from supply_chain.reviewed import Review, Reviewed, review
from supply_chain.sbom import LAYERS, bill_of

ROOT = Path(__file__).parents[2]


def declared(layer: str) -> list[Requirement]:
    text = (ROOT / layer / "pyproject.toml").read_text("utf-8")
    block = text.split("\ndependencies = [", 1)[1].split("\n]", 1)[0]
    return [Requirement(one) for one in re.findall(r'^    "(.+)",$', block, re.M)]


def test_nothing_that_is_installed_is_known_to_be_affected() -> None:
    known = review()
    there = {canonicalize_name(one["name"]) for layer in LAYERS for one in bill_of(layer)["components"]}
    versions = {one: metadata.version(one) for one in {found.package for found in known.advisories} & there}
    assert known.against(versions) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_the_oldest_versions_a_layer_allows_are_not_known_to_be_affected(layer: str) -> None:
    floors = {
        canonicalize_name(one.name): max(
            (bound.version for bound in one.specifier if bound.operator in (">=", "==")), key=Version
        )
        for one in declared(layer)
    }
    assert review().against(floors) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_everything_a_layer_asks_for_was_looked_up(layer: str) -> None:
    assert {canonicalize_name(one.name) for one in declared(layer)} <= review().packages


@pytest.mark.parametrize("layer", LAYERS)
def test_so_was_whatever_that_brings_with_it(layer: str) -> None:
    installed = {canonicalize_name(one["name"]) for one in bill_of(layer)["components"]}

    assert installed - review().packages == set(), (
        "look them up and write them into supply_chain/reviewed.yml"
    )


def test_a_version_before_the_mended_one_is_told() -> None:
    told = Reviewed("PYSEC-1", "flask", Version("3.1.3"))
    withdrawn = Reviewed("PYSEC-2", "flask", None)
    known = Review(date(2026, 11, 21), (told, withdrawn), frozenset())

    assert known.against({"flask": "3.1.2"}) == [told]
    assert known.against({"flask": "3.1.3"}) == []
    bom = {"components": [{"name": "Flask", "version": "3.1.2"}]}
    assert [(one.id, one.mended_in) for one in looked_up(bom, known)] == [("PYSEC-1", ("3.1.3",))]


def test_an_entry_without_a_source_is_none(tmp_path: Path) -> None:
    table = tmp_path / "reviewed.yml"
    table.write_text(
        "{reviewed: 2026-11-21, sources: {}, without: [], advisories: {a: [{id: X, source: y, mended_in: 1.0}]}}"
    )
    with pytest.raises(ValueError, match="no known source"):
        review(table)
