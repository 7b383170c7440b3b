"""What happens on a demo host: how its web service behaves, and how full its disks are."""

from dataclasses import dataclass, field
from pathlib import Path

UNIT = "nginx"  # what playbooks/restart-web.yml looks after unless told otherwise
NEVER = "never"
REFUSED = "refused"


@dataclass(frozen=True)
class ServiceStory:
    """How the service answers; `after_restart` is how many questions are still answered with "activating"."""

    state: str
    questions: int = 0
    after_restart: int | str = 0
    reachable: bool = True


SERVICE_STORIES = {
    "up": ServiceStory("active"),
    "back-at-once": ServiceStory("inactive"),
    "back-at-the-third-probe": ServiceStory("inactive", after_restart=2),
    "never-back": ServiceStory("failed", after_restart=NEVER),
    "restart-refused": ServiceStory("failed", after_restart=REFUSED),
    "still-starting": ServiceStory("activating", questions=1),
    "unreachable": ServiceStory("inactive", reachable=False),
}


@dataclass(frozen=True)
class HostPlan:
    """One host to bring up: `service` names one of SERVICE_STORIES, `disks` is mount point → free MiB."""

    name: str
    service: str = "up"
    disks: dict[str, int] = field(default_factory=lambda: {"/": 20480, "/var": 8192, "/srv": 40960})

    @property
    def story(self) -> ServiceStory:
        return SERVICE_STORIES[self.service]


def write_story(plan: HostPlan, home: Path) -> None:
    """Puts the host into the state its story begins with; called again, the story begins again."""
    unit = home / "units" / UNIT
    unit.mkdir(parents=True, exist_ok=True)
    facts = {
        "state": plan.story.state,
        "questions": plan.story.questions,
        "after_restart": plan.story.after_restart,
    }
    for name, value in facts.items():
        (unit / name).write_text(f"{value}\n")
    (home / "disks").write_text("".join(f"{path} {free}\n" for path, free in plan.disks.items()))
