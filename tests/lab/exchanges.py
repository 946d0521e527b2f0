# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Recorded exchanges: read, sent again, and compared."""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

CASES = Path(os.environ.get("OM_CASES_DIR") or Path(__file__).resolve().parents[3] / "shared" / "cases") / "http"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Run ids that the recorder made up itself: they are the same in both worlds.
_OWN_UUID = re.compile(r"00000000-0000-0000-0000-")
# Those of the pipelines svc_a, svc_b and svc_c of one name, which follow each other in the order of random ids.
_ANY_ORDER = re.compile(_OWN_UUID.pattern + r"00000000500\d")
_NORMAL = (
    (re.compile(r"https?://(?:127\.0\.0\.1|localhost):\d+"), "<host>"),
    (re.compile(r"\b1[78]\d{11}\b"), "<ms>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "<time>"),
    (re.compile(r"line: \d+, column: \d+"), "<place>"),
    (re.compile(r"\d+ known properties: [^\]]*"), "<known properties>"),
    # JDBI adds the statement with its arguments, which is nobody's interface.
    (re.compile(r" ?\[statement:.*\](?=\] was thrown)", re.DOTALL), ""),
    # PostgreSQL shows the beginning of the row, in which the document is cut short.
    (re.compile(r"Failing row contains \(.*\)\.", re.DOTALL), "<row>"),
    (re.compile(r"<JWT>|ey[\w-]+\.[\w-]+\.[\w-]+"), "<token>"),
    (_UUID, "<uuid>"),
    # Pipelines of one name follow each other in the order of their ids, which are random.
    (re.compile(r"\bsvc_[abc]\b"), "<service>"),
)
# Values that belong to the recorded installation; only their type is compared.
FREE = {
    *("version", "revision", "n", "kid", "description", "displayName", "features", "supportUrl", "duration"),
    *("developer", "developerUrl", "privacyPolicyUrl", "supportEmail", "appConfiguration", "appScreenshots"),
    *("refreshToken", "accessToken", "userName", "JWTToken", "executionTime", "publicKeyUrls"),
    # noop then, db since (the models of SDK 1.9.17).
    "secretsManagerProvider",
}


@dataclasses.dataclass(frozen=True)
class Exchange:
    """A request and what a real server answered."""

    number: int
    name: str
    method: str
    port: int
    target: str
    headers: dict[str, str]
    body: str
    status: int
    content_type: str
    answer: str

    @property
    def id(self) -> str:
        return f"{self.number:03}-{self.name}"


def _read(path: Path) -> Exchange:
    number, dummy, name = path.stem.partition("_")
    head, dummy, body = path.read_text(encoding="utf-8").partition("\n\n")
    line, *fields = head.split("\n")
    method, url = line.split(" ", 1)
    port, target = re.fullmatch(r"http://[^/:]+:(\d+)(/.*)", url).groups()  # type: ignore[union-attr]
    headers = dict(field.split(": ", 1) for field in fields if field)
    status_line, dummy, rest = path.with_suffix(".resp").read_text(encoding="utf-8").partition("\n")
    fields_text, dummy, answer = rest.partition("\n\n")
    found = dict(field.rstrip("\r").split(": ", 1) for field in fields_text.split("\n") if ": " in field)
    return Exchange(
        number=int(number),
        name=name,
        method=method,
        port=int(port),
        target=target,
        headers=headers,
        body=body.strip("\n"),
        status=int(status_line.split()[1]),
        content_type=found.get("Content-Type", ""),
        answer=answer.strip(),
    )


def recorded(directory: str) -> list[Exchange]:
    """In the order of their numbers."""
    found = [_read(path) for path in (CASES / directory).glob("*.req")]
    return sorted(found, key=lambda exchange: exchange.number)


def tokens(directory: str) -> dict[str, str]:
    """Whose token each exchange had, by its number and name; empty for recordings that do not say so."""
    path = CASES / directory / "TOKENS.txt"
    if not path.is_file():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {f"{int(number):03}-{name}": who for number, name, who in lines}


def document(text: str) -> Any:
    """JSON if it is some, else the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


class Ids:
    """Recorded ids and the ones that stand in their places here."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def learn(self, before: Any, now: Any) -> None:
        """Walks both answers side by side."""
        if isinstance(before, dict) and isinstance(now, dict):
            for key in before.keys() & now.keys():
                self.learn(before[key], now[key])
        elif isinstance(before, list) and isinstance(now, list):
            for left, right in zip(before, now):
                self.learn(left, right)
        elif isinstance(before, str) and isinstance(now, str) and _UUID.fullmatch(before) and _UUID.fullmatch(now):
            self._known.setdefault(before, now)

    def replace_in_cursors(self, target: str) -> str:
        """The same inside the cursors of a request: base64 of name and id."""

        def replaced(match: re.Match[str]) -> str:
            cursor = unquote(match.group(2))
            try:
                text = base64.urlsafe_b64decode(cursor).decode()
            except ValueError:
                return match.group()
            if not text.startswith("{"):
                return match.group()
            return match.group(1) + quote(base64.urlsafe_b64encode(self.replace(text).encode()).decode())

        return re.sub(r"([?&](?:after|before)=)([^&]+)", replaced, target)

    def replace(self, text: str) -> str:
        return _UUID.sub(lambda match: self._known.get(match.group(), match.group()), text)


def normal(text: str) -> str:
    """Without what differs from run to run; ids that the recorder chose stay."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"<kept{len(kept)}>"

    text = _ANY_ORDER.sub("<run>", text)
    text = re.sub(_OWN_UUID.pattern + "[0-9]{12}", keep, text)
    for pattern, name in _NORMAL:
        text = pattern.sub(name, text)
    for index, value in enumerate(kept, 1):
        text = text.replace(f"<kept{index}>", value)
    return text


def differences(before: Any, now: Any, place: str = "$", key: str = "") -> list[str]:
    """What is not alike: keys, types, lengths, and values that mean something."""
    if isinstance(before, dict) and isinstance(now, dict) and key not in FREE:
        found = [f"{place}: missing {name}" for name in sorted(before.keys() - now.keys())]
        found += [f"{place}: unexpected {name}" for name in sorted(now.keys() - before.keys())]
        for name in sorted(before.keys() & now.keys()):
            found += differences(before[name], now[name], f"{place}.{name}", name)
        return found
    if isinstance(before, list) and isinstance(now, list) and key not in FREE:
        if len(before) != len(now):
            return [f"{place}: {len(before)} elements recorded, {len(now)} here"]
        found = []
        for index, (left, right) in enumerate(zip(before, now)):
            found += differences(left, right, f"{place}[{index}]")
        return found
    if type(before) is not type(now):
        return [f"{place}: {type(before).__name__} recorded, {type(now).__name__} here"]
    if key in FREE:
        return []
    if key in ("after", "before"):
        before, now = named(before), named(now)
    left, right = (normal(value) if isinstance(value, str) else _number(value) for value in (before, now))
    # The validator names missing fields in no particular order.
    if isinstance(left, str) and left.startswith("[") and isinstance(right, str):
        left, right = (", ".join(sorted(text.strip("[]").split(", "))) for text in (left, right))
    return [] if left == right else [f"{place}: {left!r} recorded, {right!r} here"]


def named(cursor: str) -> str:
    """A cursor without the id, which is another one here; one that holds a name only stays."""
    try:
        return str(json.loads(base64.urlsafe_b64decode(cursor))["name"])
    except (ValueError, KeyError, TypeError):
        return cursor


def _number(value: Any) -> Any:
    """Times are not compared."""
    return "<ms>" if isinstance(value, int) and not isinstance(value, bool) and value > 1_600_000_000_000 else value
