# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The closing line of ``make test`` is what a reader of CI counts: it must be true."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ansible_collections.openmetadata.ops.tools.runner import (
    Count,
    Outcome,
    Plan,
    Step,
    count_step,
    read_junit,
    summary,
)

JUNIT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><failure message="no"/></testcase>
<testcase name="c"><error message="no"/></testcase>
<testcase name="d"><skipped/></testcase>
<testcase name="e"><system-out>text</system-out></testcase>
</testsuite></testsuites>"""


def step(name: str, code: str, *, needs: tuple[str, ...] = (), timeout: int = 60, uses: str = "") -> Step:
    return Step(name, (sys.executable, "-c", code), {"test"}, needs, timeout, uses)


def run(steps: list[Step], tmp_path: Path, jobs: int = 2) -> tuple[int, dict[str, Outcome]]:
    plan = Plan(steps, tmp_path, tmp_path / "logs", jobs=jobs)
    return plan.run(), plan.outcomes


def test_counts_junit(tmp_path: Path) -> None:
    path = tmp_path / "result.xml"
    path.write_text(JUNIT)
    assert read_junit([path, path]) == Count(passed=4, failed=4, skipped=2)
    assert read_junit([]) is None


@pytest.mark.parametrize(
    ("succeeded", "tests", "expected"),
    [
        (True, None, Count(passed=1)),
        (False, None, Count(failed=1)),
        (True, Count(), Count(passed=1)),
        (True, Count(passed=3, skipped=1), Count(passed=3, skipped=1)),
        (False, Count(passed=3), Count(passed=3, failed=1)),
        (False, Count(passed=3, failed=2), Count(passed=3, failed=2)),
    ],
)
def test_a_step_counts_as_its_tests(succeeded: bool, tests: Count | None, expected: Count) -> None:
    assert count_step(succeeded, tests) == expected


def test_the_last_line_is_the_sum() -> None:
    outcomes = [
        Outcome("units", "passed", 1.0, Count(passed=7, skipped=1)),
        Outcome("sanity", "failed", 2.0, Count(passed=30, failed=2)),
    ]
    assert summary(outcomes, 3.0).splitlines()[-1] == "37 passed, 2 failed"


def test_a_failure_is_shown_and_blocks_what_needs_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, outcomes = run(
        [
            step("bad", "print('why it failed'); raise SystemExit(3)"),
            step("next", "pass"),
            step("blocked", "pass", needs=("bad",)),
        ],
        tmp_path,
    )
    assert status == 1
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "bad": "failed",
        "next": "passed",
        "blocked": "blocked",
    }
    output = capsys.readouterr().out
    assert "why it failed" in output
    assert output.splitlines()[-1] == "1 passed, 2 failed"


def test_a_step_that_waits_holds_up_no_other_one(tmp_path: Path) -> None:
    order = tmp_path / "order"
    write = f"import sys, time; time.sleep({{}}); open({str(order)!r}, 'a').write('{{}} ')"
    status, _outcomes = run(
        [
            step("first", write.format(1, "first")),
            step("needs first", write.format(0, "second"), needs=("first", "not in this plan")),
            step("free", write.format(0, "free")),
        ],
        tmp_path,
    )
    assert (status, order.read_text().split()) == (0, ["free", "first", "second"])


@pytest.mark.parametrize(("jobs", "uses", "expected"), [(1, "", 1), (3, "", 3), (3, "lab", 1)])
def test_runs_so_many_steps_at_once(tmp_path: Path, jobs: int, uses: str, expected: int) -> None:
    here = tmp_path / "here"
    here.mkdir()
    code = (
        f"import os, time; open({str(here)!r} + '/' + str(os.getpid()), 'w'); time.sleep(1); "
        f"open({str(tmp_path / 'seen')!r}, 'a').write(str(len(os.listdir({str(here)!r}))) + ' '); "
        f"os.remove({str(here)!r} + '/' + str(os.getpid()))"
    )
    status, _outcomes = run([step(str(number), code, uses=uses) for number in range(3)], tmp_path, jobs)
    assert status == 0
    assert max(map(int, (tmp_path / "seen").read_text().split())) == expected


def test_reads_the_results_that_a_step_writes(tmp_path: Path) -> None:
    code = f"import os; open(os.environ['OM_RESULTS_DIR'] + '/r.xml', 'w').write({JUNIT!r})"
    status, outcomes = run([step("tests", code)], tmp_path)
    assert outcomes["tests"].count == Count(passed=2, failed=2, skipped=1)
    assert status == 0, "the exit status decides, and it was 0"


def test_a_step_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    code = "import subprocess; subprocess.run(['sleep', '600'])"
    status, outcomes = run([step("hangs", code, timeout=1)], tmp_path)
    assert (status, outcomes["hangs"].status, outcomes["hangs"].count) == (1, "timeout", Count(failed=1))
    assert outcomes["hangs"].seconds < 30


def test_what_is_not_there_is_said_and_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, outcomes = run([Step("later", ("tests/later/run",), {"test"})], tmp_path)
    assert (status, outcomes["later"].status) == (0, "absent")
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed"
