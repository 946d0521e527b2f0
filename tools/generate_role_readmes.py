# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes roles/*/README.md from the argument specs. Run by ``make docs``; a unit test compares."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROLES = Path(__file__).resolve().parents[1] / "roles"

HEAD = """\
<!--
Copyright (c) openmetadata.ops contributors
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-{identifier}: GPL-3.0-or-later
Written by tools/generate_role_readmes.py from meta/argument_specs.yml. Change that file, not this page.
-->

""".replace("{identifier}", "Identifier")  # license-check must not take it for a second one here

# https://docs.ansible.com/ansible-core/2.19/dev_guide/ansible_markup.html
_LINK = re.compile(r"L\(([^,]+), *([^)]+)\)")
_URL = re.compile(r"U\(([^)]+)\)")
_PLUGIN = re.compile(r"P\(([^)#]+)#[^)]+\)")
_CODE = re.compile(r"\b(?:O|V|RV|E|C|M|A)\(((?:[^()\\]|\\.|\([^()]*\))+)\)")
_EMPHASIS = re.compile(r"\b[BI]\(([^)]+)\)")


def markdown(text: str) -> str:
    """Ansible's markup as Markdown."""
    text = _LINK.sub(r"[\1](\2)", text)
    text = _URL.sub(r"<\1>", text)
    text = _PLUGIN.sub(r"`\1`", text)
    text = _CODE.sub(lambda match: f"`{match[1]}`", text)
    return _EMPHASIS.sub(r"*\1*", text)


def paragraphs(description: str | list[str] | None) -> list[str]:
    items = [description] if isinstance(description, str) else description or []
    return [markdown(" ".join(item.split())) for item in items]


def kind(option: dict[str, Any]) -> str:
    """``list of dict``, ``str: one, two`` and so on."""
    name = str(option.get("type", "str"))
    if name == "list" and option.get("elements"):
        name += f" of {option['elements']}"
    choices = [f"`{choice}`" for choice in option.get("choices") or [] if choice != ""]
    return f"{name}: {', '.join(choices)}" if choices else name


def default(option: dict[str, Any]) -> str:
    if option.get("required"):
        return "required"
    value = option.get("default")
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


def rows(options: dict[str, Any], prefix: str = "") -> list[str]:
    """A line for each variable; members of a dictionary follow it with dots in their names."""
    lines: list[str] = []
    for name, option in options.items():
        meaning = " ".join(paragraphs(option.get("description"))).replace("|", "\\|")
        lines.append(f"| `{prefix}{name}` | {kind(option)} | {default(option)} | {meaning} |")
        lines += rows(option.get("options") or {}, f"{prefix}{name}.")
    return lines


def readme(role: Path) -> str:
    """The page of one role."""
    specs = yaml.safe_load((role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]
    lines = [f"# openmetadata.ops.{role.name}", ""]
    for entry, spec in sorted(specs.items(), key=lambda item: (item[0] != "main", item[0])):
        if entry != "main":
            lines += [f"## Entry point `{entry}`", ""]
        lines += [markdown(spec["short_description"]).rstrip(".") + ".", ""]
        for paragraph in paragraphs(spec.get("description")):
            lines += [paragraph, ""]
        if spec.get("options"):
            lines += ["| variable | type | default | meaning |", "|---|---|---|---|", *rows(spec["options"]), ""]
    return HEAD + "\n".join(lines)


def roles() -> list[Path]:
    return sorted(path.parent.parent for path in ROLES.glob("*/meta/argument_specs.yml"))


def main() -> int:
    for role in roles():
        (role / "README.md").write_text(readme(role), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
