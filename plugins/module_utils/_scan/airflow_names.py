# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which Python names Airflow 3 does not have. The tables are derived from Airflow's wheels, see airflow_removed.py."""

from __future__ import annotations

from . import airflow_removed as tables

GONE = "OMC122"  # not in Airflow 3.1.5
GONE_LATER = "OMC129"  # in Airflow 3.1.5, but not in 3.3.1

_MODULES = frozenset(tables.MODULES.split())
_LATER_MODULES = frozenset(tables.LATER_MODULES.split())
_OWN = tuple(tables.OWN_PACKAGES.split())
_KEPT = {module: frozenset(names.split()) for module, names in tables.KEPT.items()}
_NAMES = {module: frozenset(names.split()) for module, names in tables.NAMES.items()}
_LATER_NAMES = {module: frozenset(names.split()) for module, names in tables.LATER_NAMES.items()}
_ANY = "*"

# `is_subdag` is an attribute of the DAG of Airflow 2 that some code sets by argument.
DAG_PARAMETERS = frozenset(tables.DAG_PARAMETERS.split()) | {"is_subdag"}
OPERATOR_PARAMETERS = frozenset(tables.OPERATOR_PARAMETERS.split())
PARAMETERS_OF = {name: frozenset(names.split()) for name, names in tables.OPERATORS.items()}
TRIGGER_RULES = frozenset(tables.TRIGGER_RULES.split())
TRIGGER_RULE_NAMES = frozenset(tables.TRIGGER_RULE_NAMES.split())
CONTEXT_KEYS = frozenset(tables.CONTEXT_KEYS.split())


def module_gone(module: str) -> str | None:
    """The rule that a module of Airflow breaks, or None where it can be imported (or is not Airflow's)."""
    parts = module.split(".")
    if parts[0] != "airflow":
        return None
    prefixes = [".".join(parts[:count]) for count in range(2, len(parts) + 1)]
    if any(prefix in _MODULES for prefix in prefixes):
        return GONE
    if any(prefix in _LATER_MODULES for prefix in prefixes):
        return GONE_LATER
    own = any(module.startswith(package + ".") for package in _OWN)
    return GONE if own and module not in _KEPT else None


def name_gone(module: str, name: str) -> str | None:
    """The rule that ``from module import name`` breaks, or None where it works (or is not Airflow's)."""
    gone = module_gone(module)
    if gone or name == _ANY or name.startswith("_") or module.split(".", maxsplit=1)[0] != "airflow":
        return gone
    child = f"{module}.{name}"
    if name in _LATER_NAMES.get(module, ()) or child in _LATER_MODULES:
        return GONE_LATER
    if module in _KEPT:
        return None if name in _KEPT[module] or _ANY in _KEPT[module] else GONE
    return GONE if child in _MODULES or name in _NAMES.get(module, ()) else None


def is_module(path: str) -> bool:
    """Whether a dotted path is a module of Airflow that these tables know and that can be imported."""
    return path in _KEPT or path in _NAMES or path in ("airflow", *_OWN)
