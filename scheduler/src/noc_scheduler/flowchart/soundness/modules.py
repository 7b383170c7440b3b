"""Tasks and the modules they name: whether the executor nodes have them, and take such arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.compiling import Compiled
from noc_scheduler.flowchart.expressions import Expression
from noc_scheduler.flowchart.findings import Notebook, Path
from noc_scheduler.flowchart.kinds.task import TaskSpec
from noc_scheduler.flowchart.model import FlowNode
from noc_scheduler.flowchart.modules.arguments import Trouble, troubles
from noc_scheduler.flowchart.modules.catalogue import Catalogue
from noc_scheduler.flowchart.modules.fitting import UNKNOWN
from noc_scheduler.flowchart.templates import Template, TemplateList, TemplateMap, TemplateTree
from noc_scheduler.flowchart.vocabulary import Work

UNKNOWN_MODULE, REFUSED = "module.unknown", "module.refused"


@dataclass(frozen=True, slots=True)
class Heard:
    """A trouble and how many catalogues name it, of how many that could."""

    trouble: Trouble
    by: int
    of: int


def modules(compiled: Compiled, notebook: Notebook, catalogues: Sequence[Catalogue]) -> None:
    """Note what every catalogue objects to as an error, and what only some do as a warning."""
    for node in compiled.nodes.values():
        spec = node.spec
        if catalogues and isinstance(spec, TaskSpec) and spec.work is Work.MODULE and spec.module:
            for heard in _heard(spec, catalogues):
                _note(node, heard, notebook)


def _heard(spec: TaskSpec, catalogues: Sequence[Catalogue]) -> list[Heard]:
    found = [catalogue.find(spec.module) for catalogue in catalogues]
    having = [module for module in found if module is not None]
    missing = len(catalogues) - len(having)
    heard = []
    if missing:
        heard.append(Heard(_unknown(spec.module, catalogues), missing, len(catalogues)))
    arguments = _plain(spec.arguments, spec.template)
    counted: dict[tuple[str, Path], list[Trouble]] = {}
    for module in having:
        if module.refused is not None:
            trouble = Trouble(REFUSED, (), f"executor nodes don't run this: {module.refused}")
            counted.setdefault((trouble.code, trouble.path), []).append(trouble)
            continue
        for trouble in {(one.code, one.path): one for one in troubles(module, arguments)}.values():
            counted.setdefault((trouble.code, trouble.path), []).append(trouble)
    return heard + [Heard(same[0], len(same), len(having)) for same in counted.values()]


def _note(node: FlowNode, heard: Heard, notebook: Notebook) -> None:
    trouble = heard.trouble
    of_the_module = trouble.code in (UNKNOWN_MODULE, REFUSED)
    path: Path = ("spec", "nodes", node.id, *(("module",) if of_the_module else ("args", *trouble.path)))
    if heard.by == heard.of:
        notebook.error(trouble.code, trouble.message, path, node.id)
    else:
        words = f"{trouble.message} (so say {heard.by} of {heard.of} module catalogues)"
        notebook.warning(trouble.code, words, path, node.id)


def _unknown(name: str, catalogues: Sequence[Catalogue]) -> Trouble:
    near = next((known for catalogue in catalogues for known in catalogue.near(name) if known != name), None)
    hint = f"; did you mean {near}?" if near else ""
    return Trouble(UNKNOWN_MODULE, (), f"there is no module {name}{hint}")


def _plain(arguments: TemplateTree, rendered: bool) -> Any:
    """The arguments as the author wrote them; what holds `${}`, or what Ansible renders, is unknown."""
    match arguments:
        case TemplateMap(items):
            return {name: _plain(below, rendered) for name, below in items}
        case TemplateList(items):
            return [_plain(below, rendered) for below in items]
        case Template(parts) if any(isinstance(part, Expression) for part in parts):
            return UNKNOWN
        case Template(parts):
            return _literal(parts, rendered)


def _literal(parts: Sequence[Any], rendered: bool) -> Any:
    if len(parts) == 1 and not isinstance(parts[0].value, str):
        return parts[0].value
    text = "".join(str(part.value) for part in parts)
    return UNKNOWN if rendered and ("{{" in text or "{%" in text) else text
