"""A click group that imports a command's module when the command is used, and not before."""

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click

HELP_BY = {"help_option_names": ["-h", "--help"]}


class LazyGroup(click.Group):
    """`commands_at` names for each command its module, which has it as `command`, and one line of help."""

    commands_at: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.commands_at:
            return None
        module, _ = self.commands_at[cmd_name]
        command: click.Command = import_module(module).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.commands_at.items()])
