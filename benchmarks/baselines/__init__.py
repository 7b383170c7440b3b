"""The baselines: what our product is measured against, by workload; a new one is a file and a line here."""

from collections.abc import Mapping

from benchmarks.baselines.ansible_playbook import free, linear, mitogen_free
from benchmarks.baselines.ansible_runner import runner_per_host_task
from benchmarks.baselines.celery_chains import celery_chains
from benchmarks.baselines.prefect import prefect
from benchmarks.contenders import Opener

OF_STEPS: Mapping[str, Opener] = {
    "ansible-playbook linear": linear,
    "ansible-playbook free": free,
    "ansible-playbook Mitogen free": mitogen_free,
    "ansible-runner per host-task": runner_per_host_task,
}
OF_TRANSITIONS: Mapping[str, Opener] = {
    "Celery chains + REST": celery_chains,
    "Prefect": prefect,
}
OF_LATENCY: Mapping[str, Opener] = {"ansible-runner": runner_per_host_task}
