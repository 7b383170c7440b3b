"""Loading Ansible once, so that what is forked afterwards begins where others end: after a second of imports."""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ansible import context
from ansible.plugins import loader as plugins
from ansible.utils.context_objects import CLIArgs
from ansible_mitogen.connection import Connection
from ansible_mitogen.strategy import AnsibleWrappers

from noc_executor_node.executors.resident.contexts import SESSION_FOLDER
from noc_executor_node.vocabulary import Transport

#: Plugins that nearly every attempt needs; whichever it is, the first use of one costs milliseconds.
CONNECTIONS, SHELLS, BECOMES = ("ssh", "mitogen_ssh"), ("sh",), ("sudo", "su")
ACTIONS = ("normal", "command", "shell", "copy", "service", "package", "uri", "unarchive", "gather_facts")
OPTIONS = {"check": False, "diff": False, "verbosity": 0, "become": False, "extra_vars": (), "subset": None}


def load_ansible() -> None:
    """Everything that attempts have in common; the current folder has to be that of `places.FILES`.

    The environment must have been cleaned and ANSIBLE_CONFIG set before this module was imported.
    """
    logging.getLogger().addHandler(logging.NullHandler())
    context.CLIARGS = CLIArgs(OPTIONS)
    plugins.init_plugin_loader()
    AnsibleWrappers().install()
    Connection.get_default_cwd = _session_folder
    for name in ACTIONS:
        plugins.action_loader.get(f"ansible.builtin.{name}", class_only=True)
        plugins.module_loader.find_plugin(f"ansible.builtin.{name}")
    for name in CONNECTIONS:
        plugins.connection_loader.get(name, class_only=True)
    for name in SHELLS:
        plugins.shell_loader.get(name)
    for name in BECOMES:
        plugins.become_loader.get(name)
    for loader in (plugins.filter_loader, plugins.test_loader):
        for _ in loader.all():
            pass
    gc.collect()
    gc.freeze()


def _session_folder(connection: Connection) -> str | None:
    """Where modules run: Mitogen would choose a temporary folder, plain ssh stays where the session began."""
    connection._connect()
    folder: str | None = connection.init_child_result[SESSION_FOLDER]
    return folder


@contextmanager
def carried_by(transport: Transport) -> Iterator[None]:
    """Inside the block Ansible's `ssh` means this transport; otherwise, and from loading on, it means Mitogen's."""
    if transport is Transport.MITOGEN:
        yield
        return
    wrappers = AnsibleWrappers()
    wrappers.remove()
    try:
        yield
    finally:
        wrappers.install()
