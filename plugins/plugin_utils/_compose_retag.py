# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Plan how compose projects move to other images, on the text of their files. Pure functions.

An image is changed where its tag stands: in the compose file, in the default of a variable there, or in the line of an
environment file. Where it stands in no single place, the image is written out in its ``image`` line. A service that is
to keep its image, and shares a variable with one that moves, gets its image written out too.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ._compose_images import split_reference
from ._compose_sites import Gap, Site, image_gap, image_site, span_of
from ._compose_sources import Source, source_of
from ._compose_values import text_of

_VERSION = re.compile(r"\d+(\.\d+)+")
Edits = dict[tuple[str, int, int], str]


@dataclasses.dataclass(frozen=True)
class Project:
    """One compose project.

    Attributes:
        source: its files.
        images: the image of each service, as compose resolves it now; blank for one that is only built.
        wanted: the image that each service is to have, of those that move.
    """

    source: Source
    images: t.Mapping[str, str]
    wanted: t.Mapping[str, str]


def plan(projects: t.Sequence[t.Mapping[str, t.Any]], texts: t.Mapping[str, str]) -> dict[str, t.Any]:
    """Plan the changes of all projects on one host; they can share files.

    Args:
        projects: each with ``dir``, ``files`` and ``environment_files``, ``images`` and ``wanted`` (see `Project`).
        texts: the text of the projects' files, by name.

    Returns:
        ``texts`` (the new text of each file that changes), ``changes`` (``file``, ``line``, ``before`` and ``after`` of
        each changed line; images and tags, no secrets) and ``problems`` (sentences, each with what to set).
    """
    made = [Project(source_of(one, texts), one["images"], one["wanted"]) for one in projects]
    problems: list[str] = []
    edits: Edits = {}
    for project in made:
        for service in sorted(project.wanted):
            problem = _move(project, service, texts, edits)
            if problem:
                problems.append(problem)
    _keep(made, texts, edits)
    new = apply(texts, edits)
    problems += _wrong(made, texts, new, bool(problems))
    changed = {name: text for name, text in new.items() if text != texts[name]}
    return {"texts": changed, "changes": _lines(texts, edits), "problems": list(dict.fromkeys(problems))}


def _move(project: Project, service: str, texts: t.Mapping[str, str], edits: Edits) -> str:
    """Add the edit that moves a service. Returns a problem, or a blank string."""
    wanted, resolved = project.wanted[service], project.images.get(service, "")
    site = image_site(project.source, service, texts)
    if site is None:
        gap = image_gap(project.source, service, texts)
        if gap and not resolved:
            _add_image(gap, wanted, edits)
            return ""
        return _nowhere(project, service, wanted)
    now = text_of(site.value)
    if now == wanted:
        return ""
    if now.endswith(":") or (resolved and now != resolved):
        return (
            f"The image of service {service} is {site.text} in {site.file}. That is {now or 'nothing'} by the "
            f"environment files, and compose resolves it to {resolved or 'nothing'}. A variable probably has its value "
            f"from the shell that runs compose. Set that variable in {project.source.environment[-1]}, or write the "
            "image out."
        )
    first, last, text = _changed_part(now, wanted)
    span = span_of(site.value, first, last)
    if span and edits.get(span, text) == text and not _overlaps(span, edits):
        edits[span] = text
        return ""
    return "" if _write_out(site, wanted, edits) else _nowhere(project, service, wanted)


def _changed_part(now: str, wanted: str) -> tuple[int, int, str]:
    """From where to where the image changes, and the new text: a version in the tag, the tag, or all of it."""
    repository, tag, digest = split_reference(now)
    other = split_reference(wanted)
    if other.repository != repository:
        return 0, len(now), wanted
    if not tag or not other.tag:
        return len(repository), len(now), wanted[len(repository) :]
    begin = len(repository) + 1
    old, new = _VERSION.search(tag), _VERSION.search(other.tag)
    around = [[one.string[: one.start()], one.string[one.end() :]] for one in (old, new) if one]
    if old and new and not digest and around[0] == around[1]:
        return begin + old.start(), begin + old.end(), new[0]
    return begin, len(now), wanted[begin:]


def _overlaps(span: tuple[str, int, int], edits: Edits) -> bool:
    return any(span != other and span[0] == other[0] and span[1] < other[2] and other[1] < span[2] for other in edits)


def _write_out(site: Site, image: str, edits: Edits) -> bool:
    """Replace the whole text of an image. Returns whether that can be done."""
    if site.whole is None:
        return False
    span = (site.file, *site.whole)
    if edits.get(span, image) != image:
        return False
    for other in [
        one for one in edits if one != span and one[0] == span[0] and span[1] <= one[1] and one[2] <= span[2]
    ]:
        # the site of another service too, which is checked afterwards
        del edits[other]
    edits[span] = image
    return True


def _add_image(gap: Gap, image: str, edits: Edits) -> None:
    edits[gap.file, gap.start, gap.start] = f"image: {image}{gap.separator}"


def _nowhere(project: Project, service: str, wanted: str) -> str:
    return (
        f"The image of service {service} cannot be changed: it stands in none of {', '.join(project.source.files)} in "
        f"a form that is understood. Write `image: {wanted}` as one line of this service before the upgrade, "
        "or set om_compose_source to a new compose file."
    )


def _keep(projects: t.Sequence[Project], texts: t.Mapping[str, str], edits: Edits) -> None:
    """Write out the images of services that would move although they are not to."""
    new = apply(texts, edits)
    for project in projects:
        for service in sorted(set(project.images) - set(project.wanted)):
            before, after = (image_site(project.source, service, one) for one in (texts, new))
            if before and after and text_of(before.value) != text_of(after.value):
                span = (before.file, *(before.whole or (0, 0)))
                # text that a service shares with one that moves cannot stay
                if span not in edits and not _overlaps(span, edits):
                    _write_out(before, text_of(before.value), edits)


def _wrong(
    projects: t.Sequence[Project], texts: t.Mapping[str, str], new: t.Mapping[str, str], known: bool
) -> t.Iterator[str]:
    """What the new texts would make of the images, where that is not what is wanted."""
    for project in projects:
        for service in sorted({*project.images, *project.wanted}):
            before, after = (image_site(project.source, service, one) for one in (texts, new))
            has = text_of(after.value) if after else ""
            had = text_of(before.value) if before else ""
            wanted = project.wanted.get(service, had)
            if has == wanted or (known and service in project.wanted):
                continue
            yield (
                f"The image of service {service} would be {has or 'unknown'} instead of {wanted}, because it shares "
                f"its text with another service. Write its image out in {', '.join(project.source.files)}."
            )


def apply(texts: t.Mapping[str, str], edits: Edits) -> dict[str, str]:
    """The texts with the edits."""
    new = dict(texts)
    for (file, first, last), text in sorted(edits.items(), reverse=True):
        new[file] = new[file][:first] + text + new[file][last:]
    return new


def _lines(texts: t.Mapping[str, str], edits: Edits) -> list[dict[str, t.Any]]:
    """The changed part of each file, with the number of its line."""
    return [
        {
            "file": file,
            "line": texts[file].count("\n", 0, first) + 1,
            "before": texts[file][first:last],
            "after": text.strip().rstrip(","),
        }
        for (file, first, last), text in sorted(edits.items())
    ]


def differences(expected: t.Mapping[str, str], config: t.Mapping[str, t.Any]) -> list[str]:
    """Services whose image is not the planned one, after the files were written.

    Args:
        expected: the image of each service.
        config: what ``docker compose config --format json`` prints.
    """
    services = config.get("services") or {}
    found = {name: str((services.get(name) or {}).get("image") or "") for name in expected}
    return [
        f"service {name} has {found[name] or 'no image'} instead of {image or 'no image'}"
        for name, image in sorted(expected.items())
        if found[name] != image
    ]
