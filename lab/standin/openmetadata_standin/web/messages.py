# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A request and an answer."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .errors import bad_request, no_such_path

_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
LIMIT_MAX = 1_000_000


@dataclasses.dataclass
class Request:
    """One HTTP request, decoded."""

    method: str
    target: str
    headers: Mapping[str, str] | Message
    body: bytes
    parameters: dict[str, str] = dataclasses.field(default_factory=dict)
    user: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.target)
        self.segments = [unquote(segment) for segment in parts.path.split("/")[1:]]
        self.query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}

    @property
    def base(self) -> str:
        """What links in answers begin with."""
        return f"http://{self.headers.get('Host', 'localhost:8585')}/api/v1"

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    def uuid(self, name: str) -> str:
        """A path parameter that the real server binds to a UUID: anything else is no path of its."""
        value = self.parameters[name]
        if not _UUID.match(value):
            raise no_such_path()
        return value.lower()

    def flag(self, name: str) -> bool:
        return self.query.get(name, "false").lower() == "true"

    def limit(self, default: int = 10) -> int:
        text = self.query.get("limit", str(default))
        if not re.fullmatch(r"-?\d+", text):
            raise no_such_path()
        limit = int(text)
        if limit < 0:
            raise bad_request("[query param limit must be greater than or equal to 0]")
        if limit > LIMIT_MAX:
            raise bad_request(f"[query param limit must be less than or equal to {LIMIT_MAX}]")
        return limit


@dataclasses.dataclass(frozen=True)
class Answer:
    """Status, headers, and a body that is a document, text, or nothing."""

    status: int = 200
    document: Any = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    text: str | None = None
    content_type: str = "application/json"

    def payload(self) -> bytes:
        if self.text is not None:
            return self.text.encode()
        if self.document is None:
            return b""
        return json.dumps(self.document, ensure_ascii=False, separators=(",", ":")).encode()
