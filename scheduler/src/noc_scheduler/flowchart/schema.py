"""Holding values against JSON Schema (draft 2020-12, the few words we use) and saying what is wrong."""

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from noc_scheduler.flowchart.expressions.filters import compile_pattern
from noc_scheduler.flowchart.findings import Path
from noc_scheduler.flowchart.plain import type_name

MISSING = "missing"
UNKNOWN = "unknown"

_RULES = {"required": MISSING, "additionalProperties": UNKNOWN, "anyOf": "type", "oneOf": "type"}
_ARTICLES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a map",
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One rule a value breaks: `rule` is `missing`, `unknown`, or the schema's word in snake case."""

    path: Path
    rule: str
    message: str


def problems(schema: Mapping[str, Any], value: Any) -> list[Problem]:
    """Everything in which the value breaks the schema; patterns are RE2 and match the whole text."""
    found = [problem for error in validator(_key(schema)).iter_errors(value) for problem in _told(error)]
    return sorted(
        found, key=lambda problem: ([str(part) for part in problem.path], problem.rule, problem.message)
    )


@functools.lru_cache(maxsize=1024)
def validator(schema: str) -> Validator:
    """The validator of a schema given as JSON text, made once per schema."""
    made: Validator = _STRICT(json.loads(schema))
    return made


def _key(schema: Mapping[str, Any]) -> str:
    return json.dumps(schema, sort_keys=True, default=dict)


def _told(error: ValidationError) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    word = str(error.validator)
    bound: Any = error.validator_value
    given: Any = error.instance
    rules: Any = error.schema
    if "propertyNames" in error.absolute_schema_path:
        path = (*path, str(error.instance))
    if word == "required":
        missing = [name for name in bound if name not in given]
        named = next(name for name in missing if error.message.startswith(repr(name)))
        yield Problem((*path, named), MISSING, f"'{named}' is missing")
    elif word == "additionalProperties":
        known = rules.get("properties", {})
        for name in given:
            if name not in known:
                yield Problem((*path, name), UNKNOWN, f"'{_short(name)}' is not known here")
    else:
        yield Problem(path, _RULES.get(word) or _snake(word), _sentence(word, bound, given))


def _sentence(word: str, bound: Any, given: Any) -> str:
    match word:
        case "type":
            return f"must be {_types(bound)}, not {type_name(given)}"
        case "anyOf" | "oneOf":
            return "must be " + " or ".join(
                dict.fromkeys(_types(each.get("type", "string")) for each in bound)
            )
        case "enum":
            return "must be one of " + ", ".join(str(each) for each in bound)
        case "const":
            return f"must be {bound}"
        case "pattern":
            return f"'{_short(given)}' doesn't match {bound}"
        case "minimum" | "exclusiveMinimum":
            return f"must be {'at least' if word == 'minimum' else 'more than'} {bound}"
        case "maximum" | "exclusiveMaximum":
            return f"must be {'at most' if word == 'maximum' else 'less than'} {bound}"
        case "minLength" | "minItems" | "minProperties":
            return f"must have at least {bound} {_counted(word)}"
        case "maxLength" | "maxItems" | "maxProperties":
            return f"must have at most {bound} {_counted(word)}"
        case "uniqueItems":
            return "must not hold the same item twice"
        case _:
            return f"breaks the rule {word}: {bound}"


def _counted(word: str) -> str:
    return {"Length": "characters", "Items": "items", "Properties": "fields"}[word[3:]]


def _types(names: str | list[str]) -> str:
    return " or ".join(_ARTICLES[name] for name in ([names] if isinstance(names, str) else names))


def _snake(word: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in word)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _whole_match(
    _: Validator, pattern: str, instance: Any, __: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and compile_pattern(pattern).fullmatch(instance) is None:
        yield ValidationError("does not match")


def _is_whole_number(_: Any, instance: Any) -> bool:
    return isinstance(instance, int) and not isinstance(instance, bool)


_STRICT = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    validators={"pattern": _whole_match},
    # JSON Schema itself takes 5.0 for an integer; a parameter that asks for one must be given one.
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole_number),
)
