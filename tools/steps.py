# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of ``make test`` and its parts. Run by the Makefile."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from .runner import Plan, Step

ROOT = Path(__file__).resolve().parent.parent


def nox(session: str) -> tuple[str, ...]:
    return ("tools/nox", session)


# Steps of one lane run one after the other, lanes side by side. One whole upgrade uses a little more than half of two
# cores, so that three lanes of the same length are the fastest. Steps of different lanes have servers and labs of
# their own.
STEPS = (
    Step("formatters", nox("formatters"), "checks", {"fast", "gates"}),
    Step("codeqa", nox("codeqa"), "checks", {"fast", "gates"}),
    Step("typing", nox("typing"), "checks", {"fast", "gates"}),
    Step("yamllint", nox("yamllint"), "checks", {"fast", "gates"}),
    Step("shellcheck", ("tools/shellcheck",), "checks", {"fast", "gates"}),
    Step("nox-config", nox("antsibull-nox-config"), "checks", {"gates"}),
    Step("licenses", nox("license-check"), "checks", {"fast", "gates"}),
    Step("extra-checks", nox("extra-checks"), "checks", {"fast", "gates"}),
    Step("changelog", ("tools/with", "dev", "antsibull-changelog", "lint"), "checks", {"fast", "gates"}),
    Step("units-fast", ("tools/units",), "content", {"fast"}),
    Step("docs-check", nox("docs-check"), "content", {"fast", "gates"}),
    Step("ansible-lint", nox("ansible-lint"), "content", {"fast", "gates"}),
    Step("galaxy-importer", nox("build-import-check"), "content", {"gates"}),
    Step("sanity", ("tools/ansible-test", "sanity", "--color", "no", "--junit"), "content", {"gates", "sanity"}),
    Step("units", ("tools/ansible-test", "units", "--color", "no"), "checks", {"units"}),
    Step("servers", ("lab/bin/servers", "up"), "lab", {"integration", "conformance", "e2e", "airflow"}, timeout=2400),
    Step("integration", ("tools/integration",), "checks", {"integration"}, needs=("servers",), timeout=4500),
    Step("e2e-mysql", ("tests/e2e/run", "mysql"), "lab", {"e2e"}, needs=("servers",), timeout=4800),
    Step("e2e-postgresql", ("tests/e2e/run", "postgresql"), "content", {"e2e"}, needs=("servers",), timeout=3600),
    Step("conformance", ("tests/lab/run",), "content", {"conformance"}, needs=("servers",)),
    Step("airflow", ("tests/airflow/run",), "content", {"airflow"}, needs=("servers",), timeout=2400),
    Step("cloud", ("tests/cloud/run",), "content", {"cloud"}, needs=("servers",)),
)

# What each make target runs, in groups of steps.
TARGETS = {
    "test": {"gates", "units", "integration", "conformance", "e2e", "airflow", "cloud"},
    "test-fast": {"fast"},
    "gates": {"gates"},
    "units": {"units"},
    "e2e": {"e2e"},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--jobs", type=int, default=3, help="how many lanes run at once")
    arguments = parser.parse_args()
    steps = [step for step in STEPS if step.groups & TARGETS[arguments.target]]
    logs = Path(os.environ.get("OM_LOG_DIR") or ROOT / "tests" / "output" / arguments.target)
    return Plan(steps, ROOT, logs, jobs=arguments.jobs).run()


if __name__ == "__main__":
    sys.exit(main())
