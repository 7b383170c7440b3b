"""Files of configuration in YAML, as whoever runs this server has written them."""

from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from noc_presentation.errors import Misconfigured, NocError

Made = TypeVar("Made")
Options = Mapping[str, Any]


class BadOption(NocError):
    """An option that is missing, unknown or wrong; the words say which and why."""


def refuse_unknown(options: Options, known: set[str]) -> None:
    """Raises BadOption for options that are not in `known`: a misspelt one must not be ignored."""
    if unknown := sorted(str(name) for name in options.keys() - known):
        raise BadOption(f"no such option: {', '.join(unknown)}")


def read_map(path: Path, wanted: str, fix: str) -> Mapping[Any, Any]:
    """The map in a file, which may be empty; raises Misconfigured, with `wanted` and `fix`, for anything else."""
    try:
        document = YAML(typ="safe", pure=True).load(StringIO(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError) as error:
        raise Misconfigured(str(path), " ".join(str(error).split()), fix) from error
    if not isinstance(document, dict):
        raise Misconfigured(str(path), wanted, fix)
    return document


def by_kind(where: str, options: Any, kinds: Mapping[str, Callable[[Options], Made]], fix: str) -> Made:
    """What the `kind` among the options makes of the others; raises Misconfigured for what is not understood."""
    if not isinstance(options, dict) or options.get("kind") not in kinds:
        raise Misconfigured(where, f"kind must be one of: {', '.join(kinds)}", fix)
    try:
        return kinds[options["kind"]]({key: value for key, value in options.items() if key != "kind"})
    except BadOption as error:
        raise Misconfigured(where, str(error), fix) from error
