"""The command `noc-scheduler`; each subcommand is a module, imported only when it is asked for."""

from noc_scheduler.cli.lazy import LazyGroup
from noc_scheduler.settings import settings_help

main = LazyGroup(
    name="noc-scheduler",
    help="The scheduling layer of noc-orchestrator.",
    commands_in={
        "setup": "noc_scheduler.cli.setup:command",
        "migrate": "noc_scheduler.cli.migrate:command",
        "api": "noc_scheduler.cli.api:command",
        "worker": "noc_scheduler.cli.worker:command",
        "traps": "noc_scheduler.cli.traps:command",
        "consume": "noc_scheduler.cli.consume:command",
        "key": "noc_scheduler.cli.key:command",
        "pair": "noc_scheduler.cli.pair:command",
        "backup": "noc_scheduler.cli.backup:command",
        "restore": "noc_scheduler.cli.restore:command",
        "retain": "noc_scheduler.cli.retain:command",
        "show-archived": "noc_scheduler.cli.show_archived:command",
        "check": "noc_scheduler.cli.check:check_files",
        "rehearse": "noc_scheduler.cli.rehearse:rehearse_files",
        "diagram": "noc_scheduler.cli.diagram:draw",
        "schema": "noc_scheduler.cli.schema:print_schema",
        "verify": "noc_scheduler.cli.verify:command",
        "openapi": "noc_scheduler.cli.openapi:command",
    },
)
main.epilog = f"\b\nSettings, read from the environment:\n{settings_help()}"

__all__ = ["main"]
