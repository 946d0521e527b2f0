# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Flags on the command line of mysqld or postgres, as compose files carry them. Other flags stay as they are.

The official prerequisites page replaces the line `--sort_buffer_size=10M` of the compose file by one with another flag
and loses the first; here flags are merged.
https://dev.mysql.com/doc/refman/9.0/en/command-line-options.html,
https://www.postgresql.org/docs/current/app-postgres.html
"""

from __future__ import annotations

import re
import typing as t

_FLAG = re.compile(r"^--(?P<name>[A-Za-z][\w.-]*)(?:=(?P<value>.*))?$", re.DOTALL)
_SETTING = re.compile(r"^(?P<name>[A-Za-z_][\w.-]*)=(?P<value>.*)$", re.DOTALL)


class Place(t.NamedTuple):
    """Where a flag stands: the first word, how many words, its value, and what to write before the value."""

    start: int
    length: int
    value: str | None
    head: tuple[str, ...]


def get_flag(words: t.Sequence[str], engine: str, name: str) -> str | None:
    """The value in force, which is the last one's; ``ON`` for a MySQL switch without a value."""
    places = _places(words, engine, name)
    if not places:
        return None
    return "ON" if places[-1].value is None else places[-1].value


def set_flag(words: t.Sequence[str], engine: str, name: str, value: str | None) -> list[str]:
    """The words with the flag set, or without it where the value is None."""
    result = list(words)
    places = _places(words, engine, name)
    if value is None:
        for place in reversed(places):
            del result[place.start : place.start + place.length]
    elif places:
        index, length, _old, head = places[-1]
        result[index : index + length] = [*head[:-1], f"{head[-1]}{value}"]
    else:
        result.append(f"--{name}={value}")
    return result


def _places(words: t.Sequence[str], engine: str, name: str) -> list[Place]:
    wanted, places = _plain(name), []
    for index, word in enumerate(words):
        place = _as_flag(words, index) or (_as_setting(words, index) if engine == "postgresql" else None)
        if place and _plain(place[0]) == wanted:
            places.append(place[1])
        elif word == "--":
            break
    return places


def _as_flag(words: t.Sequence[str], index: int) -> tuple[str, Place] | None:
    """``--name=value``, ``--name value``, or ``--name`` alone."""
    match = _FLAG.match(words[index])
    if not match:
        return None
    name, value = match["name"], match["value"]
    if value is not None:
        return name, Place(index, 1, value, (f"--{name}=",))
    following = words[index + 1] if index + 1 < len(words) else "-"
    if following.startswith("-"):
        return name, Place(index, 1, None, (f"--{name}=",))
    return name, Place(index, 2, following, (f"--{name}=",))


def _as_setting(words: t.Sequence[str], index: int) -> tuple[str, Place] | None:
    """PostgreSQL's ``-c name=value`` in one word or two."""
    word = words[index]
    if word == "-c" and index + 1 < len(words):
        match = _SETTING.match(words[index + 1])
        if match:
            return match["name"], Place(index, 2, match["value"], ("-c", f"{match['name']}="))
    elif word.startswith("-c") and not word.startswith("--"):
        match = _SETTING.match(word[2:])
        if match:
            return match["name"], Place(index, 1, match["value"], (f"-c{match['name']}=",))
    return None


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")
