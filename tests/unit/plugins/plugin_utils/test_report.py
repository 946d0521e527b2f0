# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import html.parser
import json
import typing as t
from pathlib import Path

import jinja2
import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_lines import (
    findings_lines,
    report_lines,
    scan_lines,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_phases import band, phases_part
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_view import report_json, report_view

ROOT = Path(__file__).resolve().parents[4]
SAMPLES = ROOT / "tests" / "integration" / "targets" / "role_report" / "files"
VOID = {"meta", "br", "circle", "path"}


def sample(name: str) -> dict[str, t.Any]:
    return json.loads((SAMPLES / f"{name}.json").read_text())


def render(data: dict[str, t.Any]) -> str:
    # As ansible.builtin.template does: no autoescape, so that each value must be escaped where it is used.
    loader = jinja2.FileSystemLoader(ROOT / "roles" / "report" / "templates")
    environment = jinja2.Environment(loader=loader, trim_blocks=True, undefined=jinja2.StrictUndefined)
    return environment.get_template("report.html.j2").render(om_report_shown=report_view(data))


class Balance(html.parser.HTMLParser):
    """Fails on a tag that closes what was not opened last."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.outside += [f"{tag} {name}" for name, _value in attrs if name in ("src", "srcset", "data")]
        self.outside += [tag] if tag in ("script", "link", "iframe", "img", "object", "form") else []

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag, self.getpos()


def check_html(text: str) -> Balance:
    parser = Balance()
    parser.feed(text)
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)
    assert parser.outside == [], "the file needs nothing from outside"
    return parser


@pytest.mark.parametrize("name", ["succeeded", "failed"])
def test_html_is_whole(name: str) -> None:
    check_html(render(sample(name)))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"outcome": "failed"}, id="nothing is known"),
        pytest.param(
            {"outcome": "succeeded", "phases": [{"n": 1, "name": "environment", "status": "done"}]}, id="no times"
        ),
        pytest.param(
            {"outcome": "check", "backup": {}, "findings": [], "airflow": {}, "migration": {}}, id="empty parts"
        ),
        pytest.param(
            {"outcome": "nothing_to_do", "pipelines": {"stuck": []}, "reindex": {"stats": None}}, id="nothing done"
        ),
    ],
)
def test_every_part_is_optional(data: dict[str, t.Any]) -> None:
    check_html(render(data))
    assert report_lines(data)


def poisoned(value: t.Any, poison: str) -> t.Any:
    if isinstance(value, dict):
        return {key: poisoned(item, poison) for key, item in value.items()}
    if isinstance(value, list):
        return [poisoned(item, poison) for item in value]
    return value + poison if isinstance(value, str) else value


@pytest.mark.parametrize("name", ["succeeded", "failed"])
def test_everything_is_escaped(name: str) -> None:
    data = sample(name)
    poison = "<b x='1' y=\"2\">&amp;</b>"
    told = poisoned(data, poison)
    # What the report decides by stays, else nothing would be shown.
    told["outcome"] = data["outcome"]
    for mine, theirs in zip(told["phases"], data["phases"]):
        mine.update({key: theirs[key] for key in ("status", "name", "started", "finished") if key in theirs})
    for mine, theirs in zip(told["findings"], data["findings"]):
        mine["severity"] = theirs["severity"]
    text = render(told)
    assert "<b x" not in text
    assert text.count("&lt;b x") > 60, "the values were shown at all"
    check_html(text)


def test_secrets_are_masked() -> None:
    data = sample("failed")
    assert "canary-5ecret" in json.dumps(data)
    for shown in (render(data), json.dumps(report_json(data)), "\n".join(report_lines(data))):
        assert "canary-5ecret" not in shown


def test_json_has_a_schema_and_the_data() -> None:
    data = sample("succeeded")
    told = report_json(data)
    assert told["schema"] == 1
    for name in set(data) - {"parameters", "runs"}:
        assert told[name] == data[name], name
    assert told["parameters"]["sort_buffer_size"] == {
        "name": "sort_buffer_size",
        "before": 262144,
        "during": 20971520,
        "now": 262144,
        "scope": "runtime",
    }
    assert [backup["id"] for backup in told["backups"]] == ["20261122T223146Z-1.9.17", data["backup"]["id"]]
    assert [(run["number"], run["outcome"]) for run in told["runs"]] == [(1, "interrupted")]


def test_verdicts() -> None:
    good, bad = report_view(sample("succeeded")), report_view(sample("failed"))
    assert good["verdict"] == {
        "tone": "good",
        "headline": "Upgrade succeeded",
        "sentence": "OpenMetadata went from 1.9.17 to 1.11.4 in 2 runs, 39 min 24 s after the first run began; "
        "it was down for 37 min 19 s.",
    }
    assert [step.partition(" ")[0] for step in good["next_steps"]] == ["Airflow"]
    assert (
        "failed in phase 'migrate'. OpenMetadata is down since 2026-11-22 23:04:25 UTC." in bad["verdict"]["sentence"]
    )
    assert [figure["value"] for figure in bad["figures"]] == ["4 min 13 s", "still", "96 MiB", "4"]
    assert "openmetadata.ops.rollback with om_rollback_confirm=openmetadata_db" in bad["next_steps"][-1]
    assert "20261122T230457Z-1.9.17" in bad["next_steps"][-1]


def test_all_runs_are_in_the_timeline() -> None:
    """The first run was killed after it had raised a parameter and stopped the server; the second one ended well."""
    data = sample("succeeded")
    lines = [" ".join(line.split()) for line in report_lines(data)]
    assert "Run 1, 2026-11-22 22:31:00 UTC, interrupted in 'Prepare and migrate Airflow's database':" in lines
    assert "7 Prepare and migrate Airflow's database INTERRUPTED" in lines
    assert "Run 2, this one:" in lines
    assert "Parameter sort_buffer_size: 256 KiB -> 20 MiB, now 256 KiB, as before" in lines
    assert sum(line.startswith("Backup 20261122T") for line in lines) == 2
    page = render(data)
    assert "Set sort_buffer_size to 20 MiB (was 256 KiB)." in page
    assert "20261122T223146Z-1.9.17" in page
    assert page.count('<ol class="timeline">') == 2
    assert page.count('class="down"') > 13, "the outage is marked in both runs"


def test_pipelines_are_told_with_their_proof_and_what_is_left() -> None:
    data = sample("succeeded")
    text = render(data)
    assert "Detected zombie job" in text
    assert "Could not be deployed" in text
    assert "Schedules still off" not in text
    lines = report_lines(data)
    assert (
        "Pipelines: 3 stuck runs were resolved, 0 runs were left alone, 0 runs could not be judged, 13 pipelines were "
        "deployed again, 1 could not be deployed, 9 schedules were switched on again." in lines
    )
    assert sum("Detected zombie job" in line for line in lines) == 1
    assert "  Not deployed: bi.dashboards: 400 DagContext" in lines
    assert "om_pipeline_redeploy=always" in lines[-1]


def test_schedules_that_stay_off_are_a_next_step() -> None:
    left = {"done": [], "not_done": [{"pipeline": "a.b", "reason": "404 DAG b not found."}]}
    view = report_view({"outcome": "succeeded", "pipelines": {"enabled": left}})
    assert view["pipelines"]["sentence"].endswith("0 schedules were switched on again, 1 schedule stays off.")
    assert view["next_steps"] == [
        "1 schedule is still off since the stop: run openmetadata.ops.pipelines, which switches them on."
    ]


def test_blockers_are_the_next_steps() -> None:
    finding = {
        "id": "OM139",
        "severity": "blocker",
        "title": "MySQL has no MD5()",
        "evidence": "x",
        "fix": "Install it.",
    }
    view = report_view({"outcome": "failed", "findings": [finding], "failure": {"phase": "preflight"}})
    assert view["next_steps"] == [
        "OM139: Install it.",
        "Then run the same command again. Nothing was changed.",
    ]


def phase(name: str, start: int, end: int, status: str = "done", changed: bool = True) -> dict[str, t.Any]:
    stamp = "2026-11-22T23:00:{:02d}Z".format
    return {"n": 1, "name": name, "status": status, "changed": changed, "started": stamp(start), "finished": stamp(end)}


def test_bars_share_an_axis() -> None:
    phases = [phase("environment", 0, 15), phase("migrate", 15, 30), {"n": 3, "name": "x", "status": "skipped"}]
    bars = [entry["bar"] for entry in phases_part(phases)]
    assert bars == [{"left": 0.0, "width": 50.0}, {"left": 50.0, "width": 50.0}, None]
    assert band(phases[:2], "2026-11-22T23:00:15Z", "2026-11-22T23:00:30Z") == {"left": 50.0, "width": 50.0}
    assert band([], "2026-11-22T23:00:15Z", "2026-11-22T23:00:30Z") is None


def test_findings_lines() -> None:
    findings = copy.deepcopy(sample("succeeded")["findings"])
    findings[0]["severity"] = "blocker"
    lines = findings_lines(findings)
    assert lines[0] == "NO-GO: 1 blocker, 1 warning, 2 notes, 1 ignored, 2 not checked"
    assert "OM113  BLOCKER  Server and ingestion have different versions" in lines
    assert "OM132  ignored note (rehearsed on 2026-11-20)  MySQL is newer than the compatibility matrix" in lines
    assert lines[-1] == "  host.store is not known. (OM186, OM187)"
    assert next(line for line in findings_lines(findings, "blocker") if line).startswith("OM113")
    findings[0]["ignored"] = True
    assert findings_lines(findings, "blocker") == []
    assert findings_lines([]) == ["GO: 0 blockers, 0 warnings, 0 notes"]


def test_scan_lines() -> None:
    place = {"file": "/d/a.py", "line": 3, "rule": "OMC101", "message": "Remove it."}
    result = {
        "findings": [{**place, "line": 5, "cell": 2}],
        "fixed": [place],
        "unread": [{"file": "/d/b.py", "reason": "huge"}],
    }
    assert scan_lines(result) == [
        "/d/a.py:3: OMC101 [fixed] Remove it.",
        "/d/a.py:cell 2:5: OMC101 Remove it.",
        "/d/b.py: not read, huge",
    ]


def test_report_lines_are_a_timeline() -> None:
    lines = report_lines(sample("failed"))
    assert " ".join(lines[2].split()) == (
        "1 Find out what is installed ok 6 s OpenMetadata 1.9.17 on mysql 9.7.4, compose, Airflow 2.10.5"
    )
    assert any("Migrate OpenMetadata's database" in line and "FAILED" in line for line in lines)
    assert any("Start the server" in line and "not reached" in line for line in lines)
    assert "What to do next:" in lines
