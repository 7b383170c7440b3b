"""The process that makes one request: it reads `order.json` in its folder and leaves `answer.json`."""

import json
from pathlib import Path
from typing import Any, NoReturn

from noc_executor_node.egress.asking import Question, question
from noc_executor_node.egress.endpoints import endpoint_named
from noc_executor_node.egress.sending import send
from noc_executor_node.errors import Misconfigured, NotRun
from noc_executor_node.executors.cleaning import capped_text
from noc_executor_node.segments import Branch, read_tree

ORDER_FILE, ANSWER_FILE = "order.json", "answer.json"
#: Whoever reads a result must not be able to go on as the one who asked.
_SECRET_HEADERS = frozenset(("set-cookie", "set-cookie2", "authentication-info", "www-authenticate"))


def main() -> None:
    """Make the request that stands in the folder; the exit status says nothing."""
    order = json.loads(Path(ORDER_FILE).read_text(encoding="utf-8"))
    arguments = read_tree(order["arguments"])
    try:
        endpoint = endpoint_named(Path(order["endpoints"]), order["endpoint"])
        asked = question(endpoint, arguments) if isinstance(arguments, Branch) else _nothing()
        told = outcome(asked, send(endpoint, asked), order["output_limit"])
    except NotRun as error:
        told = {"outcome": error.outcome, "message": str(error), "code": error.code}
    except Misconfigured as error:
        words = f"endpoint.unusable: {error}"
        told = {"outcome": "failed", "message": words, "code": "endpoint.unusable"}
    Path(ANSWER_FILE).write_text(json.dumps(told), encoding="utf-8")


def _nothing() -> NoReturn:
    raise NotRun("failed", "request.arguments", "the arguments are no object of names")


def outcome(asked: Question, answer: dict[str, Any], limit: int) -> dict[str, Any]:
    """An answer as the outcome of an attempt; its JSON, where it is some, stands in `result.json`."""
    status: int = answer["status"]
    body, truncated = capped_text(answer["body"].decode("utf-8", "replace"), limit)
    headers = {
        name: "(kept secret)" if name in _SECRET_HEADERS else value
        for name, value in answer["headers"].items()
    }
    result: dict[str, Any] = {"status": status, "headers": headers}
    if "json" in headers.get("content-type", ""):
        result["json"] = _json(body)
    expected = status in asked.expect
    return {
        "outcome": "succeeded" if expected else "failed",
        "rc": status,
        "stdout": body,
        "result": result,
        "message": "" if expected else f"answered {status}",
        "code": "" if expected else "request.unexpected",
        "truncated": truncated,
    }


def _json(body: str) -> Any:
    try:
        return json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


if __name__ == "__main__":
    main()
