# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Errors as the real server answers them (recorded exchanges; the odd ones included)."""

from __future__ import annotations

from ..db.errors import DbError


class ApiError(Exception):
    """An error with a code that the server chose: {"code", "message"}."""

    def __init__(self, code: int, message: str, header: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        # The real server adds WWW-Authenticate to some of these, and not only to 401.
        self.header = header


class Unexpected(Exception):
    """An exception that the server did not expect: 500 with {"responseMessage"}."""


class HttpStatus(Exception):
    """What the framework refuses before a handler sees it; older servers answer 500 with its words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"HTTP {code} {reason}")
        self.code = code


# Where a body came from, in the words of Jackson; newer servers hide it.
SOURCE = "(org.glassfish.jersey.message.internal.ReaderInterceptorExecutor$UnCloseableInputStream)"
HIDDEN_SOURCE = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)"


class MissingFields(Exception):
    """Fields that a request class requires: 400, in words that differ by release."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class PlainError(Exception):
    """A body that is no JSON: 400 as plain text."""


def not_found(kind: str, name: str) -> ApiError:
    return ApiError(404, f"{kind} instance for {name} not found", header=True)


def bad_request(message: str) -> ApiError:
    return ApiError(400, message)


def server_error(message: str) -> ApiError:
    return ApiError(500, message)


def no_such_path() -> HttpStatus:
    return HttpStatus(404, "Not Found")


def from_database(error: DbError) -> ApiError | Unexpected:
    if error.conflict:
        return ApiError(409, "Entity already exists", header=True)
    return Unexpected(error.java)
