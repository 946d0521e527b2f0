# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A TCP proxy for MySQL that knows the statements passing through, and cuts the connection at one of them."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import types

COM_QUERY = 3  # https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html

# What changes something, or ends a transaction that did.
CHANGES = re.compile(r"\s*(ALTER|CREATE|DROP|UPDATE|INSERT|DELETE|TRUNCATE|RENAME|COMMIT|call)\b", re.IGNORECASE)


class Cutter:
    """Cuts every connection once the given number of changing statements was answered.

    The server has run that statement, and the client never learns of it: what a kill at that moment leaves behind.
    """

    def __init__(self, host: str, port: int, after: int, counts: re.Pattern[str] = CHANGES, start: str = "") -> None:
        self.after = after
        self.cut = False
        self.seen: list[str] = []
        self._counts = counts
        self._start = start  # count from the statement that contains this on; from the first without it
        self._target = (host, port)
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Cutter:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: types.TracebackType | None
    ) -> None:
        self._listener.close()
        self._close_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if self.cut:
                client.close()
                continue
            server = socket.create_connection(self._target)
            self._sockets += [client, server]
            pending = threading.Event()
            threading.Thread(target=self._forward_statements, args=(client, server, pending), daemon=True).start()
            threading.Thread(target=self._forward_answers, args=(server, client, pending), daemon=True).start()

    def _forward_statements(self, client: socket.socket, server: socket.socket, last: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while True:
                header = _read(client, 4)
                body = _read(client, int.from_bytes(header[:3], "little"))
                if (
                    header[3] == 0
                    and body[:1] == bytes([COM_QUERY])
                    and self._is_last(body[1:].decode(errors="replace"))
                ):
                    last.set()
                server.sendall(header + body)

    def _is_last(self, statement: str) -> bool:
        with self._lock:
            if not self.seen and self._start and self._start not in statement:
                return False
            if not self._counts.match(statement):
                return False
            self.seen.append(" ".join(statement.split()))
            return len(self.seen) == self.after

    def _forward_answers(self, server: socket.socket, client: socket.socket, last: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if last.is_set():
                    self.cut = True
                    self._close_all()
                    return
                client.sendall(data)
        with contextlib.suppress(OSError):
            client.close()

    def _close_all(self) -> None:
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _read(source: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = source.recv(size - len(data))
        if not part:
            raise OSError("the client is gone")
        data += part
    return data
