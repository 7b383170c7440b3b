"""What publishing to a queue means in rows."""

from noc_scheduler.flowchart.instructions import Publish
from noc_scheduler.service.walks.carrying_out.orders import order_rows
from noc_scheduler.service.walks.carrying_out.work import Work
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.store import queues
from noc_scheduler.store.queues import NewMessage


@order_rows.register
def _publish(order: Publish, progress: Progress, work: Work) -> None:
    messages = [
        NewMessage(order.queue, progress.loaded.execution.id, progress.loaded.id, order.visit, item, body)
        for item, body in enumerate(order.messages, start=1)
    ]
    work.errands.append(lambda connection: queues.put(connection, messages, work.now, order.broker))
