# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Values of compose files and environment files, with the place that each part of a value comes from. Pure functions.

The rules are those of template/template.go and dotenv/ in https://github.com/compose-spec/compose-go.
"""

from __future__ import annotations

import re
import typing as t


class Piece(t.NamedTuple):
    """A part of a value.

    Attributes:
        text: the part.
        file: the file that it stands in.
        start: its position in the text of that file; None where it does not stand there as it is.
    """

    text: str
    file: str
    start: int | None


Value = list[Piece]
Variables = dict[str, Value]

_NAME = re.compile(r"[A-Za-z_]\w*")
_OPERATOR = re.compile(r":?[-?+]")
_ENTRY = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*")


def text_of(value: Value) -> str:
    """The value itself."""
    return "".join(piece.text for piece in value)


def expand(text: str, file: str, start: int | None, variables: t.Mapping[str, Value]) -> Value:
    """Replace the variables in a text.

    Args:
        text: the text, e.g. ``openmetadata/server:${OM_TAG:-1.9.17}``.
        file: the file that it stands in.
        start: its position there, or None.
        variables: the values of variables.
    """
    found: Value = []
    at = 0
    while at < len(text):
        dollar = text.find("$", at)
        end = len(text) if dollar < 0 else dollar
        if end > at:
            found.append(Piece(text[at:end], file, _plus(start, at)))
        if dollar < 0:
            break
        at = dollar + 1
        bare = _NAME.match(text, at)
        if bare:
            found += variables.get(bare[0], [])
            at = bare.end()
        elif text[at : at + 1] == "{":
            end = _closing(text, at)
            found += _braced(text[at + 1 : end], file, _plus(start, at + 1), variables)
            at = end + 1
        else:
            found.append(Piece("$", file, None))
            at += text[at : at + 1] == "$"
    return found


def _plus(start: int | None, by: int) -> int | None:
    return None if start is None else start + by


def _closing(text: str, opening: int) -> int:
    """The brace that closes the one at ``opening``; the end of the text if there is none."""
    depth = 0
    for at in range(opening, len(text)):
        # a brace that no dollar precedes is text
        if text[at] == "{" and text[at - 1] == "$":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
    return len(text)


def _braced(inner: str, file: str, start: int | None, variables: t.Mapping[str, Value]) -> Value:
    """The value of ``${inner}``."""
    name = _NAME.match(inner)
    if not name:
        return []
    operator = _OPERATOR.match(inner, name.end())
    value = variables.get(name[0])
    if not operator:
        return value or []
    filled = bool(value and text_of(value)) if operator[0][0] == ":" else value is not None
    kind = operator[0][-1]
    if kind == "?" or (kind == "-" and filled):
        return value or []
    if kind == "+" and not filled:
        return []
    return expand(inner[operator.end() :], file, _plus(start, operator.end()), variables)


def read_environment(file: str, text: str, known: t.Mapping[str, Value]) -> Variables:
    """The variables that an environment file defines.

    Args:
        file: its name.
        text: its text.
        known: variables that files before it define.
    """
    found: Variables = {}
    # Windows' editors begin a file with a byte order mark
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        end = _end_of_line(text, at)
        match = _ENTRY.match(text, at, end)
        if match:
            value, end = _entry_value(file, text, match.end(), end, {**known, **found})
            found[match[1]] = value
        at = end + 1
    return found


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _entry_value(file: str, text: str, at: int, end: int, known: t.Mapping[str, Value]) -> tuple[Value, int]:
    """The value that begins at ``at``, and the end of its last line."""
    quote = text[at : at + 1]
    if quote in ("'", '"'):
        close = at + 1
        while close < len(text) and text[close] != quote:
            close += 2 if text[close] == "\\" else 1
        body = text[at + 1 : close]
        end = _end_of_line(text, min(close, len(text)))
        if quote == "'":
            return [Piece(body, file, at + 1)], end
        if "\\" in body:
            return expand(re.sub(r"\\(.)", r"\1", body), file, None, known), end
        return expand(body, file, at + 1, known), end
    line = text[at:end]
    comment = re.search(r"(^|[ \t])#", line)
    value = (line[: comment.start()] if comment else line).rstrip()
    return expand(value, file, at, known), end
