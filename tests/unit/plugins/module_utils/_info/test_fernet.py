# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys are recognized by the signatures of tokens; the vector is that of the specification of fernet."""

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._info.fernet import is_signed, signing_keys

# https://github.com/fernet/spec/blob/master/verify.json
KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
TOKEN = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="
OTHER = "jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA="


@pytest.mark.parametrize(
    ("keys", "token", "signed"),
    [
        (KEY, TOKEN, True),
        (KEY, TOKEN.rstrip("="), True),
        (KEY.rstrip("="), TOKEN, True),
        # standard base64, and the second of two
        (f"{OTHER},{KEY.replace('-', '+').replace('_', '/')}", TOKEN, True),
        (OTHER, TOKEN, False),
        ("", TOKEN, False),
        ("short", TOKEN, False),
        (KEY, TOKEN[:-4] + "AA==", False),
        (KEY, "REDACTED", False),
        (KEY, "", False),
    ],
)
def test_is_signed(keys: str, token: str, signed: bool) -> None:
    assert is_signed(token, signing_keys(keys)) is signed
