# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Print which Airflow is installed, as JSON. Runs with Airflow's own Python, and fails where that has no Airflow.

With the argument ``configuration``, Airflow's configuration is read too, which takes seconds. Each command of Airflow
would take longer.
"""

import importlib
import json
import sys
from importlib import metadata


def provider(package):
    """The version of a provider; blank where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def auth_manager():
    """The class that Airflow's configuration names, or Airflow's default."""
    return importlib.import_module("airflow.configuration").conf.get("core", "auth_manager", fallback="")


found = {"airflow": metadata.version("apache-airflow"), "fab": provider("apache-airflow-providers-fab")}
if "configuration" in sys.argv[1:]:
    found["auth_manager"] = auth_manager()
print(json.dumps(found))
