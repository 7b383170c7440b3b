"""The node kinds. A new kind is one module here and one line below."""

from noc_scheduler.flowchart.kinds import start  # noqa: F401, I001
from noc_scheduler.flowchart.kinds import end  # noqa: F401
from noc_scheduler.flowchart.kinds import task  # noqa: F401
from noc_scheduler.flowchart.kinds import decision  # noqa: F401
from noc_scheduler.flowchart.kinds import loop  # noqa: F401
from noc_scheduler.flowchart.kinds import fork  # noqa: F401
from noc_scheduler.flowchart.kinds import join  # noqa: F401
from noc_scheduler.flowchart.kinds import gate  # noqa: F401
from noc_scheduler.flowchart.kinds import wait  # noqa: F401
from noc_scheduler.flowchart.kinds import approval  # noqa: F401
from noc_scheduler.flowchart.kinds import input  # noqa: F401
from noc_scheduler.flowchart.kinds import notify  # noqa: F401
from noc_scheduler.flowchart.kinds import request  # noqa: F401
from noc_scheduler.flowchart.kinds import probe  # noqa: F401
from noc_scheduler.flowchart.kinds import procedure  # noqa: F401
from noc_scheduler.flowchart.kinds import publish  # noqa: F401
from noc_scheduler.flowchart.kinds import set  # noqa: F401
from noc_scheduler.flowchart.kinds.registry import KINDS, node_kinds

__all__ = ["KINDS", "node_kinds"]
