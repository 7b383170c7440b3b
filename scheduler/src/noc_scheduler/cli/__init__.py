"""The command `noc-scheduler`; each subcommand is a module, imported only when it is asked for."""

from noc_scheduler.cli.lazy import LazyGroup

main = LazyGroup(
    name="noc-scheduler",
    help="The scheduling layer of noc-orchestrator.",
    commands_in={
        "check": "noc_scheduler.cli.check:check_files",
        "rehearse": "noc_scheduler.cli.rehearse:rehearse_files",
    },
)

__all__ = ["main"]
