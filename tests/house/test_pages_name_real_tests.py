"""The pages that say which test shows what name tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w./-]+)(?:::(\w+))?`")


@pytest.mark.parametrize("page", ["attacks.md", "bad-input.md"])
def test_every_test_a_page_names_is_there(page: str) -> None:
    named = NAMED.findall((ROOT / "docs" / page).read_text())

    missing = [
        f"{file}::{function}"
        for file, function in named
        if not (ROOT / file).exists()
        or (function and not re.search(rf"def {function}\(", (ROOT / file).read_text()))
    ]

    assert named
    assert missing == []
