# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The lease of a host: a record in the state directory. Each change of it happens under a lock of the file system."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
import typing as t

from .._errors import OpsError
from .._files import make_directory, remove_file, replace_file
from .holder import Holder, read_holder

_PATIENCE = 5.0  # seconds to wait for another module that changes the record


class HostLease:
    """The record of one state directory. The time of the file is the holder's last sign of life."""

    def __init__(self, state_dir: str) -> None:
        self.state_dir = state_dir
        self.path = os.path.join(state_dir, "lease.json")

    @contextlib.contextmanager
    def changing(self) -> t.Iterator[None]:
        """Keep other runs from changing the record.

        Raises:
            OpsError: the directory cannot be used, or another run does not release the record.
        """
        try:
            make_directory(self.state_dir)
            handle = os.open(os.path.join(self.state_dir, "lease.lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            raise OpsError(
                f"The state directory {self.state_dir} cannot be used: {exc.strerror}. Set om_state_dir to a directory "
                "that the account may write to."
            ) from exc
        try:
            deadline = time.monotonic() + _PATIENCE
            while not _lock(handle):
                if time.monotonic() > deadline:
                    raise OpsError(f"Another run changes {self.path} right now. Run again in a moment.")
                time.sleep(0.1)
            yield
        finally:
            os.close(handle)

    def read(self) -> Holder | None:
        """The holder; None where the host is free.

        Raises:
            OpsError: there is a record that cannot be read.
        """
        try:
            with open(self.path, encoding="utf-8") as file:
                text = file.read()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise OpsError(f"{self.path} cannot be read: {exc.strerror}. Check its owner and mode.") from exc
        found = read_holder(text)
        if found is None:
            raise OpsError(
                f"{self.path} is not a record of om_lease. Check that no upgrade of this host runs, then remove it."
            )
        return found

    def silence(self) -> float:
        """Seconds since the last sign of life."""
        try:
            return max(time.time() - os.stat(self.path).st_mtime, 0)
        except OSError:
            return 0

    def renew(self) -> None:
        """Note a sign of life."""
        with contextlib.suppress(OSError):
            os.utime(self.path)

    def write(self, holder: Holder) -> None:
        """Make this run the holder.

        Raises:
            OpsError: the file cannot be written.
        """
        try:
            replace_file(self.path, holder.text + "\n")
        except OSError as exc:
            raise OpsError(f"{self.path} cannot be written: {exc.strerror}. Check the disk.") from exc

    def remove(self) -> None:
        """Let the host go."""
        with contextlib.suppress(OSError):
            remove_file(self.path)


class KeeperFile:
    """What the keeper of one database server says about itself, beside the record of its host."""

    def __init__(self, path: str) -> None:
        self.path = path

    @classmethod
    def of(cls, state_dir: str, server: str) -> KeeperFile:
        """The file for a server, whose name becomes part of the file's name."""
        name = "".join(letter if letter.isalnum() else "-" for letter in server)
        return cls(os.path.join(state_dir, f"lease-{name}.json"))

    @classmethod
    def all(cls, state_dir: str) -> list[KeeperFile]:
        """Every keeper's file of a state directory."""
        with contextlib.suppress(OSError):
            names = sorted(name for name in os.listdir(state_dir) if name.startswith("lease-"))
            return [cls(os.path.join(state_dir, name)) for name in names if name.endswith(".json")]
        return []

    def read(self) -> dict[str, t.Any]:
        """What it says; empty where it says nothing."""
        try:
            with open(self.path, encoding="utf-8") as file:
                content = json.load(file)
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, **content: t.Any) -> None:
        """Say something."""
        with contextlib.suppress(OSError):
            replace_file(self.path, json.dumps(content) + "\n")

    def remove(self) -> None:
        """Say nothing any more."""
        with contextlib.suppress(OSError):
            remove_file(self.path)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
