"""The code that makes the first administrator in the browser, as presentation said it on its console."""

import re
from pathlib import Path

SAID = re.compile(r"the code to make one, for a day: (\S+)")


def setup_code(folder: Path) -> str:
    """The code from the log of the demo in `folder`; '–' when presentation has said none."""
    log = folder / "layers" / "logs" / "presentation.log"
    said = SAID.search(log.read_text(errors="replace")) if log.exists() else None
    return said[1] if said else "–"
