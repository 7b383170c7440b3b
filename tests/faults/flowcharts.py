"""The procedures of the fault tests: steps that leave marks on their hosts, long enough to be hit by a fault."""

_HEAD = """\
apiVersion: noc/v1
kind: Procedure
metadata: {{name: {name}}}
spec:
  parameters:
    seconds: {{type: string, default: "0"}}
  nodes:
    begin: {{kind: start, next: {first}}}
"""
_STEP = """\
    {node}:
      kind: task
      purpose: action
      rerun: {rerun}
      module: ansible.builtin.command
      args: {{argv: [mark, "${{execution.id}}", {node}, "{seconds}"]}}
      timeout: {timeout}
      next: {next}
"""
_END = "    done: {kind: end}\n"


def chain(name: str, *steps: tuple[str, str, str], timeout: str = "60s") -> str:
    """A procedure of steps in a row, each (node, rerun, seconds); `${params.seconds}` is a parameter."""
    nexts = [node for node, _, _ in steps[1:]] + ["done"]
    text = _HEAD.format(name=name, first=steps[0][0])
    for (node, rerun, seconds), following in zip(steps, nexts, strict=True):
        text += _STEP.format(node=node, rerun=rerun, seconds=seconds, next=following, timeout=timeout)
    return text + _END


LONG = "${params.seconds}"
#: Two short steps, the second for once only: what most faults fall into.
ROUND = chain("round", ("one", "repeatable", "1.2"), ("two", "once", "1.2"))
#: One step that takes as long as it is told.
REPEATABLE = chain("long-repeatable", ("work", "repeatable", LONG), timeout="300s")
ONCE = chain("long-once", ("work", "once", LONG), timeout="300s")
#: Its right branch dies, so that its join can never open.
BRANCHES = (
    _HEAD.format(name="branches", first="split")
    + "    split: {kind: fork, branches: [left, right]}\n"
    + _STEP.format(node="left", rerun="repeatable", seconds=LONG, next="meet", timeout="60s")
    + "    right: {kind: task, module: ansible.builtin.command, args: {argv: ['false']}, next: meet}\n"
    + "    meet: {kind: join, wait_for: all, next: done}\n"
    + _END
)
#: The same procedure, before and after it was changed.
BEFORE = chain("changing", ("one", "repeatable", "1.2"), ("two", "repeatable", "0"))
AFTER = chain("changing", ("one", "repeatable", "0"))
ALL = {"round": ROUND, "long-repeatable": REPEATABLE, "long-once": ONCE, "branches": BRANCHES}
