#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_code_scan
short_description: Find code that an OpenMetadata upgrade breaks
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Reads DAGs, scripts and configuration files, and tells which lines use what a release between O(from_version) and
    O(to_version) changed.
  - Python is read by its syntax tree, and so are the code cells of notebooks, templates of Python, and Python inside
    other files (here documents, block texts of YAML, C(python -c), texts in Python). YAML, JSON, shell scripts, lists
    of packages, Dockerfiles, Terraform, Jenkinsfiles, Makefiles, templates and the like are read line by line.
  - Files are recognized by their name, or by how they begin (a shebang, C(FROM openmetadata/), a list of packages).
  - Code that does not break is passed over, which means comments, fallbacks for another version (an import in a handler
    of C(ImportError), a branch that asks for a version or for C(TYPE_CHECKING)), and what tests assert.
  - An old Python, Great Expectations or SQLAlchemy is reported only in projects that use OpenMetadata's ingestion. The
    project of a file is the nearest directory above it with a C(.git), C(pyproject.toml), C(requirements.txt),
    C(Dockerfile) or the like.
  - Requirements are reported only if they allow no version that works. C(>=3.8) allows one, C(>=3.8,<3.10) does not.
  - With O(fix=true) the changes that are safe are made, which are the removals of calls of C(print_status), as a method
    of a workflow and as a function. An edited file is parsed again and must have the same syntax tree, less these
    calls, and the same comments; otherwise it stays as it is. A notebook stays as it is outside of the lines that are
    removed. Files are replaced atomically and keep mode and owner.
  - Files that cannot be read, and files larger than 2 MiB (notebooks larger than 20 MiB), are listed in RV(unread).
    They are no failure.
extends_documentation_fragment:
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  paths:
    description:
      - Files and directories to read. Links are followed, and each file is read once.
    type: list
    elements: path
    required: true
  from_version:
    description:
      - The OpenMetadata version that the code works with now; changes up to it are not looked for.
      - If not set, changes of all releases up to O(to_version) are looked for.
    type: str
  to_version:
    description:
      - The OpenMetadata version that the code shall work with; changes after it are not looked for.
      - If not set, changes of all releases after O(from_version) are looked for.
    type: str
  fix:
    description:
      - Whether to make the changes that are safe.
      - Files that are only reached through a link that leaves O(paths) are not changed.
    type: bool
    default: false
  excludes:
    description:
      - Patterns of names or whole paths to leave out, in place of the default ones.
      - A directory that holds a C(pyvenv.cfg) is left out always, unless it is named in O(paths).
    type: list
    elements: str
    default:
      - .git
      - .hg
      - .svn
      - .tox
      - .nox
      - .venv
      - venv
      - __pycache__
      - .ipynb_checkpoints
      - node_modules
      - site-packages
      - '*.egg-info'
"""

EXAMPLES = r"""
- name: See what an upgrade from 1.9.17 to 1.11.4 means for the DAGs
  openmetadata.ops.om_code_scan:
    paths: [/opt/airflow/dags]
    from_version: 1.9.17
    to_version: 1.11.4

- name: Remove the calls of print_status(), and show them
  openmetadata.ops.om_code_scan:
    paths: [/opt/airflow/dags]
    to_version: 1.11.4
    fix: true
  diff: true
"""

RETURN = r"""
findings:
  description: The places to look at, those aside that were fixed (in check mode, that would be).
  returned: success
  type: list
  elements: dict
  contains:
    rule:
      description: Identifier of the rule.
      type: str
      sample: OMC101
    file:
      description: Path of the file.
      type: str
      sample: /opt/airflow/dags/nightly.py
    line:
      description: Line, counted from 1. In a notebook it is counted within the cell.
      type: int
      sample: 18
    cell:
      description: Number of the cell in a notebook, counted from 1 over cells of every type. V(0) in other files.
      type: int
      sample: 0
    column:
      description: Column, counted from 1. V(0) where it is not known.
      type: int
      sample: 5
    message:
      description: What was found and what to do.
      type: str
      sample: execute() prints the status itself since 1.10, so this call prints it twice. Remove it.
    fixable:
      description: Whether O(fix=true) makes this change.
      type: bool
      sample: true
    source:
      description: Upstream's page.
      type: str
      sample: https://docs.open-metadata.org/v1.11.x/deployment/upgrade/prerequisites
fixed:
  description: The places that were fixed (in check mode, that would be), with the same keys as RV(findings).
  returned: success
  type: list
  elements: dict
  sample: []
unread:
  description: Files and directories that could not be read, and notebooks with cells that could not be read.
  returned: success
  type: list
  elements: dict
  contains:
    file:
      description: Its path.
      type: str
      sample: /opt/airflow/dags/broken.py
    reason:
      description: Why.
      type: str
      sample: not in UTF-8
files:
  description: How many files were read.
  returned: success
  type: int
  sample: 42
rules:
  description: Identifiers of the rules that were looked for.
  returned: success
  type: list
  elements: str
  sample: [OMC101, OMC102]
msg:
  description: What was found, in one sentence.
  returned: always
  type: str
  sample: 2 places in 1 of 42 files need a look, none was changed.
"""

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._files import rewrite_file
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.files import (
    DEFAULT_EXCLUDES,
    Skipped,
    find_sources,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.hit import Hit
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.projects import RULES as PROJECT_RULES
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.projects import Projects
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.rules import ALL, selected
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.scan import Reading, read, unchanged_since
from ansible_collections.openmetadata.ops.plugins.module_utils._versions import parse_version


class Scan:
    """One run over the paths."""

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.fix: bool = module.params["fix"]
        self.findings: list[dict[str, t.Any]] = []
        self.fixed: list[dict[str, t.Any]] = []
        self.unread: list[Skipped] = []
        self.diffs: list[str] = []
        self.projects = Projects(module.params["paths"])

    def run(self) -> dict[str, t.Any]:
        """Read everything, fix what may be fixed, and tell."""
        params = self.module.params
        try:
            rules = selected(params["from_version"], params["to_version"])
        except ValueError as exc:
            raise OpsError(f"{exc}. Set from_version and to_version to releases of OpenMetadata.") from exc
        target = parse_version(params["to_version"])[:2] if params["to_version"] else None
        sources, self.unread = find_sources(params["paths"], params["excludes"])
        missing = [path for path in params["paths"] if not os.path.lexists(path)]
        if missing:
            raise OpsError(f"There is no {', '.join(missing)}. Set paths to files and directories of this host.")
        for source in sources:
            self.take(read(source, rules, target))
        self.findings = [entry for entry in self.findings if self.matters(entry)]
        return {
            "changed": bool(self.fixed),
            "findings": self.findings,
            "fixed": self.fixed,
            "unread": [{"file": entry.path, "reason": entry.reason} for entry in self.unread],
            "files": len(sources),
            "rules": sorted(rules),
            "diff": {"prepared": "".join(self.diffs)},
            "msg": self.message(len(sources)),
        }

    def matters(self, finding: dict[str, t.Any]) -> bool:
        """Whether a rule for projects that use ingestion was found in one; known when every file was read."""
        return finding["rule"] not in PROJECT_RULES or self.projects.related(os.path.abspath(finding["file"]))

    def take(self, reading: Reading) -> None:
        """Keep what one file said, and fix it if that was asked for."""
        if reading.ingestion:
            self.projects.note(os.path.abspath(reading.source.path))
        if reading.problem:
            self.unread.append(Skipped(reading.source.path, reading.problem))
        done = self.fix and reading.after is not None and (self.module.check_mode or self.replace(reading))
        if done:
            self.diffs.append(reading.diff)
        for hit in reading.hits:
            (self.fixed if done and hit.fixable else self.findings).append(describe(reading.source.path, hit))

    def replace(self, reading: Reading) -> bool:
        """Put the new content in the file's place, unless somebody changed the file meanwhile."""
        path = os.path.realpath(reading.source.path)
        if not unchanged_since(reading):
            self.unread.append(Skipped(reading.source.path, "changed while it was read; not fixed"))
            return False
        try:
            rewrite_file(path, reading.after or b"")
        except OSError as exc:
            raise OpsError(
                f"{path} cannot be fixed: {exc.strerror}. It is unchanged; {len(self.fixed)} places in other "
                "files were fixed. Run with an account that may write to its directory."
            ) from exc
        return True

    def message(self, files: int) -> str:
        """The result in one sentence."""
        places = f"{len(self.findings)} {'place' if len(self.findings) == 1 else 'places'}"
        in_files = len({entry["file"] for entry in self.findings})
        if self.fixed:
            done = f"{len(self.fixed)} {'would be' if self.module.check_mode else 'were'} fixed"
        else:
            done = "none was changed"
        unread = f"; {len(self.unread)} could not be read" if self.unread else ""
        return f"{places} in {in_files} of {files} files need a look, {done}{unread}."


def describe(path: str, hit: Hit) -> dict[str, t.Any]:
    """A hit as a result."""
    rule = ALL[hit.rule]
    return {
        "rule": rule.id,
        "file": path,
        "line": hit.line,
        "cell": hit.cell,
        "column": hit.column,
        "message": rule.message,
        "fixable": hit.fixable,
        "source": rule.source,
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "paths": {"type": "list", "elements": "path", "required": True},
            "from_version": {"type": "str"},
            "to_version": {"type": "str"},
            "fix": {"type": "bool", "default": False},
            "excludes": {"type": "list", "elements": "str", "default": list(DEFAULT_EXCLUDES)},
        },
        supports_check_mode=True,
    )
    try:
        result = Scan(module).run()
    except OpsError as exc:
        module.fail_json(msg=exc.message, **exc.details)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
