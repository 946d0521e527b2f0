# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every check: it fires, it does not fire, and it says so when its evidence is missing."""

from __future__ import annotations

import collections
import re

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._checks.catalogue import CHECKS, SUBJECTS
from ansible_collections.openmetadata.ops.plugins.module_utils._checks.evaluate import evaluate, parse_ignore
from ansible_collections.openmetadata.ops.plugins.module_utils._checks.model import SEVERITIES, Check, Facts

from .cases import CASES, Case
from .sample_facts import ABSENT, facts, put

BY_ID = {check.id: check for check in CHECKS}
BY_CHECK = collections.defaultdict(list)
for _case in CASES:
    BY_CHECK[_case.id].append(_case)
# What `Check.applies` itself reads.
APPLIES = {
    "environment.deployment",
    "environment.airflow.present",
    "environment.engine",
    "environment.target_version",
}


# What 2.0 changes for everybody who comes from 1.13.
CHANGES_OF_2_0 = ["OM256", "OM251", "OM253", "OM254", "OM255", "OM257"]


@pytest.mark.parametrize("engine", ["mysql", "postgresql"])
def test_a_sound_installation_is_told_what_the_release_changes(engine: str) -> None:
    assert [finding["id"] for finding in evaluate(CHECKS, facts(engine))] == CHANGES_OF_2_0


@pytest.mark.parametrize("engine", ["mysql", "postgresql"])
def test_a_patch_release_has_no_findings(engine: str) -> None:
    patch = facts(engine, environment__server_version="2.0.9", environment__airflow__openmetadata_version="2.0.9")
    assert evaluate(CHECKS, patch) == []


def test_advice_names_no_patch_that_ages() -> None:
    """The newest patch of a line is another one next week; a lowest version stays the lowest."""
    tree = facts(environment__target_version="2.1.0")
    texts = [(check.id, check.fix) for check in CHECKS] + [
        (finding["id"], finding["fix"]) for finding in evaluate(CHECKS, tree)
    ]
    named = [(id, found) for id, text in texts for found in re.findall(r"\b[12]\.\d+\.\d+(?! or later)\b", text)]
    assert named == []
    assert "the newest 2.0.x" in next(finding["fix"] for finding in evaluate(CHECKS, tree) if finding["id"] == "OM106")


def test_the_token_that_is_advised_may_rebuild_the_search_index() -> None:
    """A real 1.12.6 refuses it to the ingestion-bot, and OM246 would stop the next preflight."""
    assert BY_ID["OM207"].fix.startswith("Set om_api_token to the token of an administrator.")


def test_every_check_has_a_case() -> None:
    assert set(BY_CHECK) == set(BY_ID)
    assert len(BY_ID) == len(CHECKS), "identifiers are unique"


@pytest.mark.parametrize("case", CASES, ids=[f"{case.id}-{number}" for number, case in enumerate(CASES)])
def test_fires(case: Case) -> None:
    check = BY_ID[case.id]
    (finding,) = evaluate([check], facts(case.engine, **case.changes))
    assert finding["checked"], finding
    assert finding["severity"] == case.severity
    assert case.evidence in finding["evidence"]
    assert finding["fix"]
    assert finding["source"] == check.source
    if case.severity != check.severity:
        assert case.severity in check.severity_note, "another severity is documented"


@pytest.mark.parametrize("case", CASES, ids=[f"{case.id}-{number}" for number, case in enumerate(CASES)])
def test_reads_only_what_it_declares(case: Case) -> None:
    check = BY_ID[case.id]
    seen = Facts(facts(case.engine, **case.changes))
    assert check.applies(seen)
    check.decide(seen)
    assert seen.read - APPLIES <= set(check.reads)


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_missing_evidence_is_never_a_pass(check: Check) -> None:
    for case in BY_CHECK[check.id]:
        for path in check.reads:
            tree = facts(case.engine, **case.changes)
            put(tree, path, ABSENT)
            assert evaluate([check], tree), f"passed without {path}"


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_no_facts_at_all(check: Check) -> None:
    (finding,) = evaluate([check], {"errors": {"info": "It could not be reached."}})
    if finding["checked"]:
        assert check.id in ("OM101", "OM102"), "these judge that nothing is known"
        return
    assert finding["severity"] == "note"
    assert finding["evidence"].endswith(("is not known.", "It could not be reached."))
    assert finding["title"] == check.title


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_words(check: Check) -> None:
    assert check.severity in SEVERITIES
    assert check.id.startswith("OM")
    assert all(source.startswith("https://") or source == "docs/checks.md" for source in check.source.split())
    assert check.why.endswith(".")
    assert not check.title.endswith(".")
    assert check.reads


def test_subjects_keep_their_numbers() -> None:
    for _heading, checks in SUBJECTS:
        numbers = [int(check.id[2:]) for check in checks]
        assert len({number // 10 for number in numbers}) <= 3, numbers


@pytest.mark.parametrize(
    ("changes", "engine"),
    [
        pytest.param({"environment__airflow__present": False, "airflow": ABSENT}, "mysql", id="no Airflow"),
        pytest.param({"environment__deployment": "kubernetes", "host__images": ABSENT}, "mysql", id="no compose"),
        pytest.param({"airflow__state": "migrated", "airflow__estimate_seconds": 5000}, "mysql", id="Airflow is done"),
        pytest.param({"options__api_answers": True, "host__migrate_exit_code": "gone"}, "mysql", id="one-shot is gone"),
        pytest.param({"options__backup_method": "rds_snapshot", "host__clients": {}}, "mysql", id="no dump, no client"),
        pytest.param({"host__clients": {"a": "pg_dump (PostgreSQL) 18.1"}}, "postgresql", id="newer pg_dump"),
        pytest.param(
            {"info__database__versions": ["1.8.5", "1.10.2"], "environment__target_version": "2.0.0"},
            "mysql",
            id="1.12.6 and later carry these migrations",
        ),
        pytest.param(
            {"host__images_in_use": ["opensearchproject/opensearch:3.2.0"]}, "mysql", id="the matrix's search"
        ),
        pytest.param(
            {
                "host__images_in_use": [
                    "grafana/elasticsearch-exporter:1.0",
                    "kibana:7.1",
                    "x/opensearch-dashboards:1.3",
                ]
            },
            "mysql",
            id="no search engine among the images",
        ),
        pytest.param(
            {"info__database__deleted_on_purpose": [{"id": "orphaned-contracts", "rows": 3}]}, "mysql", id="past"
        ),
        pytest.param({"host__disks": "Avail File\n99999999999 /\n"}, "mysql", id="only the root is there yet"),
    ],
)
def test_does_not_fire(changes: dict[str, object], engine: str) -> None:
    of_the_release = set(CHANGES_OF_2_0)
    assert [one["id"] for one in evaluate(CHECKS, facts(engine, **changes)) if one["id"] not in of_the_release] == []


def test_order_and_ignored() -> None:
    tree = facts(info__database__md5=False, host__migrate_exit_code="1", options__default_passwords=["x"], scan=ABSENT)
    findings = [one for one in evaluate(CHECKS, tree, {"OM139": "a test"}) if one["id"] not in CHANGES_OF_2_0]
    assert [finding["id"] for finding in findings] == ["OM139", "OM205", "OM208", "OM227", "OM228"]
    assert [(finding["ignored"], finding["reason"]) for finding in findings[:2]] == [(True, "a test"), (False, "")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, {}, id="nothing"),
        pytest.param("", {}, id="a blank survey answer"),
        pytest.param("OM132, om208", {"OM132": "", "OM208": ""}, id="a survey answer"),
        pytest.param(["OM132"], {"OM132": ""}, id="a list"),
        pytest.param([{"id": "OM132", "reason": "rehearsed"}], {"OM132": "rehearsed"}, id="with a reason"),
        pytest.param({"id": "OM132"}, {"OM132": ""}, id="one mapping"),
    ],
)
def test_parse_ignore(value: object, expected: dict[str, str]) -> None:
    assert parse_ignore(value) == expected


def test_parse_ignore_refuses_anything_else() -> None:
    with pytest.raises(ValueError, match="neither a check's identifier"):
        parse_ignore([132])
