"""Whether a request may be carried out: what needs Ansible's plugin loader or the name service to tell."""

from noc_executor_node.errors import NotRun
from noc_executor_node.executors import controller_side
from noc_executor_node.executors.loopback import refuse_loopback
from noc_executor_node.executors.plugin_lookup import look_up
from noc_executor_node.executors.resident.request import ModuleRequest


def refuse(request: ModuleRequest) -> None:
    """Raises NotRun when the module may not be used (docs/decisions/0022) or the host is this very machine."""
    if controller_side.is_in_core(request.module):
        controller_side.refuse_builtin(request.module, request.literal)
    else:
        told = look_up(request.module)
        controller_side.refuse_node_side(request.module, told.action_plugins)
        if not told.exists:
            raise NotRun(
                "failed", "module.unknown", f"{request.module} is not installed on this executor node"
            )
    if not request.allow_loopback:
        refuse_loopback(request.address)
