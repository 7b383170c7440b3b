"""A click group that imports a subcommand's module only when the subcommand is used."""

import importlib
from collections.abc import Mapping

import click


class LazyGroup(click.Group):
    """`commands_in` maps a subcommand's name to `module:attribute`."""

    def __init__(self, name: str, help: str, commands_in: Mapping[str, str]) -> None:
        super().__init__(name=name, help=help, context_settings={"help_option_names": ["-h", "--help"]})
        self.commands_in = dict(commands_in)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All subcommands, in the order they are registered."""
        return list(self.commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported now; None for one that isn't registered."""
        place = self.commands_in.get(cmd_name)
        if place is None:
            return None
        module, attribute = place.split(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{place} is no click command")
        return command
