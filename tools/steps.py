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


# Up to three run at once, in this order: the long ones first, so that they are not what remains at the end. Each step
# that needs database servers has its own. There is one lab at a time: an idle Airflow costs a tenth of a core.
STEPS = (
    Step("servers", ("lab/bin/servers", "up"), {"integration", "conformance", "e2e", "airflow", "cloud"}, timeout=2400),
    Step("e2e-mysql", ("tests/e2e/run", "mysql"), {"e2e"}, needs=("servers",), timeout=4800, uses="lab"),
    Step("e2e-postgresql", ("tests/e2e/run", "postgresql"), {"e2e"}, needs=("servers",), timeout=3600, uses="lab"),
    Step("e2e-two-hosts", ("tests/e2e/run", "two-hosts"), {"e2e"}, needs=("servers",), timeout=3600, uses="lab"),
    Step("integration", ("tools/integration",), {"integration"}, needs=("servers",), timeout=5100),
    Step("ansible-lint", nox("ansible-lint"), {"fast", "gates"}),
    Step("units-fast", ("tools/units",), {"fast"}),
    Step("formatters", nox("formatters"), {"fast", "gates"}),
    Step("codeqa", nox("codeqa"), {"fast", "gates"}),
    Step("typing", nox("typing"), {"fast", "gates"}),
    Step("yamllint", nox("yamllint"), {"fast", "gates"}),
    Step("shellcheck", ("tools/shellcheck",), {"fast", "gates"}),
    Step("nox-config", nox("antsibull-nox-config"), {"gates"}),
    Step("licenses", nox("license-check"), {"fast", "gates"}),
    Step("extra-checks", nox("extra-checks"), {"fast", "gates"}),
    Step("changelog", ("tools/with", "dev", "antsibull-changelog", "lint"), {"fast", "gates"}),
    Step("docs-check", nox("docs-check"), {"fast", "gates"}),
    Step("cloud", ("tests/cloud/run",), {"cloud"}, needs=("servers",)),
    Step("airflow", ("tests/airflow/run",), {"airflow"}, needs=("servers",), timeout=2400),
    Step("conformance", ("tests/lab/run",), {"conformance"}, needs=("servers",)),
    Step("sanity", ("tools/ansible-test", "sanity", "--color", "no", "--junit"), {"gates", "sanity"}),
    Step("units", ("tools/ansible-test", "units", "--color", "no"), {"units"}),
    Step("galaxy-importer", nox("build-import-check"), {"gates"}),
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
    parser.add_argument("--jobs", type=int, default=3, help="how many steps run at once")
    arguments = parser.parse_args()
    steps = [step for step in STEPS if step.groups & TARGETS[arguments.target]]
    logs = Path(os.environ.get("OM_LOG_DIR") or ROOT / "tests" / "output" / arguments.target)
    return Plan(steps, ROOT, logs, jobs=arguments.jobs).run()


if __name__ == "__main__":
    sys.exit(main())
