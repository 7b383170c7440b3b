"""Joins: each closes a fork whose branches are certain to come to it, or come in time enough."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.kinds.fork import ForkSpec
from noc_scheduler.flowchart.model import Flowchart, FlowNode
from noc_scheduler.flowchart.soundness.graph import drawn, reachable
from noc_scheduler.flowchart.soundness.regions import Context, Region, branch_arrows, regions
from noc_scheduler.flowchart.soundness.shape import place


def joins(compiled: Compiled, notebook: Notebook) -> None:
    """Everything about forks and joins, from one look at the regions."""
    flowchart = compiled.flowchart
    if flowchart is None or not any(node.kind == "join" for node in flowchart.nodes.values()):
        return
    found = regions(flowchart)
    _without_fork(flowchart, notebook)
    _strays(flowchart, found, notebook)
    for fork, region in found.items():
        if fork is None or flowchart.nodes[fork].spec is None:
            continue
        for join in list(region.exits)[1:]:
            first = next(iter(region.exits))
            message = f"'{fork}' is closed by '{first}' and by '{join}'; one join closes a fork"
            notebook.error("fork.many_joins", message, place(join), join)
        for join in region.exits:
            _fills(flowchart, found, fork, join, notebook)
        _tokens_meet(flowchart.nodes[fork], region, flowchart, notebook)


def _without_fork(flowchart: Flowchart, notebook: Notebook) -> None:
    graph = reachable(drawn(flowchart.nodes), flowchart.start)
    for node in flowchart.nodes.values():
        if node.kind == "join" and node.id in graph and node.id not in flowchart.joins:
            message = f"no fork is passed on every way to '{node.id}', so it has nothing to join"
            notebook.error("join.without_fork", message, place(node.id), node.id)


def _strays(flowchart: Flowchart, found: Mapping[Context, Region], notebook: Notebook) -> None:
    """Tokens that can come to a join with another fork on top than the one it closes."""
    for context, region in found.items():
        for join in region.strays:
            fork = flowchart.joins.get(join)
            if fork is None:
                continue
            if context is not None and context in _inside(found, fork):
                message = (
                    f"'{join}' closes '{fork}', but branches of '{context}' inside it can come to it unjoined"
                )
                notebook.error("join.inner_unjoined", message, place(join), join)
            else:
                message = (
                    f"'{join}' closes '{fork}', but can be come to by a token that is in no branch of it"
                )
                notebook.error("join.without_fork", message, place(join), join)


def _inside(found: Mapping[Context, Region], fork: str) -> set[str]:
    """The forks that can be met in branches of this one, at any depth."""
    inside: set[str] = set()
    waiting = [fork]
    while waiting:
        for name in found[waiting.pop()].steps:
            if name in found and name not in inside:
                inside.add(name)
                waiting.append(name)
    return inside


def _fills(
    flowchart: Flowchart, found: Mapping[Context, Region], fork: str, join: str, notebook: Notebook
) -> None:
    """Whatever ways the branches take, enough of them come to the join."""
    spec, wanted = flowchart.nodes[fork].spec, flowchart.nodes[join].spec.wait_for
    heads = dict(branch_arrows(flowchart.nodes[fork]))
    if spec.items is None and wanted is not None and wanted > len(heads):
        message = f"'{join}' waits for {wanted} branches, and '{fork}' has {len(heads)}"
        notebook.error("join.too_many", message, place(join), join)
        return
    if spec.items is not None and wanted is not None and wanted > 1:
        message = (
            f"'{join}' waits for {wanted} branches; with fewer items in '{fork}' it ends the walk as failed"
        )
        notebook.warning("join.may_not_fill", message, place(join), join)
    escapes = list(_escapes(flowchart, found, fork, join))
    uncertain = found[fork].leading_to(escapes)
    doubtful = [number for number, head in heads.items() if head in uncertain]
    if wanted is None and not doubtful:
        return
    if wanted is not None and _certain_arrivals(spec, heads, doubtful) >= (
        wanted if spec.items is None else 1
    ):
        return
    if doubtful:
        number = doubtful[0]
        way_out = _first(found[fork], heads[number], escapes)
        named = f"branch {number} of '{fork}'" if spec.items is None else f"each item's branch of '{fork}'"
        message = f"'{join}' waits for {named}, which can go to '{way_out}' instead and never come"
    else:
        message = (
            f"'{join}' waits for {wanted} branches of '{fork}', and fewer may be begun: the others ask first"
        )
    notebook.error("join.deadlock", message, place(join), join)


def _certain_arrivals(spec: ForkSpec, heads: Mapping[int, str], doubtful: Sequence[int]) -> int:
    """How many branches come whatever happens; where every branch asks first, one at least is begun."""
    always = [number for number in heads if spec.conditions[number - 1] is None]
    if not always:
        return 0 if doubtful else 1
    return sum(number not in doubtful for number in always)


def _escapes(flowchart: Flowchart, found: Mapping[Context, Region], fork: str, join: str) -> Iterator[str]:
    """Where a branch is over without having come to the join; ending the whole walk is no such place."""
    vanishing = _vanishing(flowchart, found)
    for name in found[fork].steps:
        node = flowchart.nodes[name]
        is_end = node.kind == "end" and not node.spec.terminate
        elsewhere = node.kind == "join" and name != join
        if is_end or elsewhere or name in vanishing:
            yield name


def _vanishing(flowchart: Flowchart, found: Mapping[Context, Region]) -> set[str]:
    """The forks without a join all of whose branches can come to an end: nothing is left of who came to them."""
    unjoined = [fork for fork, region in found.items() if fork is not None and not region.exits]
    vanishing: set[str] = set()
    grown = True
    while grown:
        grown = False
        for fork in unjoined:
            if fork not in vanishing and _can_vanish(
                flowchart.nodes[fork], found[fork], flowchart, vanishing
            ):
                vanishing.add(fork)
                grown = True
    return vanishing


def _can_vanish(fork: FlowNode, region: Region, flowchart: Flowchart, vanishing: set[str]) -> bool:
    ends = [
        name
        for name in region.steps
        if name in vanishing
        or (flowchart.nodes[name].kind == "end" and not flowchart.nodes[name].spec.terminate)
        or flowchart.nodes[name].kind == "join"
    ]
    over = region.leading_to(ends)
    heads = dict(branch_arrows(fork))
    always = [head for number, head in heads.items() if fork.spec.conditions[number - 1] is None]
    return all(head in over for head in always) if always else any(head in over for head in heads.values())


def _first(region: Region, head: str, places: Sequence[str]) -> str:
    """The nearest of these places from a branch's first node."""
    wanted, seen, waiting = set(places), {head}, deque([head])
    while waiting:
        name = waiting.popleft()
        if name in wanted:
            return name
        fresh = [target for target in region.steps[name] if target not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return places[0]


def _tokens_meet(fork: FlowNode, region: Region, flowchart: Flowchart, notebook: Notebook) -> None:
    """Two branches that run into the same node before the join both pass it: most likely a slip."""
    carried = branches_at(fork, region)
    come_from: dict[str, list[int]] = {name: [] for name in region.steps}
    for number, head in branch_arrows(fork):
        if head in come_from:
            come_from[head].append(1 << number)
    for source, targets in region.steps.items():
        for target in targets:
            come_from[target].append(carried[source])
    for name, before in come_from.items():
        first_meeting = len(set(before)) > 1 and all(each.bit_count() == 1 for each in before)
        if first_meeting and flowchart.nodes[name].kind not in ("join", "end"):
            message = f"branches of '{fork.id}' meet at '{name}', which is no join: each of them passes it"
            notebook.warning("merge.tokens_meet", message, place(name), name)


def branches_at(fork: FlowNode, region: Region) -> dict[str, int]:
    """Which branches can come to each node of the region, as a set of bits."""
    carried = dict.fromkeys(region.steps, 0)
    waiting: deque[str] = deque()
    for number, head in branch_arrows(fork):
        if head in carried:
            carried[head] |= 1 << number
            waiting.append(head)
    while waiting:
        name = waiting.popleft()
        for target in region.steps[name]:
            if carried[target] | carried[name] != carried[target]:
                carried[target] |= carried[name]
                waiting.append(target)
    return carried
