"""Running `ansible-inventory --list` over one source file, supervised and in a private folder."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from threading import BoundedSemaphore

from noc_executor_node.errors import Unavailable
from noc_executor_node.executors.supervised import Ending, Limits, run_supervised
from noc_executor_node.settings import Settings
from noc_executor_node.sources.files import SourceFile

TIMEOUT_S = 40.0
MOST_BYTES = 10 * 2**20
OUTPUT = "list.json"
#: Each takes a second of a processor and a thread of the API; whoever comes meanwhile comes again.
_TURNS = BoundedSemaphore(2)
_CONFIGURATION = """\
[defaults]
deprecation_warnings = False
localhost_warning = False
local_tmp = {folder}/tmp
collections_path = {collections}
[inventory]
enable_plugins = {plugin}
any_unparsed_is_failed = True
unparsed_is_failed = True
cache = False
"""


def listed(settings: Settings, source: SourceFile, timeout_s: float = TIMEOUT_S) -> str:
    """What ansible-inventory prints, which is JSON; raises Unavailable, without a word of what the plugin said.

    What it said may hold its secrets. The file is its owner's: `ansible-inventory -i FILE --list` there shows it.
    """
    if not _TURNS.acquire(blocking=False):
        raise Unavailable("source.busy", "two sources are being asked already; try again")
    folder = Path(tempfile.mkdtemp(dir=settings.temporary_folder))
    try:
        return _run(settings, source, folder, timeout_s)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _TURNS.release()


def _run(settings: Settings, source: SourceFile, folder: Path, timeout_s: float) -> str:
    # A plugin knows its files by the ends of their names, and looks for group_vars beside them.
    (folder / "source").mkdir()
    copied = folder / "source" / source.path.name
    copied.write_text(source.text, encoding="utf-8")
    collections = ":".join(str(place) for place in settings.collections) or str(folder)
    text = _CONFIGURATION.format(folder=folder, plugin=source.plugin, collections=collections)
    (folder / "ansible.cfg").write_text(text, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("ansible-inventory")), "-i", str(copied), "--list"]
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
    }
    limits = Limits.of(settings, timeout_s)
    ending = run_supervised(
        [*command, "--output", str(folder / OUTPUT)], folder, environment, limits, lambda: None
    )
    return _told(folder / OUTPUT, ending)


def _told(path: Path, ending: Ending) -> str:
    if ending.kind == "timed_out":
        raise Unavailable("source.timed_out", "the inventory plugin took too long")
    if ending.kind != "exited" or ending.rc != 0 or not path.is_file():
        raise Unavailable("source.failed", f"ansible-inventory ended with {ending.rc} ({ending.kind})")
    if path.stat().st_size > MOST_BYTES:
        raise Unavailable(
            "source.too_large", f"the inventory plugin told more than {MOST_BYTES // 2**20} MiB"
        )
    return path.read_text(encoding="utf-8", errors="replace")
