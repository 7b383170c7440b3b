"""The Celery application: three jobs, one queue, JSON only, nothing that can be controlled from elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import Celery

from noc_scheduler.jobs import folder_transport
from noc_scheduler.jobs.beat import Beat
from noc_scheduler.service import drain
from noc_scheduler.service.means import Means
from noc_scheduler.service.upkeep import retention, troubles
from noc_scheduler.settings import Settings

QUEUE = "noc-scheduler"
#: After so long a job lets others have their turn; the next doorbell goes on where it stopped.
LONGEST = timedelta(seconds=10)
#: How often a worker looks into the folder of the `filesystem://` broker; a start waits for half of it.
POLLING_S = 0.02
#: Every job by name. Its message says nothing but that it is time to look.
JOBS: dict[str, Callable[[Means, timedelta], int]] = {
    "noc.tick": drain.look_at_everything,
    "noc.housekeep": retention.housekeep,
    "noc.watch": troubles.look_for_troubles,
}
#: How many ticks pass from one doorbell to the next: a message costs ten times as much as a look that finds nothing.
TICKS = {"noc.tick": 1, "noc.housekeep": 10, "noc.watch": 15}


def make_app(settings: Settings, means: Means) -> Celery:
    """The application whose jobs work with `means`; each is rung for every so many ticks."""
    files = settings.broker.startswith("filesystem:")
    app = Celery(
        "noc-scheduler", broker=f"{folder_transport.NAME}://localhost/" if files else settings.broker
    )
    app.conf.update(
        accept_content=["json"],
        task_serializer="json",
        result_accept_content=["json"],
        task_ignore_result=True,
        task_default_queue=QUEUE,
        task_send_sent_event=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        beat_max_loop_interval=settings.tick.total_seconds(),
        beat_schedule={name: _entry(name, settings) for name in JOBS},
    )
    if files:
        app.conf.broker_transport_options = _folders(settings)
    for name, act in JOBS.items():
        app.task(_job(act, means), name=name, shared=False)
    app.steps["worker"].add(Beat)
    return app


def _job(act: Callable[[Means, timedelta], int], means: Means) -> Callable[[], None]:
    def job() -> None:
        act(means, LONGEST)

    return job


def _entry(name: str, settings: Settings) -> dict[str, Any]:
    """A doorbell; one that nobody has heard until two later ones rang is thrown away."""
    pause = settings.tick * TICKS[name]
    options = {"expires": 2 * pause.total_seconds(), "queue": QUEUE}
    return {"task": name, "schedule": pause, "options": options}


def _folders(settings: Settings) -> dict[str, Any]:
    folder = str(settings.broker_folder.absolute())
    return {
        "data_folder_in": folder,
        "data_folder_out": folder,
        "control_folder": f"{folder}/control",
        "polling_interval": POLLING_S,
    }
