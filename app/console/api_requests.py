"""What a call of the API carries, read strictly against the JSON Schemas that the OpenAPI document shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from flask import request
from jsonschema import Draft202012Validator, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from app.console.arguments import FIRST_YEAR, LAST_YEAR, day_of
from app.core.errors import Invalid, Violation
from app.core.text import count_characters

Schema: TypeAlias = Mapping[str, Any]

MOST_BYTES = 1024 * 1024
LARGEST_ID = 2**31 - 1
DAY: Schema = {"type": "string", "format": "date", "description": f"A day of the years {FIRST_YEAR} to {LAST_YEAR}"}
FLAG: Schema = {"type": "boolean"}
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
FLAGS = {"true": True, "false": False}
SHOWN = 60
REQUIRED = "Please fill this in."
NOT_JSON = "The body is not JSON."
UNWANTED = "There is no field or parameter of this name."
IMPOSSIBLE = "This text holds characters that cannot be stored."
NO_DAY = "“%(found)s” is not a day. Write it like 2026-11-20."
KEYWORD_LABELS: Mapping[str, str] = {
    "type": "%(found)s is not of the type %(wanted)s.",
    "enum": "%(found)s is not one of %(wanted)s.",
    "minimum": "%(found)s is less than %(wanted)s.",
    "maximum": "%(found)s is more than %(wanted)s.",
    "maxItems": "There are more than %(wanted)s rows.",
    "maxProperties": "There are more than %(wanted)s rows.",
    "pattern": "%(found)s is not written as it must be here.",
}


@dataclass(frozen=True)
class Query:
    """One parameter of an address: a text, a whole number or true/false, as its schema says."""

    name: str
    schema: Schema
    description: str
    required: bool = False
    default: Any = None


def read_query(parameters: Sequence[Query]) -> dict[str, Any]:
    """Every parameter's value by name, days as dates. Raises Invalid with everything unknown, repeated or wrong."""
    known = {one.name: one for one in parameters}
    violations = [Violation(name, UNWANTED) for name in request.args if name not in known]
    values: dict[str, Any] = {one.name: one.default for one in parameters}
    for one in parameters:
        written = request.args.getlist(one.name)
        if len(written) > 1:
            violations.append(Violation(one.name, "This parameter may be given once."))
        elif written:
            value = _from_text(one.schema, written[0])
            found = [*_faults(one.schema, value, one.name), *check_days(one.schema, value, one.name)]
            violations += found
            values[one.name] = _as_day(one.schema, value) if not found else None
        elif one.required:
            violations.append(Violation(one.name, REQUIRED))
    if violations:
        raise Invalid(violations)
    return values


def read_body(schema: Schema) -> Any:
    """The JSON body, fractions as Decimal. Raises Invalid; 415 for another media type, 413 beyond a megabyte."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    if (request.content_length or 0) > MOST_BYTES or len(request.get_data()) > MOST_BYTES:
        raise RequestEntityTooLarge
    try:
        value = json.loads(request.get_data(), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Invalid([Violation("", NOT_JSON)]) from None
    violations = [*_impossible(value, ""), *_faults(schema, value, "")]
    if violations:
        raise Invalid(violations)
    return value


def check_days(schema: Schema, value: Any, field: str) -> list[Violation]:
    """What is wrong with a well-formed day."""
    if schema.get("format") != "date" or not isinstance(value, str) or list(_faults(schema, value, field)):
        return []
    return [] if day_of(value) else [Violation(field, NO_DAY, {"found": value})]


def _from_text(schema: Schema, text: str) -> Any:
    """The text of an address as the type that the schema asks for, else itself, which the schema then refuses."""
    if schema["type"] == "integer" and NUMBER.fullmatch(text):
        return int(text)
    return FLAGS.get(text, text) if schema["type"] == "boolean" else text


def _as_day(schema: Schema, value: Any) -> Any:
    return day_of(value) if schema.get("format") == "date" else value


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _impossible(value: Any, field: str) -> Iterator[Violation]:
    """Texts with NUL or half a character, which no database takes."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            yield Violation(field, IMPOSSIBLE)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _impossible(name, field)
            yield from _impossible(inner, _inside(field, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _impossible(inner, _inside(field, index))


def _faults(schema: Schema, value: Any, field: str) -> Iterator[Violation]:
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in sorted(validator.iter_errors(value), key=lambda one: [str(part) for part in one.absolute_path]):
        yield from _worded(error, field)


def _worded(error: ValidationError, field: str) -> Iterator[Violation]:
    """The violations that one fault of the schema stands for."""
    place = _inside(field, *error.absolute_path)
    if error.validator == "anyOf":
        # Null, or something: what is not null was meant to be the something.
        for inner in error.context or ():
            if inner.schema_path[0] == 1:
                yield from _worded(inner, field)
    elif error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        yield from (Violation(_inside(place, name), REQUIRED) for name in missing)
    elif error.validator in ("additionalProperties", "propertyNames"):
        known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
        names = [error.instance] if isinstance(error.instance, str) else error.instance
        yield from (Violation(_inside(place, name), UNWANTED) for name in names if name not in known)
    elif error.validator == "minLength":
        yield Violation(place, REQUIRED)
    elif error.validator == "maxLength":
        counts = {"found": count_characters(error.instance), "wanted": error.validator_value}
        message = "This text has %(found)s characters; at most %(wanted)s are allowed. Please shorten it."
        yield Violation(place, message, counts)
    elif error.validator == "format":
        yield Violation(place, NO_DAY, {"found": _shown(error.instance)})
    else:
        message = KEYWORD_LABELS.get(str(error.validator), KEYWORD_LABELS["pattern"])
        figures = {"found": _shown(error.instance), "wanted": _wanted(error.validator_value)}
        names = [name for name in figures if f"%({name})s" in message]
        yield Violation(place, message, {name: figures[name] for name in names})


def _inside(field: str, *parts: Any) -> str:
    return ".".join([*([field] if field else []), *map(str, parts)])


def _wanted(value: Any) -> str:
    several = isinstance(value, Iterable) and not isinstance(value, str)
    return ", ".join(map(str, value)) if several else str(value)


def _shown(value: Any) -> str:
    text = str(value) if isinstance(value, (str, Decimal)) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
