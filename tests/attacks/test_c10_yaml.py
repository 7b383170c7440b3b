"""C10: YAML is read in a few known places, each of which builds plain data only."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What people send in goes through the first two; the rest is the owner's own files, or written and never read.
READERS = {
    "scheduler/src/noc_scheduler/flowchart/document/reading.py": "procedures: no tags, aliases, duplicate keys",
    "presentation/src/noc_presentation/inventory/yaml_tree.py": "inventories: likewise",
    "presentation/src/noc_presentation/permissions/matrix.py": "the permission matrix of the house",
    "presentation/src/noc_presentation/configuration_file.py": "the owner's channels, identity provider and sources",
    "presentation/src/noc_presentation/noc/documents.py": "documents of whoever runs noc, on their own machine",
    "presentation/src/noc_presentation/noc/schedules.py": "a trigger of whoever runs noc, on their own machine",
    "presentation/src/noc_presentation/noc/settings.py": "the settings of whoever runs noc",
    "presentation/src/noc_presentation/noc/visible.py": "written, never read",
    "scheduler/src/noc_scheduler/traps/configuration.py": "the owner's trap senders",
    "executor_node/src/noc_executor_node/sources/files.py": "the owner's sources of hosts, read by ansible-inventory",
    "executor_node/src/noc_executor_node/profiles.py": "the owner's connection profiles",
    "executor_node/src/noc_executor_node/egress/endpoints.py": "the owner's endpoints",
    "executor_node/src/noc_executor_node/executors/yaml_text.py": "written, never read",
}
IMPORT = re.compile(r"^\s*(import yaml|from yaml|import ruamel|from ruamel)", re.MULTILINE)
UNSAFE = re.compile(
    r"YAML\((?!\s*typ=\"(safe|rt)\"|\s*\))|typ=\"unsafe\"|yaml\.(Loader|UnsafeLoader|FullLoader)\b"
)


def sources() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for layer in ("presentation", "scheduler", "executor_node")
        for path in (ROOT / layer / "src").rglob("*.py")
    }


def test_yaml_is_read_only_where_it_is_known_to_be() -> None:
    found = {name for name, text in sources().items() if IMPORT.search(text)}

    assert found == set(READERS), (
        "a new reader of YAML builds plain data only and stands here with its reason"
    )


@pytest.mark.parametrize("name", READERS)
def test_no_reader_builds_objects(name: str) -> None:
    assert UNSAFE.findall(sources()[name]) == []
