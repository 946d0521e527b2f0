# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes plugins/module_utils/_scan/airflow_removed.py from releases of Apache Airflow.

    python tools/airflow_removals.py --old OLD --new 3.1.5 NEW [NEW...] --later 3.3.1 LATER [LATER...]

OLD, NEW and LATER are wheels of apache-airflow, apache-airflow-core, apache-airflow-task-sdk and providers, or
directories into which they are installed. The sources are parsed, nothing of them is imported or run. Run
`tools/with dev ruff format` over the file afterwards.
"""

from __future__ import annotations

import argparse
import ast
import json
import pathlib
import sys
import textwrap
import typing as t
import zipfile

OUTPUT = pathlib.Path(__file__).resolve().parents[1] / "plugins" / "module_utils" / "_scan" / "airflow_removed.py"
ANY = "*"  # a module with this name answers to every name
ANYWHERE = ("*",)
# No user code imports these, or they belong to other packages.
IGNORED = ("airflow.example_dags", "airflow.migrations", "airflow.providers", "airflow._vendor", "airflow.cli.commands")
# Parts of Airflow's own processes: their modules count, the names in them do not.
INTERNAL = tuple(
    f"airflow.{part}"
    for part in ("api_connexion", "api_fastapi", "cli", "config_templates", "dag_processing", "jobs", "serialization")
)
# Packages whose modules are Airflow's alone: what is not in them cannot be imported, whatever release had it.
OWN = tuple(
    f"airflow.{part}"
    for part in ("decorators", "hooks", "macros", "models", "operators", "secrets", "sensors", "task", "utils")
)

Modules = dict[str, ast.Module]
Names = dict[str, set[str]]


def load(places: t.Iterable[pathlib.Path]) -> Modules:
    """The syntax trees of the package `airflow` in wheels and directories, by dotted name."""
    modules: Modules = {}
    for place in places:
        if place.is_dir():
            for file in sorted(place.glob("airflow/**/*.py")):
                modules[dotted(file.relative_to(place).as_posix())] = ast.parse(file.read_bytes())
        else:
            with zipfile.ZipFile(place) as wheel:
                for name in sorted(wheel.namelist()):
                    if name.startswith("airflow/") and name.endswith(".py"):
                        modules[dotted(name)] = ast.parse(wheel.read(name))
    return modules


def dotted(path: str) -> str:
    """``airflow.models`` for airflow/models/__init__.py."""
    return path[: -len(".py")].replace("/", ".").removesuffix(".__init__")


def importable(modules: Modules, imports: tuple[str, ...] = ANYWHERE) -> Names:
    """What each module answers to. Names that it imports count if they come from the packages in `imports`."""
    names: Names = {}
    for module, tree in modules.items():
        names.setdefault(module, set()).update(defined(tree.body, imports))
        for redirected, targets in redirections(module, tree):
            names.setdefault(redirected, set()).update(targets)
    return names


def defined(body: t.Sequence[ast.stmt], imports: tuple[str, ...]) -> set[str]:
    """Names that statements bind when a module is imported, also in branches, but not below TYPE_CHECKING."""
    found: set[str] = set()
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
            if node.name == "__getattr__":
                found |= lazy(body)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if node.value else []
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.ImportFrom):
            origin = "airflow" if node.level else (node.module or "").split(".")[0]
            if origin in imports or imports == ANYWHERE:
                found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import) and imports == ANYWHERE:
            found |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            found |= defined(node.body, imports) | defined(node.orelse, imports)
        elif isinstance(node, ast.If):
            found |= defined(node.orelse, imports)
        elif isinstance(node, ast.Try):
            for block in (node.body, node.orelse, node.finalbody, *(handler.body for handler in node.handlers)):
                found |= defined(block, imports)
        elif isinstance(node, ast.With):
            found |= defined(node.body, imports)
    return found


def lazy(body: t.Sequence[ast.stmt]) -> set[str]:
    """The names behind a module's __getattr__: keys of tables and what it compares with; any name where it has none."""
    found: set[str] = set()
    for node in body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Dict):
            found |= {str(key.value) for key in node.value.keys if isinstance(key, ast.Constant)}
        elif isinstance(node, ast.FunctionDef) and node.name == "__getattr__":
            compared = [part for test in ast.walk(node) if isinstance(test, ast.Compare) for part in ast.walk(test)]
            found |= {part.value for part in compared if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return found or {ANY}


def redirections(module: str, tree: ast.Module) -> t.Iterator[tuple[str, set[str]]]:
    """What add_deprecated_classes() of airflow.utils.deprecation_tools puts in place of modules and names."""
    tables = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != "add_deprecated_classes" or not node.args:
            continue
        table = node.args[0]
        if isinstance(table, ast.Name):
            table = t.cast(ast.expr, tables.get(table.id))
        if not isinstance(table, ast.Dict):
            raise SystemExit(f"{module} redirects names by a table that is no literal. Teach this tool to read it.")
        for key, value in zip(table.keys, table.values):
            name = f"{module}.{key.value!s}" if isinstance(key, ast.Constant) else module
            if isinstance(value, ast.Dict):
                yield name, {str(entry.value) for entry in value.keys if isinstance(entry, ast.Constant)}


def removed(old: Names, new: Names) -> tuple[set[str], Names]:
    """Modules that are gone (the topmost of each tree), and names that are gone from modules that stay."""
    kept = {module for module in old if public(module)}
    gone = {module for module in kept if module not in new}
    topmost = {module for module in gone if module.rpartition(".")[0] not in gone}
    names: Names = {}
    for module in sorted(kept - gone):
        if ANY in new[module] or below(module, INTERNAL):
            continue
        submodules = {other.rpartition(".")[2] for other in new if other.rpartition(".")[0] == module}
        lost = {name for name in old[module] - new[module] - submodules if not name.startswith("_") and name != ANY}
        if lost:
            names[module] = lost
    return topmost, names


def united(*releases: Names) -> Names:
    """The modules below OWN that any of the releases has, with the names that any of them answers to."""
    kept: Names = {}
    for names in releases:
        for module in filter(public, names):
            if below(module, OWN):
                submodules = {other.rpartition(".")[2] for other in names if other.rpartition(".")[0] == module}
                found = {name for name in names[module] | submodules if not name.startswith("_")}
                kept[module] = kept.get(module, set()) | found
    return {module: {ANY} if ANY in names else names for module, names in kept.items()}


def public(module: str) -> bool:
    """Whether user code may import the module."""
    private = any(part.startswith("_") for part in module.split("."))
    return not private and not below(module, IGNORED)


def below(module: str, packages: t.Iterable[str]) -> bool:
    """Whether the module is one of the packages or lies in one."""
    return any(module == package or module.startswith(package + ".") for package in packages)


def find_class(modules: Modules, name: str, *candidates: str) -> ast.ClassDef:
    """The class in the first of the modules that has it.

    Raises:
        SystemExit: none has it.
    """
    for module in candidates:
        for node in modules[module].body if module in modules else ():
            if isinstance(node, ast.ClassDef) and node.name == name:
                return node
    raise SystemExit(f"There is no class {name} in {', '.join(candidates)}. Set the releases to ones that are known.")


def parameters(node: ast.ClassDef) -> set[str]:
    """What the constructor takes: its arguments and the options that it takes out of **kwargs, or attrs' fields."""
    constructors = [entry for entry in node.body if isinstance(entry, ast.FunctionDef) and entry.name == "__init__"]
    found: set[str] = set()
    for entry in constructors:
        found |= {argument.arg for argument in (*entry.args.args, *entry.args.kwonlyargs)} - {"self"}
        found |= {name for call in ast.walk(entry) for name in popped(call)}
    for field in () if constructors else node.body:
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            text_of_it = ast.unparse(field)
            found |= set() if "init=False" in text_of_it or "ClassVar" in text_of_it else {field.target.id}
    return {name for name in found if not name.startswith("_")}


def popped(node: ast.AST) -> t.Iterator[str]:
    """``provide_context`` for ``kwargs.pop("provide_context", None)``."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "kwargs.pop" and isinstance(node.args[0], ast.Constant):
        yield str(node.args[0].value)


def rules(modules: Modules) -> dict[str, str]:
    """Names and values of TriggerRule."""
    node = find_class(modules, "TriggerRule", "airflow.task.trigger_rule", "airflow.utils.trigger_rule")
    return {
        entry.targets[0].id: str(entry.value.value)
        for entry in node.body
        if isinstance(entry, ast.Assign) and isinstance(entry.targets[0], ast.Name)
        if isinstance(entry.value, ast.Constant)
    }


def context_keys(modules: Modules) -> set[str]:
    """Keys of the context that a task gets."""
    if "airflow.sdk.definitions.context" in modules:
        node = find_class(modules, "Context", "airflow.sdk.definitions.context")
        return {ast.unparse(entry.target) for entry in node.body if isinstance(entry, ast.AnnAssign)}
    for entry in modules["airflow.utils.context"].body:
        if isinstance(entry, ast.AnnAssign) and ast.unparse(entry.target) == "KNOWN_CONTEXT_KEYS":
            return set(ast.literal_eval(t.cast(ast.expr, entry.value)))
    raise SystemExit("airflow.utils.context has no KNOWN_CONTEXT_KEYS. Set --old to a release of Airflow 2.")


def moved_operators(old: Modules, new: Modules) -> dict[str, set[str]]:
    """Parameters that operators and sensors of Airflow itself lost on their way to the standard provider."""
    lost: dict[str, set[str]] = {}
    for module, tree in old.items():
        parts = module.split(".")
        if parts[1:2] not in (["operators"], ["sensors"]) or len(parts) != 3:
            continue
        target = new.get(f"airflow.providers.standard.{parts[1]}.{parts[2]}")
        for node in tree.body:
            match = [other for other in target.body if isinstance(other, ast.ClassDef)] if target else []
            for other in match:
                if isinstance(node, ast.ClassDef) and other.name == node.name:
                    gone = parameters(node) - parameters(other)
                    if gone and any(isinstance(e, ast.FunctionDef) and e.name == "__init__" for e in other.body):
                        lost[node.name] = gone
    return lost


def text(value: t.Any, name: str) -> str:
    """One table as source."""
    if isinstance(value, dict):
        rows = "".join(f"    {json.dumps(key)}: {words(value[key], len(key))},\n" for key in sorted(value))
        return f"{name}: dict[str, str] = {{\n{rows}}}\n"
    return f"{name} = {words(value, len(name), indent='')}\n"


def words(value: t.Iterable[str], room: int, indent: str = "    ") -> str:
    """Names as one string, wrapped over lines where one line is too short for it behind a key of `room` characters."""
    whole = " ".join(sorted(value))
    if len(whole) + room < 100:
        return json.dumps(whole)
    lines = textwrap.wrap(whole, 100, break_long_words=False, break_on_hyphens=False)
    rows = [json.dumps(line + " ") for line in lines[:-1]] + [json.dumps(lines[-1])]
    return "(\n" + "".join(f"{indent}    {row}\n" for row in rows) + f"{indent})"


HEAD = '''\
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-{identifier}: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What Airflow {new} does not have and {old} had, and what {later} does not have and {new} had.

Written by tools/airflow_removals.py from the wheels of these releases on PyPI. Change the tool, not this file.
Each text is a list of names with a blank between two.
"""

from __future__ import annotations

'''


def main() -> int:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--old", "--new", "--later"):
        parser.add_argument(option, nargs="+", required=True, metavar="PLACE", help="the release, then its places")
    arguments = parser.parse_args()
    old, new, later = (
        load(pathlib.Path(place) for place in places[1:]) for places in (arguments.old, arguments.new, arguments.later)
    )
    new_names, later_all = importable(new), importable(later)
    modules, names = removed(importable(old, ("airflow",)), new_names)
    later_modules, later_names = removed(importable(new, ()), later_all)
    kept = united(new_names, later_all)
    names = {module: lost for module, lost in names.items() if module not in kept}
    dag, dag_now = (find_class(tree, "DAG", "airflow.sdk.definitions.dag", "airflow.models.dag") for tree in (old, new))
    operator, operator_now = (
        find_class(tree, "BaseOperator", "airflow.sdk.bases.operator", "airflow.models.baseoperator")
        for tree in (old, new)
    )
    python = find_class(old, "PythonOperator", "airflow.operators.python")
    python_now = find_class(new, "PythonOperator", "airflow.providers.standard.operators.python")
    old_rules, new_rules = rules(old), rules(new)
    tables = {
        "MODULES": modules,
        "NAMES": names,
        "OWN_PACKAGES": OWN,
        "KEPT": kept,
        "LATER_MODULES": later_modules,
        "LATER_NAMES": later_names,
        "DAG_PARAMETERS": parameters(dag) - parameters(dag_now),
        "OPERATOR_PARAMETERS": (parameters(operator) | parameters(python))
        - (parameters(operator_now) | parameters(python_now)),
        "OPERATORS": moved_operators(old, new),
        "TRIGGER_RULES": set(old_rules.values()) - set(new_rules.values()),
        "TRIGGER_RULE_NAMES": set(old_rules) - set(new_rules),
        "CONTEXT_KEYS": context_keys(old) - context_keys(new),
    }
    head = HEAD.format(
        identifier="Identifier", old=arguments.old[0], new=arguments.new[0], later=arguments.later[0]
    )  # license-check must not take the template's line for a second identifier here
    OUTPUT.write_text(head + "\n".join(text(value, name) for name, value in tables.items()), encoding="utf-8")
    print(f"wrote {OUTPUT}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
