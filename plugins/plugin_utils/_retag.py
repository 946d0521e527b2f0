# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Move a compose project to other image tags by editing its files' text, so that comments and layout stay."""

from __future__ import annotations

import re

from ._compose_services import split_image

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<default>:?-(?P<value>[^}]*))?\}|\$(?P<bare>\w+)")


class RetagError(ValueError):
    """An image's tag was not found where it could be changed."""


def retag(files: dict[str, str], images: list[str], tag: str) -> dict[str, str]:
    """Give images another tag.

    A tag is changed where it stands: in the compose file itself, in a ``${VARIABLE:-default}`` there, or in the
    ``VARIABLE=`` line of an environment file.

    Args:
        files: text of the compose files and their environment files, by name.
        images: the images as they resolve now, e.g. ``docker.getcollate.io/openmetadata/server:1.9.17``.
        tag: the tag to give them.

    Returns:
        The files whose text changes, by name.

    Raises:
        RetagError: an image's tag stands nowhere in the files.
    """
    texts = dict(files)
    for image in images:
        repository, old = split_image(image)
        if not old:
            raise RetagError(f"the image {image} has no tag that could be changed")
        if old != tag:
            texts = _retag_one(texts, repository, old, tag)
    return {name: text for name, text in texts.items() if text != files[name]}


def _retag_one(texts: dict[str, str], repository: str, old: str, tag: str) -> dict[str, str]:
    literal = re.compile(rf"(?<![\w./-]){re.escape(f'{repository}:{old}')}(?![\w.-])")
    changed = {name: literal.sub(f"{repository}:{tag}", text) for name, text in texts.items()}
    if changed != texts:
        return changed
    variables = _variables_of(texts, repository.rsplit("/", 1)[-1])
    for variable in variables:
        # An environment file wins over the default in the compose file.
        for pattern in (
            rf"(?m)^(\s*(?:export\s+)?{variable}\s*=\s*[\"']?(?:\S*:)?){re.escape(old)}([\"']?\s*)$",
            rf"(\$\{{{variable}:?-(?:[^}}]*:)?){re.escape(old)}(\}})",
        ):
            changed = {name: re.sub(pattern, rf"\g<1>{tag}\g<2>", text) for name, text in texts.items()}
            if changed != texts:
                return changed
    if any(f"{repository}:{tag}" in text for text in texts.values()):
        return texts  # another image of the same repository has moved it already
    if any(re.search(rf"(?m)^\s*{v}\s*=\s*[\"']?(?:\S*:)?{re.escape(tag)}[\"']?\s*$", text)
           for v in variables for text in texts.values()):  # fmt: skip
        return texts
    raise RetagError(
        f"the tag {old} of {repository} stands in none of {', '.join(sorted(texts))}; "
        "give the new compose file with om_compose_source"
    )


def _variables_of(texts: dict[str, str], image_name: str) -> list[str]:
    """Names of the variables in ``image:`` lines that can be this image's: its name, or a variable for the whole."""
    found: list[str] = []
    for text in texts.values():
        for line in text.splitlines():
            key, colon, value = line.strip().partition(":")
            if key == "image" and colon and (f"/{image_name}:" in value or "/" not in value.split("$", 1)[0]):
                found += [match["name"] or match["bare"] for match in _VARIABLE.finditer(value)]
    return list(dict.fromkeys(found))
