"""What looks like a template reaches the host as it was given, and stands on no command line on its way."""

import threading
from pathlib import Path

import psutil
import pytest

from demo.fleet import Fleet
from demo.operator import Operator
from demo.stack import Stack

MARK = "PWNED-3b1f"
TEXT = f"{{{{ lookup('pipe', 'touch {MARK}') }}}}"


class Watcher(threading.Thread):
    """Looks at the command lines and environments of all processes, over and over, for a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.looks = 0
        self._text = text
        self._enough = threading.Event()

    def run(self) -> None:
        while not self._enough.wait(0.02):
            self.looks += 1
            for process in psutil.process_iter():
                try:
                    words = [*process.cmdline(), *process.environ().values()]
                except (psutil.Error, OSError):
                    continue
                self.found += [word for word in words if self._text in word]

    def __enter__(self) -> "Watcher":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self.join()


@pytest.mark.timeout(300)
def test_a_text_that_looks_like_a_template_arrives_literally(
    stack: Stack, operator: Operator, fleet: Fleet
) -> None:
    with Watcher(MARK) as watcher:
        while watcher.looks <= 10:  # one run is over before the whole machine was looked at
            execution = operator.start("literal", hosts=["edge2"], params={"text": TEXT})["id"]
            over = operator.until_over(execution, seconds=120)
            assert over["status"] == "succeeded", over["sentence"]
    assert (fleet.host("edge2").home / "literal.txt").read_text() == TEXT
    assert operator.paths(execution)["edge2"] == ("begin", "write", "read", "same", "done")
    assert watcher.found == []
    assert not [*stack.layers.folder.rglob(MARK), *fleet.folder.rglob(MARK)]
    assert not any((folder / MARK).exists() for folder in (Path.cwd(), Path.home(), Path("/")))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "text",
    [
        "{% if '%' %}x{% endif %}",
        "{#-#}",
        "{{ '}}' }}",
        "${params.text}",
        "ação ✓ — 'quoted' \"twice\" \\n",
        "$(id); `id`",
    ],
)
def test_neither_does_any_other_spelling_change(
    stack: Stack, operator: Operator, fleet: Fleet, text: str
) -> None:
    execution = operator.start("literal", hosts=["edge2"], params={"text": text})["id"]
    assert operator.until_over(execution, seconds=120)["status"] == "succeeded"
    assert (fleet.host("edge2").home / "literal.txt").read_text() == text
