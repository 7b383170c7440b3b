"""The screens word the scheduler's sentences themselves; in English they say just what it says."""

import json
import re
from pathlib import Path

from noc_scheduler.flowchart.sayings import Saying

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "presentation/frontend/src/ui/locales"
#: Said of several files with secrets; what is before it says of which.
OF_A_FILE = re.compile("(?<=[.]key|cret)_(missing|open_to_others)$")
SERVERS = ("presentation", "scheduler", "executor_node")


def test_in_english_the_screens_say_what_the_scheduler_says() -> None:
    words = json.loads((LOCALES / "en.json").read_text(encoding="utf-8"))
    said = {key.removeprefix("said."): text for key, text in words.items() if key.startswith("said.")}

    assert said == {str(each): re.sub(r"\{(\w+)\}", r"{{\1}}", each.english) for each in Saying}


def test_every_code_that_the_screens_have_words_for_is_one_of_a_server() -> None:
    words = json.loads((LOCALES / "pt-BR.json").read_text(encoding="utf-8"))
    codes = {key.removeprefix("code.") for key in words if key.startswith("code.")}
    written = "".join(
        path.read_text(encoding="utf-8") for layer in SERVERS for path in (ROOT / layer / "src").rglob("*.py")
    )

    assert {code for code in codes if f'"{OF_A_FILE.sub("", code)}"' not in written} == set()
