# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Values that a database cannot store as JSON, rewritten so that it can, with as little loss as possible.

Python writes and reads NaN and Infinity, which JSON does not have. PostgreSQL's jsonb does not store the character NUL.
Airflow's revisions that turn columns into JSON fail on such values, or drop them.
"""

from __future__ import annotations

import io
import json
import math
import pickle  # nosec: only through Restricted, which makes nothing but plain values
import typing as t

# What revision eed27faa34e3 of Airflow before 3.3.2 makes of ": NaN}]" on MySQL, where it fails afterwards.
_SPOILT = '1"nan"2'


def strict_text(value: bytes) -> str | None:
    """A JSON text as every database takes it; None where the bytes are no JSON of Python's either.

    The letters NaN in a string are written with an escape, which means the same: that revision takes them for the
    number, and spoils the string.
    """
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return None
    for candidate in (text, text.replace(_SPOILT, ": null}]")):
        try:
            plain = strict(json.loads(candidate))
            return json.dumps(plain, allow_nan=False).replace("NaN", "Na\\u004e")
        except (ValueError, RecursionError):
            continue
    return None


def strict_pickle(value: bytes) -> bytes | None:
    """A pickled value as JSON can hold it, pickled; None where it needs no change, or is no plain value."""
    try:
        found = Restricted(io.BytesIO(value)).load()
        changed = strict(found)
    except Exception:
        return None
    # NaN is not equal to itself, so that the two are compared as text.
    return None if repr(changed) == repr(found) else pickle.dumps(changed, protocol=pickle.DEFAULT_PROTOCOL)


class Restricted(pickle.Unpickler):
    """Reads plain values only: a pickle that names a class or a function is refused, and nothing of it runs."""

    def find_class(self, module: str, name: str) -> t.Any:
        """Refuse every class."""
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def strict(value: t.Any) -> t.Any:
    """NaN and Infinity become null, NUL is removed from strings, and half a surrogate pair is replaced.

    Raises:
        ValueError: the value has something that JSON does not have.
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {
            key if isinstance(key, (int, bool, type(None))) else strict(key): strict(one) for key, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return type(value)(strict(one) for one in value)
    if value is None or isinstance(value, (bool, int)):
        return value
    raise ValueError(f"{type(value).__name__} is no type of JSON")
