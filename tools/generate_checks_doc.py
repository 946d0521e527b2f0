# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes docs/checks.md from the check catalogue and the rules of the code scan.

    python tools/generate_checks_doc.py          # writes the page
    python tools/generate_checks_doc.py --check  # exits 1 where the page is not current

The collection has to be importable: run it where `ansible_collections/openmetadata/ops` lies on PYTHONPATH.
"""

from __future__ import annotations

import argparse
import pathlib
import sys

from ansible_collections.openmetadata.ops.plugins.module_utils._checks.catalogue import SUBJECTS
from ansible_collections.openmetadata.ops.plugins.module_utils._checks.model import Check
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.rules import ALL, PINNED, Rule

PAGE = pathlib.Path(__file__).resolve().parents[1] / "docs" / "checks.md"

HEAD = """\
<!--
Copyright (c) openmetadata.ops contributors
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-{identifier}: GPL-3.0-or-later
Written by tools/generate_checks_doc.py. Change the catalogue in plugins/module_utils/_checks/, not this page.
-->

# Checks

`openmetadata.ops.preflight`, and the second phase of `openmetadata.ops.upgrade`, look for every way below in which an
upgrade is known to fail, before anything is changed.

- A **blocker** stops the upgrade. A **warning** is worth a look before you go on. A **note** tells what will happen.
- A check whose evidence could not be collected is reported as a note that says so; it never passes by accident.
- `om_preflight_ignore` silences a check: `om_preflight_ignore: [OM132]`, or with a reason for the report,
  `om_preflight_ignore: [{id: OM132, reason: rehearsed on a copy}]`.
- The evidence is named as the facts that the role `preflight` collects: `environment` from the role `environment`,
  `info` from `om_info`, `airflow` from `om_airflow_migration_fix`, `params` from `om_db_param`, `pipelines` from
  `om_pipeline_status`, `scan` from `om_code_scan`, `host` from commands that only read, `settings` from the files of
  the compose project, `options` from your variables. What is known about upstream's releases is in
  `plugins/module_utils/_upstream/`, each row with its source and the day it was read.
""".replace("{identifier}", "Identifier")  # license-check must not take it for a second one here

RULES_HEAD = """
# Rules of the code scan

`openmetadata.ops.scan` and the module `om_code_scan` report a rule where the release that made the change lies after
the installed version, up to and with the wanted one. Python is read by its syntax tree, also in notebooks and
templates; everything else is read line by line. Comments, assertions of tests and fallbacks for another version are
passed over. OMC126, OMC137 and OMC138 are reported in projects that use OpenMetadata's ingestion.

| rule | since | what it says | fixed by `om_scan_fix` | source |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for heading, checks in SUBJECTS:
        parts.append(f"\n## {heading}\n")
        parts += [section(check) for check in checks]
    parts.append(RULES_HEAD)
    parts += [row(rule) for rule in ALL.values()]
    return "".join(parts)


def section(check: Check) -> str:
    """One check."""
    severity = check.severity + (f" ({check.severity_note})" if check.severity_note else "")
    lines = [
        f"\n### {check.id}: {check.title}\n",
        f"- Severity: {severity}",
        f"- Looked for: {scope(check)}",
        f"- Why it matters: {check.why}",
        f"- Fix: {check.fix}",
        f"- Evidence: {', '.join(f'`{path}`' for path in check.reads)}",
        f"- Source: {', '.join(link(source) for source in check.source.split())}",
    ]
    return "\n".join(lines) + "\n"


def scope(check: Check) -> str:
    """Where a check applies, in words."""
    engines = {"mysql": "on MySQL", "postgresql": "on PostgreSQL"}
    words = [engines[check.engine]] if check.engine else []
    words += ["where there is an Airflow"] if check.airflow else []
    words += ["in compose projects"] if check.compose else []
    words += [f"in upgrades to {check.since} or later"] if check.since else []
    return ", ".join(words) or "always"


def row(rule: Rule) -> str:
    """One rule of the code scan."""
    since = "any" if rule is PINNED else rule.since
    return f"| {rule.id} | {since} | {rule.message} | {'yes' if rule.fixable else 'no'} | {link(rule.source)} |\n"


def link(source: str) -> str:
    """A source as a link with a short text."""
    if not source.startswith("https://"):
        return f"`{source}`"
    text = source.removeprefix("https://").removeprefix("github.com/").rstrip("/")
    return f"[{text}]({source})"


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only tell whether the page is current")
    arguments = parser.parse_args()
    text = page()
    if arguments.check:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
        print(f"{PAGE} is {'current' if current else 'not current: run tools/generate_checks_doc.py'}")
        return 0 if current else 1
    PAGE.write_text(text, encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
