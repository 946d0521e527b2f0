# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.accounts import NEEDED
from ansible_collections.openmetadata.ops.plugins.module_utils._database.privileges import parse_grants

USAGE = "GRANT USAGE ON *.* TO `a`@`%`"
DATA = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES"


@pytest.mark.parametrize(
    ("grants", "missing"),
    [
        ([USAGE], NEEDED),
        ([USAGE, "GRANT ALL PRIVILEGES ON `airflow_db`.* TO `a`@`%`"], ()),
        ([USAGE, "GRANT ALL PRIVILEGES ON `airflow\\_db`.* TO `a`@`%` WITH GRANT OPTION"], ()),
        ([USAGE, "GRANT ALL PRIVILEGES ON `air%`.* TO `a`@`%`"], ()),
        ([USAGE, "GRANT ALL PRIVILEGES ON `airflowXdb`.* TO `a`@`%`"], NEEDED),
        (["GRANT ALL PRIVILEGES ON *.* TO `a`@`%`"], ()),
        ([USAGE, f"GRANT {DATA} ON `airflow_db`.* TO `a`@`%`"], ("CREATE ROUTINE",)),
        ([f"GRANT {DATA} ON *.* TO `a`@`%`", "GRANT CREATE ROUTINE ON `airflow_db`.* TO `a`@`%`"], ()),
        # A role that is not active gives nothing.
        ([USAGE, "GRANT `airflow_role`@`%` TO `a`@`%`"], NEEDED),
        ([USAGE, "GRANT SELECT ON `airflow_db`.`dag` TO `a`@`%`"], NEEDED),
    ],
)
def test_missing_rights(grants: list[str], missing: tuple[str, ...]) -> None:
    assert parse_grants(grants).missing(NEEDED, "airflow_db") == missing
