"""The doorbell between API, agent and executors: a message without content that says only "look into the journal"."""

from celery import Celery
from kombu.entity import Queue
from kombu.transport import TRANSPORT_ALIASES

from noc_executor_node.bench import Bench
from noc_executor_node.settings import Settings

QUEUE = "noc-attempts"
DRAIN = "noc.drain"
FILES = "filesystem"
#: Our own kind of filesystem broker; see `folder_transport`.
FOLDER = "nocfolder"
POLLING_S = 0.05
EXPIRES_S = 60

TRANSPORT_ALIASES[FOLDER] = "noc_executor_node.folder_transport:Transport"


def celery_app(settings: Settings) -> Celery:
    """The Celery application: one queue, one job, JSON only, nothing to be remote-controlled."""
    scheme = settings.broker_url.partition("://")[0]
    files = scheme == FILES
    app = Celery("noc_executor_node", broker=f"{FOLDER}://localhost/" if files else settings.broker_url)
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        result_accept_content=["json"],
        task_ignore_result=True,
        task_default_queue=QUEUE,
        task_queues=[Queue(QUEUE)],
        task_create_missing_queues=False,
        task_send_sent_event=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_proc_alive_timeout=30,
        broker_connection_retry_on_startup=True,
    )
    if files:
        folder = str(settings.broker_folder)
        app.conf.broker_transport_options = {
            "data_folder_in": folder,
            "data_folder_out": folder,
            "control_folder": f"{folder}/control",
            "polling_interval": POLLING_S,
        }
    return app


class Doorbell:
    """Wakes executors. A ring that is lost, doubled or late changes nothing but how long an attempt waits."""

    def __init__(self, settings: Settings) -> None:
        self._app = celery_app(settings)
        self._slots = settings.slots
        self._bench = Bench(settings.home)

    def ring(self, waiting: int) -> None:
        """Wake as many executors as there is work for: first those that sit on the bench."""
        wanted = min(waiting, self._slots)
        for _ in range(wanted - self._bench.call(wanted)):
            self._app.send_task(DRAIN, queue=QUEUE, expires=EXPIRES_S, ignore_result=True)
