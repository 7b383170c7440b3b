"""The process that looks at one host: it reads `order.json` in its folder and leaves the result there."""

import json
import os
from pathlib import Path
from typing import Any

from noc_executor_node.errors import NotRun
from noc_executor_node.executors.login import PASSWORD
from noc_executor_node.executors.results import MESSAGE_LIMIT, RESULT_FILE, record, refusal
from noc_executor_node.probing.knocking import Login, Place, knock
from noc_executor_node.probing.verdict import record_members, record_status


def main() -> None:
    """Knock at the host that the order names; the exit status says nothing."""
    order = json.loads(Path("order.json").read_text(encoding="utf-8"))
    try:
        place = Place(
            order["address"],
            order["port"],
            tuple(order["known"]),
            order["patience_s"],
            order["allow_loopback"],
        )
        seen = knock(place, _login(order["login"]))
        told = record(record_status(seen.status), record_members(seen, place.port), MESSAGE_LIMIT)
    except NotRun as error:
        told = refusal(error)
    Path(RESULT_FILE).write_text(json.dumps(told), encoding="utf-8")


def _login(told: dict[str, Any] | None) -> Login | None:
    if told is None:
        return None
    if told["with_password"]:
        return Login(told["user"], password=Path(PASSWORD).read_text(encoding="utf-8").removesuffix("\n"))
    return Login(told["user"], Path(told["private_key_file"]))


if __name__ == "__main__":
    os.umask(0o077)
    main()
