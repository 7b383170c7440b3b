"""The programs of the Celery baseline: a task that calls the app and does nothing else, and the app that counts."""

import os
import threading
from collections import Counter

import httpx
from celery import Celery, chain
from flask import Flask

NO_OP = "bench.no_op"


def celery_app(broker: str, counter: str) -> Celery:
    """Celery as people set it up who want speed: no results, no events, a kept-alive connection to the app."""
    app = Celery("bench", broker=broker)
    app.conf.update(
        task_ignore_result=True,
        worker_send_task_events=False,
        worker_prefetch_multiplier=16,
        broker_connection_retry_on_startup=True,
    )
    clients: list[httpx.Client] = []

    @app.task(name=NO_OP, shared=False)  # no other app of the process has it
    def no_op() -> None:
        if not clients:  # made in the child, after the fork
            clients.append(httpx.Client(base_url=counter, trust_env=False))
        clients[0].post("/calls", json={"status": "succeeded"}).raise_for_status()

    return app


def chains(app: Celery, hosts: int, steps: int) -> None:
    """Send a chain of no-ops for every host."""
    one = app.signature(NO_OP, immutable=True)
    for _ in range(hosts):
        chain(*(one for _ in range(steps))).apply_async()


def web_app() -> Flask:
    """An app that counts the calls it gets."""
    app = Flask("bench")
    lock, so_far = threading.Lock(), Counter[str]()

    @app.post("/calls")
    def call() -> dict[str, int]:
        with lock:
            so_far["calls"] += 1
        return {"calls": so_far["calls"]}

    @app.get("/calls")
    def calls() -> dict[str, int]:
        return {"calls": so_far["calls"]}

    @app.delete("/calls")
    def forget() -> dict[str, int]:
        with lock:
            so_far.clear()
        return {"calls": 0}

    return app


worker = celery_app(os.environ.get("BENCH_BROKER", ""), os.environ.get("BENCH_COUNTER", "http://127.0.0.1"))
web = web_app()
