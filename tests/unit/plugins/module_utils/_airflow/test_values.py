# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that a database cannot store as JSON, and what is made of them."""

from __future__ import annotations

import collections
import json
import pickle
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import plans, states, strict_json, values
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

from . import airflow_databases as databases

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b'{"a": 1.5, "b": [true, null]}', '{"a": 1.5, "b": [true, null]}'),
        (b"NaN", "null"),
        (b"-Infinity", "null"),
        (b'[NaN, Infinity, {"a": -Infinity}]', '[null, null, {"a": null}]'),
        # A letter is no number: the text means the same as before.
        (b'"a: NaN, b"', '"a: Na\\u004e, b"'),
        (b'"x\\u0000y"', '"xy"'),
        (b'"\\ud800"', '"\\ufffd"'),
        ('"\u00fc"'.encode(), '"\\u00fc"'),
        # What Airflow 3.1.5 leaves on MySQL of [{"a": NaN}], seen on a real one.
        (b'[{"a"1"nan"2', '[{"a": null}]'),
        (b"", None),
        (b"no json", None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
    ],
)
def test_strict_text(value: bytes, text: str | None) -> None:
    found = strict_json.strict_text(value)
    assert found == text
    if found is not None:
        json.loads(found, parse_constant=pytest.fail)


@pytest.mark.parametrize(
    ("conf", "changed"),
    [
        ({}, None),
        ({"a": (1, 2), "b": [None, True, "x"]}, None),
        ({"a": NAN}, {"a": None}),
        ({"a": [1, (INF, 2)]}, {"a": [1, (None, 2)]}),
        ({"a\x00": "b\x00c"}, {"a": "bc"}),
    ],
)
def test_strict_pickle(conf: t.Any, changed: t.Any) -> None:
    found = strict_json.strict_pickle(pickle.dumps(conf))
    assert (None if found is None else pickle.loads(found)) == changed


class Bomb:
    """A pickle that would run something."""

    def __reduce__(self) -> t.Any:
        return (pytest.fail, ("a pickle was run",))


@pytest.mark.parametrize("conf", [Bomb(), {"a": Bomb()}, collections.OrderedDict(a=NAN)])
def test_nothing_of_a_pickle_runs(conf: t.Any) -> None:
    assert strict_json.strict_pickle(pickle.dumps(conf)) is None


def test_bytes_that_are_no_pickle() -> None:
    assert strict_json.strict_pickle(b"\x80\x04") is None


@pytest.mark.parametrize(
    ("revision", "target", "kind", "waits"),
    [
        ("5f2621c13b39", None, "longblob null=YES default=None", True),
        ("9fc3fc5de720", "cc92b33c6709", "longblob null=YES default=None", True),
        ("5f2621c13b39", "cc92b33c6709", "bytea", True),
        # Converted, on the way to a release before, or unknown.
        ("eed27faa34e3", None, "json null=YES default=None", False),
        ("eed27faa34e3", None, "longblob null=YES default=None", False),
        ("22ed7efa9da2", "5f2621c13b39", "longblob null=YES default=None", False),
        ("ffffffffffff", None, "longblob null=YES default=None", False),
        (None, None, "longblob null=YES default=None", False),
    ],
)
def test_which_databases_are_looked_at(revision: str | None, target: str | None, kind: str, waits: bool) -> None:
    assert values.awaits(values.XCOM, {"col xcom.value": kind}, revision, target) is waits


BAD = values.BadValues(values.XCOM, 2, 1, ({"dag_run_id": 7, "task_id": "t", "map_index": -1, "key": "return_value"},))


@pytest.mark.parametrize("engine", ["mysql", "postgresql"])
def test_bad_values_are_named_and_need_consent(engine: str) -> None:
    found = databases.evidence("5f2621c13b39", engine=engine, values=(BAD,))
    verdict = states.judge(found, "cc92b33c6709")
    assert verdict.state == "damaged"
    assert "3 rows of xcom" in verdict.why
    assert "dag_run_id 7" in verdict.why
    steps = plans.repair_plan(found, verdict)
    assert [(step.kind, step.loses, step.alters) for step in steps] == [
        ("rewrite_values", 0, 2),
        ("delete_values", 1, 0),
    ]
    with pytest.raises(OpsError, match="confirm_data_loss"):
        plans.refuse_or_pass(verdict, steps, False)
    with pytest.raises(OpsError, match="rewrites values in 2 rows"):
        plans.refuse_or_pass(verdict, steps[:1], False)
    plans.refuse_or_pass(verdict, steps, True)


def test_a_migration_that_ended_at_such_a_value_is_taken_back_first() -> None:
    schema = {**databases.original(), "col xcom.value_json": "json null=YES default=None"}
    found = databases.evidence("9fc3fc5de720", schema, values=(BAD,))
    verdict = states._with_obstacles(found, states.Verdict("interrupted", "It ended.", "Repair it."))
    assert "3 rows of xcom" in verdict.why
    assert [step.kind for step in plans.repair_plan(found, verdict)][-2:] == ["rewrite_values", "delete_values"]


@pytest.mark.parametrize(
    ("revision", "target", "state"),
    [
        ("5f2621c13b39", "cc92b33c6709", "damaged"),
        ("5f2621c13b39", None, "damaged"),
        ("5f2621c13b39", "5f2621c13b39", "needs_trust_flag"),  # no table is to come
    ],
)
def test_a_collation_that_tables_to_come_would_not_share(revision: str, target: str | None, state: str) -> None:
    found = databases.evidence(
        revision, collation="utf8mb4_0900_ai_ci", tables_collation="utf8mb4_unicode_ci", target=target
    )
    verdict = states.judge(found, target)
    assert verdict.state == state
    assert [step.sql for step in plans.repair_plan(found, verdict)] == (
        ["ALTER DATABASE `airflow_db` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"] if state == "damaged" else []
    )
