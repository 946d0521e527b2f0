# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Detectors for DAGs: what Airflow 3 does not take any more."""

from __future__ import annotations

import ast
import re
import typing as t

from . import airflow_names as names
from .facts import Facts, name_of, string

Found = t.Iterator[tuple[ast.AST, str]]

_CONTEXTS = frozenset({"context", "kwargs", "ctx"})  # how tasks call the dictionary that Airflow gives them
_RUNS = re.compile(r"(?:^|_)(?:tis?|dag_?runs?|drs?|task_?instances?)$", re.I)
_RUN_KEYS = frozenset({"ti", "dag_run", "task_instance"})
_DAGS = frozenset({"DAG", "dag"})
_TASKS = re.compile(r"(?:Operator|Sensor|OperatorAsync|SensorAsync)$")
_MAPS = frozenset({"partial", "expand", "override"})
_DATES = frozenset(key for key in names.CONTEXT_KEYS if key not in ("conf", "triggering_dataset_events"))
_CONTEXT_ARGUMENTS = frozenset({"ti", "dag_run", "ds", "task_instance", "params", "run_id", "logical_date"})


def call(node: ast.Call, facts: Facts) -> Found:
    """Arguments of DAGs, operators and tasks; imports by name; keys of the context by ``get``."""
    name = name_of(node.func)
    yield from _arguments(node, name, facts)
    if name == "partial" and node.args and name_of(node.args[0]) in _DAGS:
        yield from ((keyword.value, "OMC121") for keyword in node.keywords if keyword.arg in names.DAG_PARAMETERS)
    first = string(node.args[0]) if node.args else None
    if name in ("get", "pop", "setdefault") and isinstance(node.func, ast.Attribute):
        if first in names.CONTEXT_KEYS and _is_context(node.func.value, facts, first):
            yield node, "OMC123"
    elif name in ("import_module", "import_string", "__import__") and first:
        module, _dot, last = first.rpartition(".")
        gone = names.module_gone(first) if name != "import_string" else names.name_gone(module, last)
        if gone:
            yield node, gone


def _arguments(node: ast.Call, name: str, facts: Facts) -> Found:
    base = facts.bases.get(id(node))
    rules = _rules_of(ast.Name(id=base), base, facts) if base else _rules_of(node.func, name, facts)
    removed = names.PARAMETERS_OF.get(name, frozenset())
    for keyword in node.keywords:
        if keyword.arg == "trigger_rule" and string(keyword.value) in names.TRIGGER_RULES:
            yield keyword.value, "OMC128"
        elif keyword.arg in rules:
            yield keyword.value, rules[keyword.arg]
        elif keyword.arg in removed:
            yield keyword.value, "OMC127"
        elif keyword.arg == "python_callable" and isinstance(keyword.value, ast.Lambda):
            yield from _parameters(keyword.value.args, True, facts)
        elif keyword.arg is None and isinstance(keyword.value, ast.Dict):
            yield from ((key, rules[text]) for key, text in _keys(keyword.value) if text in rules)


def _rules_of(func: ast.expr, name: str, facts: Facts) -> dict[str, str]:
    """Which arguments of a call are gone, with the rule of each."""
    if name in _DAGS or facts.path(func).endswith((".DAG", ".dag")):
        return dict.fromkeys(names.DAG_PARAMETERS, "OMC121")
    owner = name_of(func.value) if isinstance(func, ast.Attribute) else ""
    task = _TASKS.search(name) or name == "task" or owner == "task" or (name in _MAPS and _TASKS.search(owner))
    return dict.fromkeys(names.OPERATOR_PARAMETERS, "OMC127") if task else {}


def _keys(node: ast.Dict) -> t.Iterator[tuple[ast.expr, str]]:
    for key in node.keys:
        text = string(key)
        if key is not None and text is not None:
            yield key, text


def assign(node: ast.Assign, facts: Facts) -> Found:
    """``settings = {"schedule_interval": …}`` with ``DAG(**settings)``, and ``task.trigger_rule = "dummy"``."""
    for target in node.targets:
        if isinstance(target, ast.Attribute) and target.attr == "trigger_rule":
            if string(node.value) in names.TRIGGER_RULES:
                yield node.value, "OMC128"
        elif isinstance(target, ast.Subscript) and name_of(target.value) in facts.spread:
            callee = facts.spread[name_of(target.value)]
            rule = _rules_of(ast.Name(id=callee), callee, facts).get(string(target.slice) or "")
            if rule:
                yield target, rule
        elif isinstance(target, ast.Name) and target.id in facts.spread:
            callee = facts.spread[target.id]
            rules = _rules_of(ast.Name(id=callee), callee, facts)
            if isinstance(node.value, ast.Dict):
                yield from ((key, rules[text]) for key, text in _keys(node.value) if text in rules)
            elif isinstance(node.value, ast.Call) and name_of(node.value.func) == "dict":
                for keyword in node.value.keywords:
                    if keyword.arg in rules:
                        yield keyword.value, rules[keyword.arg]


def dictionary(node: ast.Dict, facts: Facts) -> Found:
    """Trigger rules in ``default_args``."""
    for key, value in zip(node.keys, node.values):
        if string(key) == "trigger_rule" and string(value) in names.TRIGGER_RULES:
            yield value, "OMC128"


def imports(node: ast.Import, facts: Facts) -> Found:
    """Modules that Airflow 3 does not have."""
    yield from ((node, rule) for rule in {names.module_gone(alias.name) for alias in node.names} if rule)


def imports_from(node: ast.ImportFrom, facts: Facts) -> Found:
    """Modules and names that Airflow 3 does not have."""
    if not node.level and node.module:
        rules = {names.name_gone(node.module, alias.name) for alias in node.names}
        yield from ((node, rule) for rule in rules if rule)


def is_broken_import(node: ast.stmt) -> bool:
    """Whether an import names what Airflow 3 does not have."""
    if isinstance(node, ast.Import):
        return any(names.module_gone(alias.name) for alias in node.names)
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        return any(names.name_gone(node.module, alias.name) for alias in node.names)
    return False


def subscript(node: ast.Subscript, facts: Facts) -> Found:
    """``context["execution_date"]``."""
    key = string(node.slice)
    if key in names.CONTEXT_KEYS and _is_context(node.value, facts, key):
        yield node, "OMC123"


def attribute(node: ast.Attribute, facts: Facts) -> Found:
    """``airflow.utils.dates.days_ago``, ``dag_run.execution_date``, ``TriggerRule.DUMMY``, ``dag.concurrency``."""
    module = facts.path(node.value)
    if module and names.is_module(module):
        gone = names.name_gone(module, node.attr)
        if gone:
            yield node, gone
    if node.attr == "execution_date" and _is_run(node.value, facts):
        yield node, "OMC123"
    if node.attr in names.TRIGGER_RULE_NAMES and name_of(node.value) == "TriggerRule":
        yield node, "OMC128"
    if facts.airflow and node.attr in names.DAG_PARAMETERS - {"timetable"} and name_of(node.value) == "dag":
        yield node, "OMC121"


def function(node: ast.FunctionDef | ast.AsyncFunctionDef, facts: Facts) -> Found:
    """Parameters that Airflow filled from the context."""
    if node.name in facts.callables or node.name not in facts.called:
        yield from _parameters(node.args, node.name in facts.callables, facts)


def function_value(node: ast.Lambda, facts: Facts) -> Found:
    """``python_callable=lambda execution_date: …``."""
    yield from _parameters(node.args, False, facts)


def _parameters(arguments: ast.arguments, called_by_airflow: bool, facts: Facts) -> Found:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    like_a_task = facts.airflow and any(argument.arg in _CONTEXT_ARGUMENTS for argument in every)
    spread = arguments.kwarg is not None and arguments.kwarg.arg in ("context", "kwargs", "_", "_kwargs", "_context")
    if not (called_by_airflow or like_a_task or spread):
        return
    for argument in every:
        if argument.arg in _DATES:
            yield argument, "OMC123"


def _is_context(node: ast.expr, facts: Facts, key: str) -> bool:
    """Whether an expression is Airflow's context; keys that other dictionaries have count in files of Airflow only."""
    named = name_of(node) in _CONTEXTS or (isinstance(node, ast.Name) and node.id in facts.contexts)
    if isinstance(node, ast.Call):
        named = name_of(node.func) in ("get_current_context", "get_template_context")
    return named and (key in _DATES or (facts.airflow and name_of(node) != "kwargs"))


def _is_run(node: ast.expr, facts: Facts) -> bool:
    """Whether an expression is a run of a DAG or a task instance."""
    if isinstance(node, ast.Subscript):
        return string(node.slice) in _RUN_KEYS or _is_run(node.value, facts)
    if isinstance(node, ast.Call):
        first = string(node.args[0]) if node.args else None
        return first in _RUN_KEYS or name_of(node.func) in ("get_dagrun", "get_last_dagrun", "create_dagrun", "DagRun")
    if name_of(node) in ("DagRun", "TaskInstance"):
        return True
    return bool(_RUNS.search(name_of(node))) or (facts.airflow and name_of(node) == "run")
