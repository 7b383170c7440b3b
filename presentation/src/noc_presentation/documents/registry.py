"""The kinds of documents, in the order in which they are applied: what others point at comes first."""

from collections.abc import Mapping

from noc_presentation.documents.inventory import InventoryKind
from noc_presentation.documents.outcome import Kind
from noc_presentation.documents.procedure import ProcedureKind
from noc_presentation.documents.schedule import ScheduleKind

KINDS: Mapping[str, Kind] = {each.kind: each for each in (InventoryKind(), ProcedureKind(), ScheduleKind())}
