"""Names and types in expressions: every name must exist, every condition be able to be true or false."""

from collections.abc import Iterator, Mapping

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.expressions import names as words
from noc_scheduler.flowchart.expressions.reads import roots
from noc_scheduler.flowchart.expressions.syntax import Read
from noc_scheduler.flowchart.expressions.types import never_boolean
from noc_scheduler.flowchart.findings import Notebook
from noc_scheduler.flowchart.kinds import KINDS
from noc_scheduler.flowchart.kinds.fields import Use
from noc_scheduler.flowchart.model import FlowNode

_FIELDS: Mapping[str, tuple[str, ...]] = {
    words.HOST: words.HOST_FIELDS,
    words.EXECUTION: words.EXECUTION_FIELDS,
}
_MEMBERS: Mapping[str, tuple[str, ...]] = {words.STEPS: words.STEP_FIELDS, words.LOOP: words.LOOP_FIELDS}


def names(compiled: Compiled, notebook: Notebook) -> None:
    """Every name that an expression reads is one the language or the procedure has."""
    variables = set_variables(compiled.nodes)
    for node, use in _uses(compiled):
        for read, member in roots(use.expression.tree):
            trouble = _trouble(compiled, variables, read, member)
            if trouble is not None:
                notebook.error(*trouble, use.path, node)


def unused_parameters(compiled: Compiled, notebook: Notebook) -> None:
    """A parameter nobody reads is most likely a slip."""
    used = {
        read.name
        for _, use in _uses(compiled)
        for read, _ in roots(use.expression.tree)
        if read.root == words.PARAMS
    }
    for name in compiled.declared:
        if name not in used:
            message = f"the parameter '{name}' is read nowhere"
            notebook.warning("param.unused", message, ("spec", "parameters", name))


def conditions(compiled: Compiled, notebook: Notebook) -> None:
    """Conditions, and operands of and/or/not, that can never be true or false."""
    for node, use in _uses(compiled):
        tree = use.expression.tree
        for part in never_boolean(tree, compiled.parameters, is_condition=use.is_condition):
            message = f"'{part}' can never be true or false"
            notebook.error("expression.never_boolean", message, use.path, node)


def set_variables(nodes: Mapping[str, FlowNode]) -> frozenset[str]:
    """Every variable that some node sets on some arrow."""
    return frozenset(
        name
        for node in nodes.values()
        if node.kind in KINDS
        for outcome in KINDS[node.kind].labels(node.spec)
        for root, name in KINDS[node.kind].facts(node, outcome).sets
        if root == words.VARS
    )


def _uses(compiled: Compiled) -> Iterator[tuple[str, Use]]:
    for node, uses in compiled.uses.items():
        for use in uses:
            yield node, use


def _trouble(
    compiled: Compiled, variables: frozenset[str], read: Read, member: str | None
) -> tuple[str, str] | None:
    name = f"{read.root}.{read.name}"
    if read.root == words.PARAMS and read.name not in compiled.declared:
        return "param.undeclared", f"the parameter '{read.name}' is read here but not declared"
    if read.root == words.VARS and read.name not in variables:
        return "variable.unknown", f"nothing sets the variable '{read.name}'"
    if read.root == words.STEPS and read.name not in compiled.nodes:
        return "expression.unknown_name", f"{name}: there is no node '{read.name}'"
    if read.root == words.LOOP and not _is_loop(compiled, read.name):
        return "expression.unknown_name", f"{name}: there is no loop '{read.name}'"
    if read.name not in _FIELDS.get(read.root, (read.name,)):
        return "expression.unknown_name", f"{name}: {read.root} has {', '.join(_FIELDS[read.root])}"
    known = _MEMBERS.get(read.root)
    if known is not None and member is not None and member not in known:
        return "expression.unknown_name", f"{name}.{member}: {name} has {', '.join(known)}"
    return None


def _is_loop(compiled: Compiled, name: str) -> bool:
    kind = KINDS.get(compiled.nodes[name].kind) if name in compiled.nodes else None
    return kind is not None and kind.has_frame
