# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps secrets out of a report, whatever a module or a log line put into its data."""

from __future__ import annotations

import re
import typing as t

MASK = "********"
# The quickstart's own passwords are public, and ordinary words: masking them everywhere would garble every sentence.
_PUBLIC = frozenset({"password", "openmetadata_password", "airflow_pass"})
_KEY = re.compile(
    r"(?:^|_)(?:pass|passwd|password|pwd|secret|token|jwt|fernet|credential|private_key|api_key)s?$", re.I
)
# "mysql+mysqldb://user:secret@host" and "Authorization: Bearer eyJ…", as tools print them in their errors; a JSON Web
# Token is three base64 parts of which the first two start with '{"'.
_TEXTS = (
    (re.compile(r"(\w[\w+.-]*://[^\s:/@]*:)[^\s@]+(@)"), rf"\1{MASK}\2"),
    (re.compile(r"(?i)(\bbearer\s+)[\w.~+/-]+=*"), rf"\1{MASK}"),
    (re.compile(r"\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]*"), MASK),
    (
        re.compile(r"(?i)(\b(?:[\w-]*password|passwd|pwd|secret|token)\b[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&]+"),
        rf"\1{MASK}",
    ),
)


def masked(value: t.Any, secrets: t.Iterable[str] = ()) -> t.Any:
    """A copy in which every secret is masked.

    Args:
        value: what the report would hold.
        secrets: passwords that are known; they are masked wherever they stand. Short ones (under six characters) are
            left to the rules for keys and texts, since they may be part of any word.
    """
    worth = {secret for secret in secrets if isinstance(secret, str) and len(secret) >= 6} - _PUBLIC
    return _masked(value, sorted(worth, key=len, reverse=True))


def _masked(value: t.Any, known: list[str]) -> t.Any:
    if isinstance(value, t.Mapping):
        return {
            str(key): MASK if isinstance(item, str) and item and _KEY.search(str(key)) else _masked(item, known)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_masked(item, known) for item in value]
    if isinstance(value, str):
        for secret in known:
            value = value.replace(secret, MASK)
        for pattern, replacement in _TEXTS:
            value = pattern.sub(replacement, value)
        return value
    return value
