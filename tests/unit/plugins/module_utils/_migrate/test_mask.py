# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.mask import Mask


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("password=hunter22 user=om", "hunter22", "user=om"),
        ('{"password":"hunter22","user":"om"}', "hunter22", '"user":"om"'),
        ("DB_USER_PASSWORD: hunter22, next", "hunter22", "next"),
        ("jwtToken: abc.def", "abc.def", "jwtToken"),
        ("Authorization: Bearer abc.def-1", "abc.def-1", "Bearer"),
        ("token eyJhbGciOi.eyJzdWIi.sig here", "eyJhbGciOi", "here"),
        ("jdbc:mysql://user:pa55@host/db", "pa55", "@host/db"),
        ("fernetKey=c2VjcmV0 done", "c2VjcmV0", "done"),
        ("the canary-1234 is said in passing", "canary-1234", "in passing"),
        # A secret that is itself one of the names must not keep the named value from being found.
        ("password=hunter22 and zero", "hunter22", "and"),
    ],
)
def test_mask(text: str, gone: str, left: str) -> None:
    masked = Mask(["canary-1234", "password", "x", None])(text)
    assert gone not in masked
    assert left in masked.replace("***", "password") or left in masked


def test_mask_hides_the_longer_secret_whole() -> None:
    assert Mask(["abcd", "abcdefgh"])("x abcdefgh y") == "x *** y"


def test_mask_leaves_short_values_alone() -> None:
    assert Mask(["om", ""])("om is a short word") == "om is a short word"
