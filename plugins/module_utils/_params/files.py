# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Parameters in a file that the server reads at its start: an option file, or the command of a compose service."""

from __future__ import annotations

import dataclasses
import os

from .._database.connection import DatabaseError
from .._errors import OpsError
from .._files import rewrite_file
from .command_line import get_flag, set_flag
from .compose_file import read_command, write_command
from .option_file import read_option, write_option
from .plan import Found, Target
from .state import Key, Parts
from .values import Shape, Value


class FileTarget:
    """One file.

    Args:
        engine: whose options they are.
        path: the file; a name that ends in .yml or .yaml is a compose file.
        service: the compose service of the database.
        server: knows the parameters and what the running server has; not needed to put originals back.
    """

    scope = "file"

    def __init__(self, engine: str, path: str, service: str | None, server: Target | None) -> None:
        self.engine = engine
        self.path = os.path.realpath(path)
        self.service = service or engine
        self._compose = path.endswith((".yml", ".yaml"))
        self._server = server

    def key(self, name: str) -> Key:
        """Where the original of this option is remembered."""
        return Key(f"file {self.engine}", self.scope, self._place(), name)

    def look(self, name: str) -> Found:
        """What the file says; where it says nothing, what the next start of the server gives.

        Raises:
            OpsError: the file cannot be read, or the server has no such parameter.
        """
        own = self._read(name)
        if self._server is None:
            # On the way back only texts matter.
            return Found(name, Shape(self.engine, "text"), "" if own is None else own, {"line": own})
        running = self._server.look(name)
        if own is None:
            return dataclasses.replace(running, parts={"line": None}, restart=False)
        value = running.shape.from_server(own)
        return Found(running.name, running.shape, value, {"line": own}, restart=value != running.value)

    def obstacle(self, found: Found, *, undoing: bool = False) -> tuple[str, str] | None:
        """Whether the file can be replaced."""
        if os.access(self.path, os.W_OK) and os.access(os.path.dirname(self.path), os.W_OK):
            return None
        return (f"{self.path} or its directory is not writable", "Run with become: true.")

    def apply(self, found: Found, value: Value) -> None:
        """Write the option."""
        self._write(found.name, found.shape.to_server(value))

    def put_back(self, name: str, parts: Parts) -> None:
        """Write the old text, or take the option out where there was none."""
        self._write(name, parts["line"])

    def verify(self, found: Found) -> Found:
        """What the file says now."""
        return self.look(found.name)

    def advise(self, name: str, text: str) -> str:
        """What to do by hand."""
        return f"Write {name} = {text} into {self.path} by hand."

    def refused(self, exc: DatabaseError, name: str) -> str | None:
        """Files are refused by the system, never by the server."""
        return None

    def _place(self) -> str:
        return f"{self.path}#{self.service}" if self._compose else self.path

    def _text(self) -> str:
        try:
            with open(self.path, encoding="utf-8", newline="") as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as exc:
            raise OpsError(f"path: {self.path} cannot be read: {exc}. Set path to the server's option file.") from exc

    def _read(self, name: str) -> str | None:
        if self._compose:
            return get_flag(read_command(self._text(), self.service).words, self.engine, name)
        return read_option(self._text(), self.engine, name)

    def _write(self, name: str, value: str | None) -> None:
        text = self._text()
        if self._compose:
            words = set_flag(read_command(text, self.service).words, self.engine, name, value)
            new = write_command(text, self.service, words)
        else:
            new = write_option(text, self.engine, name, value)
        try:
            rewrite_file(self.path, new)
        except OSError as exc:
            raise OpsError(f"path: {self.path} cannot be written: {exc.strerror}.") from exc
