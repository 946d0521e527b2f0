# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Edit one line of an option file: my.cnf, section [mysqld], or postgresql.conf. Everything else stays as it is.

https://dev.mysql.com/doc/refman/9.0/en/option-files.html and
https://www.postgresql.org/docs/current/config-setting.html#CONFIG-SETTING-CONFIGURATION-FILE
"""

from __future__ import annotations

import re

from .lines import join_lines

_SECTION = re.compile(r"^\s*\[([^\]]+)\]")
_OPTION = {
    "mysql": re.compile(r"^(?P<head>\s*(?P<name>[\w-]+)\s*(?:=\s*)?)(?P<value>[^#\n]*?)(?P<tail>\s*(?:#.*)?)$"),
    "postgresql": re.compile(
        r"^(?P<head>\s*(?P<name>[A-Za-z_][\w.]*)\s*(?:=\s*|\s))(?P<value>'(?:[^']|'')*'|[^#\s]*)(?P<tail>\s*(?:#.*)?)$"
    ),
}


def read_option(text: str, engine: str, name: str) -> str | None:
    """The value that the file gives the option, or None. The last one counts, as for the servers."""
    found = [value for _index, value in _find(_lines(text), engine, name)]
    return found[-1] if found else None


def write_option(text: str, engine: str, name: str, value: str | None) -> str:
    """The file's text with the option set, or without it where the value is None."""
    lines = _lines(text)
    found = [index for index, _value in _find(lines, engine, name)]
    if value is None:
        # Only what is in force goes; with an earlier line there would be another value in force.
        lines = [line for index, line in enumerate(lines) if index not in found]
    elif found:
        match = _OPTION[engine].match(lines[found[-1]])
        if match is None:
            raise AssertionError("a line that was just found")
        head = match["head"] if "=" in match["head"] or engine == "postgresql" else f"{match['head'].rstrip()} = "
        lines[found[-1]] = f"{head}{_quoted(engine, value)}{match['tail']}"
    else:
        at = _end_of_section(lines) if engine == "mysql" else len(lines)
        new = [f"{name} = {_quoted(engine, value)}"]
        if at is None:
            new = [*([""] if lines and lines[-1].strip() else []), "[mysqld]", *new]
            at = len(lines)
        lines[at:at] = new
    return join_lines(text, lines)


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n") if text.strip("\n") else []


def _find(lines: list[str], engine: str, name: str) -> list[tuple[int, str]]:
    """Places and values of an option, in order."""
    found, section = [], ""
    wanted = _plain(name)
    for index, line in enumerate(lines):
        header = _SECTION.match(line) if engine == "mysql" else None
        if header:
            section = header.group(1).strip().lower()
            continue
        match = _OPTION[engine].match(line)
        if not match or _plain(match["name"]) != wanted or (engine == "mysql" and section != "mysqld"):
            continue
        found.append((index, _unquoted(match["value"].strip())))
    return found


def _end_of_section(lines: list[str]) -> int | None:
    """The line after the last one of [mysqld] that says something; None without that section."""
    end, inside = None, False
    for index, line in enumerate(lines):
        header = _SECTION.match(line)
        if header:
            inside = header.group(1).strip().lower() == "mysqld"
        if inside and line.strip():
            end = index + 1
    return end


def _plain(name: str) -> str:
    """Both servers ignore case; MySQL takes dashes for underscores."""
    return name.lower().replace("-", "_")


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].replace("''", "'")
    return value


def _quoted(engine: str, value: str) -> str:
    if engine == "mysql" or re.fullmatch(r"-?[\w.]+", value):
        return value
    return "'" + value.replace("'", "''") + "'"
