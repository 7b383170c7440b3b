"""`make sbom`: a CycloneDX bill of materials for each layer, of what is installed with it and of nothing else.

`python -m supply_chain.sbom [LAYER...]` writes build/sbom/LAYER.cdx.json; the virtual environment holds more than one
layer needs (the other layers, what testing needs), so only what the layer leads to is kept.
"""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LAYERS = ("presentation", "scheduler", "executor_node")
FOLDER = ROOT / "build" / "sbom"
Bom = dict[str, Any]


def bill_of(layer: str) -> Bom:
    """What this layer is made of, as it is installed beside the running interpreter."""
    command = [
        *(str(Path(sys.executable).with_name("cyclonedx-py")), "environment", "--output-reproducible"),
        *("--pyproject", str(ROOT / layer / "pyproject.toml"), "--of", "JSON", "-o", "-"),
        *(
            "--no-validate",
            sys.executable,
        ),  # takes ten seconds; a proof does it, of what is written in the end
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    bom: Bom = json.loads(made.stdout)
    return kept_to(bom, needed_by(bom["metadata"]["component"]["name"]))


def needed_by(distribution: str) -> set[str]:
    """The canonical names of all that an installed distribution needs here, with every extra of its own.

    cyclonedx-py draws an arrow to whatever an extra of anything might want, if only it is installed.
    """
    own = metadata.metadata(distribution).get_all("Provides-Extra") or []
    done: set[tuple[str, str]] = set()
    left = [(canonicalize_name(distribution), extra) for extra in ("", *own)]
    while left:
        name, extra = left.pop()
        if (name, extra) in done or not _is_installed(name):
            continue
        done.add((name, extra))
        for text in metadata.requires(name) or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                left += [(canonicalize_name(wanted.name), one) for one in ("", *wanted.extras)]
    return {name for name, _ in done} - {canonicalize_name(distribution)}


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def kept_to(bom: Bom, names: set[str]) -> Bom:
    """The same with no components but these, and no arrows to others."""
    components = [one for one in bom["components"] if canonicalize_name(one["name"]) in names]
    kept = {one["bom-ref"] for one in components} | {bom["metadata"]["component"]["bom-ref"]}
    dependencies = [
        {"ref": one["ref"], "dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in kept]}
        for one in bom["dependencies"]
        if one["ref"] in kept
    ]
    return {**bom, "components": components, "dependencies": dependencies}


def main(layers: list[str]) -> int:
    """Write the bills of these layers, or of all; says how many components each has."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for layer in layers or LAYERS:
        bom = bill_of(layer)
        target = FOLDER / f"{layer}.cdx.json"
        target.write_text(json.dumps(bom, indent=1, sort_keys=True) + "\n")
        print(f"{target.relative_to(ROOT)}: {len(bom['components'])} components")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
