"""Places in a JSON document, written as a small strict subset of JSONPath: `$.labels.instance`, `$['a b'][0]`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST = 200
_STEP = re.compile(
    r"\.(?P<name>[A-Za-z_][A-Za-z0-9_-]*)|\[(?P<index>[0-9]{1,6})\]|\['(?P<quoted>[^'\\\x00-\x1f]{1,128})'\]",
    re.ASCII,
)


class InvalidPath(ValueError):
    """A text that is no path; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Path:
    """The steps from the root: names of members and positions in lists. `optional`: nothing there is fine."""

    text: str
    steps: Sequence[str | int]
    optional: bool = False

    def look(self, document: Any) -> tuple[bool, Any]:
        """Whether there is something at this place, and what; a wrong type on the way is nothing there."""
        here = document
        for step in self.steps:
            if isinstance(step, str):
                if not isinstance(here, dict) or step not in here:
                    return False, None
            elif not isinstance(here, list) or step >= len(here):
                return False, None
            here = here[step]
        return True, here


def read_path(text: Any) -> Path:
    """The path a text means; `?` at its end makes it optional. Raises InvalidPath."""
    if not isinstance(text, str) or not text.startswith("$") or len(text) > LONGEST:
        raise InvalidPath(
            f"a path begins with $ and has at most {LONGEST} characters, such as $.labels.instance"
        )
    written, optional = (text[:-1], True) if text.endswith("?") else (text, False)
    steps: list[str | int] = []
    position = 1
    while position < len(written):
        found = _STEP.match(written, position)
        if found is None:
            raise InvalidPath(
                f"{text!r} is no path at character {position + 1}: only .name, ['name'] and [0]"
            )
        index = found["index"]
        steps.append(int(index) if index is not None else found["name"] or found["quoted"])
        position = found.end()
    return Path(text, tuple(steps), optional)
