"""What conditions cost: `python benchmarks/expressions.py` prints microseconds for each, beside known things.

A condition is evaluated as a walk does it, with the operands that become its "why". The same question as a Python
lambda and as a compiled Jinja2 expression stands beside it, measured in the same run; hostile texts are timed until
they are refused. The fastest of several rounds counts, since a busy machine can only make things slower.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from jinja2 import Environment

from noc_scheduler.flowchart.errors import ExpressionError
from noc_scheduler.flowchart.expressions import condition, evaluate, parse
from noc_scheduler.flowchart.host_run import Host, Result
from noc_scheduler.flowchart.scope import TokenScope

AIM_US = 5.0
HOSTILE_AIM_MS = 10.0
ROUNDS, SECONDS = 5, 0.1
CONDITIONS = (
    "steps.probe is defined and steps.probe.rc == 0",
    "steps.probe.rc == 0",
    "params.service in ['nginx', 'apache2']",
    "host.vars.role == 'edge' and 'web' in host.groups",
    "steps.probe.stdout | trim | lower == 'active'",
    "not (steps.probe.rc > 3 or steps.probe.changed)",
)
HOSTILE = {
    "powers": "9 ** 9 ** 9",
    "a huge repeat": "'a' * 1000000000",
    "climbing attributes": "''.__class__.__mro__[1].__subclasses__()",
    "a call": "host.name.format('x')",
    "200 nested filters": "host.name" + " | lower" * 200,
    "100 kB of text": "'" + "a" * 100_000 + "' == host.name",
    "10,000 brackets": "(" * 10_000 + "1" + ")" * 10_000,
    "a chain of 20,000": "a" + ".b" * 20_000,
    "5,000 nots": "not " * 5_000 + "true",
    "a wicked pattern": "host.name | search('(a+)+$')",
}


def main() -> None:
    scope = TokenScope(
        params={"service": "nginx"},
        host=Host("web1", "192.0.2.1", ("web",), (), {"role": "edge"}),
        execution={},
        steps={"probe": Result(rc=0, stdout="active\n")},
        visits={"probe": 1},
        vars={},
    )
    plain = {
        "steps": {"probe": {"rc": 0, "stdout": "active\n", "changed": False}},
        "params": {"service": "nginx"},
        "host": {"groups": ["web"], "vars": {"role": "edge"}, "name": "web1"},
    }
    jinja = Environment().compile_expression("steps.probe is defined and steps.probe.rc == 0")
    print(f"{'condition':<52} {'µs':>7}")
    slowest = 0.0
    for source in CONDITIONS:
        expression = parse(source)
        took = fastest(lambda expression=expression: condition(expression, scope))  # type: ignore[misc]
        slowest = max(slowest, took)
        print(f"{source:<52} {took:>7.2f}")
    print(f"{'  the first one as a Python lambda':<52} {fastest(lambda: python(plain)):>7.2f}")
    print(f"{'  the first one as a compiled Jinja2 expression':<52} {fastest(lambda: jinja(**plain)):>7.2f}")
    print(f"slowest {slowest:.2f} µs, the aim is {AIM_US:.0f} µs\n")
    print(f"{'hostile text':<52} {'ms':>7}")
    for name, source in HOSTILE.items():
        print(f"{name:<52} {hostile(source, scope):>7.2f}")
    print(f"the aim is {HOSTILE_AIM_MS:.0f} ms")


def python(data: dict[str, Any]) -> bool:
    return "probe" in data["steps"] and data["steps"]["probe"]["rc"] == 0


def fastest(act: Callable[[], object]) -> float:
    """Microseconds of one call in the fastest round."""
    best = float("inf")
    for _ in range(ROUNDS):
        calls, began = 0, time.perf_counter()
        while (passed := time.perf_counter() - began) < SECONDS:
            act()
            calls += 1
        best = min(best, passed / calls)
    return best * 1e6


def hostile(source: str, scope: TokenScope) -> float:
    """Milliseconds until the text is refused, or has its answer."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with suppress(ExpressionError):
            evaluate(parse(source), scope)
        best = min(best, time.perf_counter() - began)
    return best * 1e3


if __name__ == "__main__":
    main()
