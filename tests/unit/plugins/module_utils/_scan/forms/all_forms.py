# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forms of real life with the right verdict: each a file, and the rules that must be found in it, line by line.

A form is the name of the file, its text, and the hits as ``RULE:line``; no hits means that nothing breaks. Forms are
scanned from any release to 2.1, with pins that must be 1.11, so that a form may hit several rules.
"""

from __future__ import annotations

from .airflow import AIRFLOW_CODE, AIRFLOW_NAMES
from .form import Form
from .guards import GUARDS
from .more_code import MORE_CODE
from .more_files import MORE_FILES
from .newer import NEWER, RUNTIMES
from .notebooks import NOTEBOOKS
from .pins import PINS
from .print_status import PRINT_STATUS
from .real_airflow import REAL_AIRFLOW
from .real_charts import REAL_CHARTS
from .real_code import REAL_CODE
from .real_files import REAL_FILES
from .real_mixed import REAL_MIXED
from .real_packages import REAL_PACKAGES
from .real_runtimes import REAL_RUNTIMES
from .real_scripts import REAL_SCRIPTS
from .real_versions import REAL_VERSIONS
from .status import STATUS

FORMS: tuple[Form, ...] = (
    *PRINT_STATUS,
    *STATUS,
    *NOTEBOOKS,
    *AIRFLOW_NAMES,
    *AIRFLOW_CODE,
    *GUARDS,
    *PINS,
    *RUNTIMES,
    *NEWER,
    *MORE_CODE,
    *MORE_FILES,
    *REAL_AIRFLOW,
    *REAL_CHARTS,
    *REAL_CODE,
    *REAL_FILES,
    *REAL_MIXED,
    *REAL_PACKAGES,
    *REAL_RUNTIMES,
    *REAL_SCRIPTS,
    *REAL_VERSIONS,
)
