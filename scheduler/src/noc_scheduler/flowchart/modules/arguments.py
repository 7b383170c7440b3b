"""What is wrong with a task's arguments in the eyes of one module."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from noc_scheduler.flowchart.findings import Path
from noc_scheduler.flowchart.modules.catalogue import ModuleSpec, OptionSpec
from noc_scheduler.flowchart.modules.fitting import Unknown, fits, in_words

#: How the words of a command may be given instead of an option.
RAW, FREE_FORM = "_raw_params", "free_form"
OPTION_UNKNOWN, OPTION_TYPE = "module.option_unknown", "module.option_type"
OPTION_MISSING, OPTION_CHOICE = "module.option_missing", "module.option_choice"
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong; `path` leads to it from the arguments."""

    code: str
    path: Path
    message: str


def troubles(module: ModuleSpec, arguments: Mapping[str, Any]) -> Iterator[Trouble]:
    """Everything that is wrong with the arguments; values that only a walk knows are right."""
    given = dict(arguments)
    options = dict(module.options)
    if RAW in given and FREE_FORM in options:
        given.pop(RAW)
        options.pop(FREE_FORM)
    yield from _level(options, given, (), module.name, module.open)


def _level(
    options: Mapping[str, OptionSpec], given: Mapping[str, Any], path: Path, owner: str, is_open: bool
) -> Iterator[Trouble]:
    names = {spelling: name for name, one in options.items() for spelling in (*one.aliases, name)}
    for spelling, value in given.items():
        place = (*path, spelling)
        if spelling in names:
            yield from _value(options[names[spelling]], value, place)
        elif not is_open:
            yield Trouble(OPTION_UNKNOWN, place, _not_an_option(spelling, owner, names))
    there = {names[spelling] for spelling, value in given.items() if spelling in names and value is not None}
    for name, option in options.items():
        if option.required and name not in there:
            also = f" (or {', '.join(option.aliases)})" if option.aliases else ""
            yield Trouble(OPTION_MISSING, path, f"{owner} needs '{name}'{also}")


def _value(option: OptionSpec, value: Any, path: Path) -> Iterator[Trouble]:
    if value is None or isinstance(value, Unknown):
        return
    if not fits(value, option.type):
        yield _wrong_type(option.type, value, path)
        return
    if option.type == "list":
        items = value if isinstance(value, list) else [value]
        for place, item in enumerate(items):
            where = (*path, place) if isinstance(value, list) else path
            yield from _item(option, item, where)
        return
    yield from _choice(option, value, path)
    if option.type == "dict" and isinstance(value, dict) and option.suboptions:
        yield from _level(option.suboptions, value, path, f"'{path[-1]}'", False)


def _item(option: OptionSpec, item: Any, path: Path) -> Iterator[Trouble]:
    if isinstance(item, Unknown) or (isinstance(item, str) and not isinstance(path[-1], int)):
        return  # a text stands for a list of what it has between its commas
    if not fits(item, option.elements):
        yield _wrong_type(option.elements, item, path)
        return
    yield from _choice(option, item, path)
    if isinstance(item, dict) and option.suboptions:
        yield from _level(option.suboptions, item, path, "an entry", False)


def _choice(option: OptionSpec, value: Any, path: Path) -> Iterator[Trouble]:
    if not option.choices or isinstance(value, (dict, list)):
        return
    if any(isinstance(choice, bool) for choice in option.choices) and fits(value, "bool"):
        return
    if isinstance(value, bool):
        words = {"yes", "on", "true"} if value else {"no", "off", "false"}
        allowed = any(str(choice).lower() in words for choice in option.choices)
    else:
        allowed = str(value) in {str(choice) for choice in option.choices}
    if not allowed:
        shown = ", ".join(str(choice) for choice in option.choices)
        yield Trouble(OPTION_CHOICE, path, f"'{_place(path)}' must be one of {shown}, not {_shown(value)}")


def _wrong_type(kind: str, value: Any, path: Path) -> Trouble:
    return Trouble(OPTION_TYPE, path, f"'{_place(path)}' must be {in_words(kind)}, not {_shown(value)}")


def _not_an_option(spelling: str, owner: str, names: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(spelling, names, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"{owner} has no option '{spelling[:MOST_SHOWN]}'{hint}"


def _place(path: Path) -> str:
    return ".".join(str(step) for step in path)


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return f"'{value[:MOST_SHOWN]}'"
        case _:
            return str(value)
