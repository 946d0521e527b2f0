# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The memory of parameters that were changed for a while: what was there, where it came from, and what we put there.

A JSON file, mode 0600 in a directory of mode 0700, replaced as a whole (temporary file, fsync, rename), so that a crash
leaves either the old or the new content. An entry is written before its parameter is changed and removed after it was
put back; in between, a run may die at any point and the next one still knows the true original.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import typing as t

from .._errors import OpsError
from .._files import make_directory, remove_file, replace_file

FORMAT = 1
Parts = dict[str, t.Optional[str]]  # what is set, by place ("global", "persisted", "setting"); None: unset there


@dataclasses.dataclass(frozen=True)
class Key:
    """One parameter in one scope of one server."""

    server: str
    scope: str
    target: str  # role, database or file where the scope has one, else empty
    name: str


@dataclasses.dataclass
class Entry:
    """What to put back.

    Attributes:
        key: what it is about.
        before: the original parts, as the server writes them.
        value: the original effective value in normal form, for people.
        ours: every text that we set since.
        since: when the original was remembered (RFC 3339).
    """

    key: Key
    before: Parts
    value: t.Any
    ours: list[str] = dataclasses.field(default_factory=list)
    since: str = ""

    @property
    def was_unset(self) -> bool:
        """Whether nothing was set in this scope, so that the value came from elsewhere."""
        return all(text is None for text in self.before.values())


class Store:
    """The entries of one file. Use it inside :func:`open_store`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.entries: dict[Key, Entry] = {}

    def load(self) -> None:
        """Read the file; a missing one holds nothing.

        Raises:
            OpsError: it cannot be read, or is none of ours.
        """
        try:
            with open(self.path, encoding="utf-8") as file:
                content = json.load(file)
            if content["format"] != FORMAT:
                raise OpsError(f"state_file {self.path} has format {content['format']}, this release reads {FORMAT}.")
            entries = [_from_json(item) for item in content["parameters"]]
        except FileNotFoundError:
            return
        except OSError as exc:
            raise OpsError(f"state_file {self.path} cannot be read: {exc.strerror}. Check its owner and mode.") from exc
        except (ValueError, KeyError, TypeError) as exc:
            raise OpsError(
                f"state_file {self.path} is no file of om_db_param: {exc}. Look at it; it may hold the only memory of "
                "parameters that have to be put back."
            ) from exc
        self.entries = {entry.key: entry for entry in entries}

    def save(self) -> None:
        """Replace the file; without entries, remove it.

        Raises:
            OpsError: the file cannot be written.
        """
        try:
            if self.entries:
                content = {"format": FORMAT, "parameters": [_to_json(entry) for entry in self.entries.values()]}
                replace_file(self.path, json.dumps(content, indent=2, sort_keys=True) + "\n")
            else:
                remove_file(self.path)
        except OSError as exc:
            raise OpsError(
                f"state_file {self.path} cannot be written: {exc.strerror}. Parameters are only changed when their old "
                "values can be remembered."
            ) from exc

    def put(self, entry: Entry) -> None:
        """Add or replace an entry, on disk."""
        self.entries[entry.key] = entry
        self.save()

    def drop(self, key: Key) -> None:
        """Forget an entry, on disk."""
        if self.entries.pop(key, None):
            self.save()


@contextlib.contextmanager
def open_store(path: str | None, *, read_only: bool) -> t.Iterator[Store | None]:
    """The store of a file, locked against other runs on this host; None without a path.

    Args:
        path: the file; its directory is made if it is missing.
        read_only: check mode: neither directory nor lock are made, since nothing will be written.

    Raises:
        OpsError: another run holds it, or it cannot be read or made.
    """
    if not path:
        yield None
        return
    store = Store(path)
    if read_only:
        store.load()
        yield store
        return
    try:
        make_directory(os.path.dirname(path) or ".")
        lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as exc:
        raise OpsError(f"state_file {path} cannot be made: {exc.strerror}. Choose another directory.") from exc
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise OpsError(f"Another run uses state_file {path} right now. Wait until it has ended.") from exc
        store.load()
        yield store
    finally:
        os.close(lock)


def _to_json(entry: Entry) -> dict[str, t.Any]:
    return {
        **dataclasses.asdict(entry.key),
        "before": entry.before,
        "value": entry.value,
        "ours": entry.ours,
        "since": entry.since,
    }


def _from_json(item: dict[str, t.Any]) -> Entry:
    key = Key(item["server"], item["scope"], item["target"], item["name"])
    return Entry(key, dict(item["before"]), item["value"], list(item["ours"]), item["since"])
