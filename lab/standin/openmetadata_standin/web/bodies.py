# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks a body against the fields of a request class, in the words of Jackson and the bean validator."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any

from .errors import SOURCE, MissingFields, PlainError, bad_request
from .listener import parsed

_PACKAGE = "org.openmetadata.schema"


@dataclasses.dataclass(frozen=True)
class Shape:
    """A request class: its Java name, its fields, which of them are enumerations, numbers, or required."""

    java: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    enums: Mapping[str, tuple[str, tuple[str, ...]]] = dataclasses.field(default_factory=dict)


def _place(body: bytes, key: str, after: bool) -> str:
    """Where the value of `key` begins, or ends, in a body that is one line."""
    text = body.decode("utf-8", errors="replace")
    found = re.search(rf'"{re.escape(key)}"\s*:\s*', text)
    column = 1
    if found:
        column = found.end() + 1
        if after:
            dummy, length = json.JSONDecoder().raw_decode(text[found.end() :])
            column = found.end() + length + 1
    return f"line: 1, column: {column}"


def _refuse(shape: Shape, body: bytes, key: str, reason: str, after: bool = False) -> Exception:
    chain = f'(through reference chain: {_PACKAGE}.{shape.java}["{key}"])'
    return bad_request(f"{reason}\n at [Source: {SOURCE}; {_place(body, key, after)}] {chain}")


def read(body: bytes, shape: Shape) -> dict[str, Any] | None:
    """The document; None for an empty body. Raises what the real server answers otherwise."""
    document = parsed(body)
    if document is None:
        return None
    if not isinstance(document, dict):
        raise PlainError(f"Cannot deserialize value of type `{_PACKAGE}.{shape.java}`")
    for key, value in document.items():
        if key not in shape.fields:
            known = ", ".join(f'"{name}"' for name in shape.fields)
            reason = (
                f'Unrecognized field "{key}" (class {_PACKAGE}.{shape.java}), not marked as ignorable '
                f"({len(shape.fields)} known properties: {known}])"
            )
            raise _refuse(shape, body, key, reason, after=True)
        if value is None:
            continue
        if key in shape.enums and value not in shape.enums[key][1]:
            reason = f"Cannot construct instance of `{_PACKAGE}.{shape.enums[key][0]}`, problem: {value}"
            raise _refuse(shape, body, key, reason)
        if key in shape.numbers and (isinstance(value, bool) or not isinstance(value, int)):
            kind = "String" if isinstance(value, str) else "Object value"
            reason = (
                f'Cannot deserialize value of type `java.lang.Long` from {kind} "{value}": not a valid `Long` value'
            )
            raise _refuse(shape, body, key, reason)
    missing = [name for name in shape.required if document.get(name) is None]
    if missing:
        raise MissingFields(missing)
    return document
