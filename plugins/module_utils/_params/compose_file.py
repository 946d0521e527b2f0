# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Find and replace the `command` of one service in a compose file, without touching any other line.

No YAML library writes a file back as it was, and the hosts need not have one: this reads the few shapes that a command
has in block style, and says so where it meets another one.
https://github.com/compose-spec/compose-spec/blob/main/spec.md#command
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import re
import shlex
import typing as t

from .._errors import OpsError
from .lines import join_lines

_KEY = re.compile(r"^(?P<indent> *)(?P<quote>[\"']?)(?P<key>[\w.-]+)(?P=quote)\s*:(?P<rest>.*)$")
_MERGE = re.compile(r"^(?P<indent> *)(?P<key><<)\s*:(?P<rest>.*)$")
_ITEM = re.compile(r"^(?P<indent> *)-(?P<space>\s+)(?P<value>.*?)\s*$")
_COMMENT = re.compile(r"\s+#.*$")


@dataclasses.dataclass(frozen=True)
class Command:
    """A command and where it stands.

    Attributes:
        words: its words; empty where the service has none.
        start, end: its lines (end is excluded); an empty range where a new line belongs.
        style: ``plain``, ``single``, ``double`` (one string), ``flow`` or ``block`` (a list), ``none``.
        indent: what stands before ``command``.
    """

    words: list[str]
    start: int
    end: int
    style: str
    indent: str


def read_command(text: str, service: str) -> Command:
    """The command of a service.

    Raises:
        OpsError: there is no such service, or its command is written in a way that this does not edit.
    """
    lines = _lines(text)
    start, end, indent = _service_block(lines, service)
    for index in range(start, end):
        match = _KEY.match(lines[index])
        if match and match["key"] == "command" and match["indent"] == indent:
            return _parse(lines, index, end, indent, service)
    for index in range(start, end):
        match = _KEY.match(lines[index]) or _MERGE.match(lines[index])
        if match and match["indent"] == indent and match["key"] in ("<<", "extends"):
            _refuse_hidden(lines, index, end, match["key"], service)
    return Command([], start, start, "none", indent)


def _refuse_hidden(lines: list[str], index: int, end: int, key: str, service: str) -> None:
    """A command that comes from elsewhere would be hidden by a new one.

    Raises:
        OpsError: the service merges a mapping that has, or may have, a command.
    """
    last = next((at for at in range(index + 1, end) if _KEY.match(lines[at]) or _MERGE.match(lines[at])), end)
    names = re.findall(r"\*([\w.-]+)", "\n".join(_bare(line) for line in lines[index:last]))
    if key == "<<" and names and not any(_has_command(lines, name, set()) for name in names):
        return
    raise OpsError(
        f"path: service {service} takes keys from elsewhere ({key}), and its command may be one of them. Write the "
        "command into the service, or edit it by hand."
    )


def _has_command(lines: list[str], anchor: str, seen: set[str]) -> bool:
    """Whether a mapping with an anchor has, or may have, a command."""
    at = next((n for n, line in enumerate(lines) if re.search(rf"&{re.escape(anchor)}(?![\w.-])", _bare(line))), None)
    if at is None or anchor in seen:
        return True
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(" "))]
    block = lines[at + 1 : _block_end(lines, at + 1, len(lines), indent)]
    if not re.search(rf"&{re.escape(anchor)}$", _bare(lines[at])):
        # flow style, which ends in the same line or is not read here
        return "command" in lines[at] or not _bare(lines[at]).endswith("}")
    inner = _first_indent(block, 0, len(block))
    for line in block:
        match = _KEY.match(line) or _MERGE.match(line)
        if match and match["indent"] == inner and match["key"] in ("command", "extends"):
            return True
        if match and match["indent"] == inner and match["key"] == "<<":
            names = re.findall(r"\*([\w.-]+)", line)
            if not names or any(_has_command(lines, name, {*seen, anchor}) for name in names):
                return True
    return False


def write_command(text: str, service: str, words: t.Sequence[str]) -> str:
    """The compose file's text with another command; without words, without a command."""
    command = read_command(text, service)
    lines = _lines(text)
    old = lines[command.start : command.end]
    lines[command.start : command.end] = _format(command, old, list(words)) if words else []
    return join_lines(text, lines)


def _lines(text: str) -> list[str]:
    return text[:-1].split("\n") if text.endswith("\n") else text.split("\n")


def _service_block(lines: list[str], service: str) -> tuple[int, int, str]:
    """Lines of a service's keys, and their indent."""
    top = _child(lines, 0, len(lines), "", "services")
    if top is None:
        raise OpsError("path: the file has no `services:` in block style. Is it a compose file?")
    inner = _first_indent(lines, *top)
    block = _child(lines, *top, inner, service)
    if block is None:
        raise OpsError(f"service: the compose file has no service {service} in block style. Set service to its name.")
    keys = _first_indent(lines, *block)
    if len(keys) <= len(inner):
        raise OpsError(f"service: {service} has no keys in the compose file. Edit its command by hand.")
    return (*block, keys)


def _child(lines: list[str], start: int, end: int, indent: str, key: str) -> tuple[int, int] | None:
    """Lines below a key of this indent."""
    for index in range(start, end):
        match = _KEY.match(lines[index])
        if match and match["key"] == key and match["indent"] == indent and not _bare(match["rest"]):
            return index + 1, _block_end(lines, index + 1, end, indent)
    return None


def _block_end(lines: list[str], start: int, end: int, indent: str) -> int:
    for index in range(start, end):
        if _says_something(lines[index]) and not lines[index].startswith(indent + " "):
            return index
    return end


def _first_indent(lines: list[str], start: int, end: int) -> str:
    line = next((line for line in lines[start:end] if _says_something(line)), "")
    return line[: len(line) - len(line.lstrip(" "))]


def _parse(lines: list[str], index: int, end: int, indent: str, service: str) -> Command:
    match = _KEY.match(lines[index])
    raw = _bare(match["rest"]) if match else ""
    if not raw:
        words, last = _block_list(lines, index + 1, end, indent)
        if words:
            return Command(words, index, last, "block", indent)
    elif raw[0] == "[" and raw[-1] == "]":
        words = _flow_list(raw)
        if words:
            return Command(words, index, index + 1, "flow", indent)
    elif raw[0] not in "|>&*!{[" and _alone(lines, index + 1, end, indent):
        style = {'"': "double", "'": "single"}.get(raw[0], "plain")
        inner = raw if style == "plain" else raw[1:-1]
        closed = style == "plain" or (len(raw) >= 2 and raw[-1] == raw[0])
        if closed and "\\" not in inner:
            return Command(
                _split(inner.replace("''", "'") if style == "single" else inner), index, index + 1, style, indent
            )
    raise OpsError(
        f"path: the command of service {service} is written in a way that is not edited here. Write it as one line "
        '(command: "--name=value") or as a list with one item a line, or edit it by hand.'
    )


def _block_list(lines: list[str], start: int, end: int, indent: str) -> tuple[list[str], int]:
    words, last = [], start
    for index in range(start, end):
        if not _says_something(lines[index]):
            continue
        match = _ITEM.match(lines[index])
        if not match or len(match["indent"]) < len(indent):
            break
        word = _scalar(_bare(match["value"]))
        if word is None:
            return [], start
        words.append(word)
        last = index + 1
    return words, last


def _flow_list(raw: str) -> list[str]:
    try:
        words = json.loads(raw)
    except ValueError:
        parts = [_scalar(part.strip()) for part in raw[1:-1].split(",")]
        return [part for part in parts if part] if all(parts) and '"' not in raw else []
    return [str(word) for word in words]


def _scalar(raw: str) -> str | None:
    """A YAML scalar of one line; None for what is more than that."""
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "'\"":
        inner = raw[1:-1]
        return None if "\\" in inner else (inner.replace("''", "'") if raw[0] == "'" else inner)
    return None if not raw or raw[0] in "|>&*!{[\"'" else raw


def _format(command: Command, old: list[str], words: list[str]) -> list[str]:
    head = f"{command.indent}command:"
    if command.style == "block":
        return [old[0], *_format_block(command.words, old[1:], words)]
    if command.style in ("flow", "none"):
        return [f"{head} {json.dumps(words, ensure_ascii=False)}"]
    joined = " ".join(word if _SAFE.match(word) else shlex.quote(word) for word in words)
    if command.style == "plain" and re.match(r"^[\w/-]", joined) and not re.search(r": |\s#", joined):
        return [f"{head} {joined}"]
    if command.style == "double" and not re.search(r'["\\]', joined):
        return [f'{head} "{joined}"']
    return [f"{head} '{joined.replace(chr(39), chr(39) * 2)}'"]


def _format_block(before: list[str], old: list[str], words: list[str]) -> list[str]:
    """Items as they were where they stay; comments above an item stay anyway."""
    groups: list[list[str]] = [[]]
    for line in old:
        groups[-1].append(line)
        if _says_something(line):
            groups.append([])
    match = _ITEM.match(groups[0][-1])
    dash = f"{match['indent']}-{match['space']}" if match else "  - "
    result: list[str] = []
    for what, start, end, new_start, new_end in difflib.SequenceMatcher(None, before, words, False).get_opcodes():
        for group in groups[start:end]:
            result += group if what == "equal" else group[:-1]
        if what != "equal":
            result += [f"{dash}{json.dumps(word, ensure_ascii=False)}" for word in words[new_start:new_end]]
    return result


# Compose fills ${VARIABLES} in before it splits: they must not come out in quotes.
_SAFE = re.compile(r"^[\w@%+=:,./${}?-]+$")


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as exc:
        raise OpsError(f"path: the command `{text}` cannot be split into words: {exc}. Edit it by hand.") from exc


def _alone(lines: list[str], start: int, end: int, indent: str) -> bool:
    """Whether the value ends with its line: the next key has the same indent again."""
    following = next((line for line in lines[start:end] if _says_something(line)), None)
    return following is None or not following.startswith(indent + " ")


def _bare(text: str) -> str:
    """Without a comment and space around."""
    return _COMMENT.sub("", f" {text}").strip()


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
