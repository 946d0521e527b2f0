# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils import _words as words
from ansible_collections.openmetadata.ops.plugins.plugin_utils._mask import MASK, masked


def test_numbers_and_times() -> None:
    assert words.count(1000008) == "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}008"
    assert words.count("a lot") == "a lot"
    assert words.many(1, "run") == "1 run"
    assert words.many(2, "entry", "entries") == "2 entries"
    assert words.moment("2026-11-22T23:17:58Z") == "2026-11-22 23:17:58 UTC"
    assert words.moment("2026-11-23T00:17:58+01:00") == "2026-11-22 23:17:58 UTC"
    assert words.moment("yesterday") == "yesterday"
    assert words.clock("2026-11-22T23:17:58Z") == "23:17:58"
    assert words.seconds_between("2026-11-22T23:17:58Z", "2026-11-22T23:18:00Z") == 2
    assert words.seconds_between(None, "2026-11-22T23:18:00Z") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"login_password": "x", "a": 1}, {"login_password": MASK, "a": 1}, id="a key"),
        pytest.param({"api_token": ""}, {"api_token": ""}, id="an empty one tells nothing"),
        pytest.param({"tokens_used": "4"}, {"tokens_used": "4"}, id="another key"),
        pytest.param(["mysql://u:pw@h/db"], [f"mysql://u:{MASK}@h/db"], id="an address"),
        pytest.param("Authorization: Bearer abc.d-e", f"Authorization: Bearer {MASK}", id="a header"),
        pytest.param("DB_USER_PASSWORD=abc DB_HOST=x", f"DB_USER_PASSWORD={MASK} DB_HOST=x", id="a variable"),
        pytest.param('{"password": "abc"}', f'{{"password": "{MASK}"}}', id="JSON in a text"),
        pytest.param("eyJhbGciOi.eyJzdWIi.sig", MASK, id="a JSON Web Token"),
        pytest.param("said c4nary-word here", f"said {MASK} here", id="a known secret"),
        pytest.param("the password is wrong", "the password is wrong", id="a sentence"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_masked(value: object, expected: object) -> None:
    assert masked(value, ["c4nary-word", "password", "abc"]) == expected
