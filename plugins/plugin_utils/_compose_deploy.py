# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Plan what `deploy` does to compose projects. Pure functions."""

from __future__ import annotations

import json
import typing as t

from ._changed_lines import changed_lines
from ._compose_images import version_of
from ._compose_moving import wanted
from ._compose_project import unescape
from ._compose_retag import differences, plan
from ._compose_sites import image_gap, image_site
from ._compose_sources import named_files, source_of
from ._compose_values import text_of

Places = t.Mapping[str, t.Any]
Read = t.Sequence[t.Mapping[str, t.Any]]
COMPONENTS = ("server", "ingestion")


def projects_to_write(places: Places, kept: t.Collection[str] | None, runner: str) -> list[dict[str, t.Any]]:
    """The compose projects that `deploy` moves to another version, each with its images.

    Two projects are the same if they have the same files on the same host; a directory can have several.

    Args:
        places: the installation.
        kept: files that were restored from a backup on the host ``runner``. A project of which all files were is left
            alone. None: nothing was restored.
        runner: the host that keeps the backups.

    Returns:
        The projects as `_compose_project.locate` describes them, with ``components``, their ``images``, and ``file``,
        the one that a file of the user replaces.
    """
    found: list[dict[str, t.Any]] = []
    for component in COMPONENTS:
        place = places[component]
        if not place["present"]:
            continue
        same = [one for one in found if all(one[key] == place["compose"][key] for key in ("host", "argv"))]
        if same:
            same[0]["components"].append(component)
            same[0]["images"].append(place["configured"])
        else:
            own = place["compose"]
            file = next(iter(own["files"]), f"{own['dir']}/docker-compose.yml")
            found.append({**own, "file": file, "components": [component], "images": [place["configured"]]})
    if kept is None:
        return found
    return [project for project in found if project["host"] != runner or set(project["files"]) - set(kept)]


def texts_of(read: Read, host: str) -> dict[str, str]:
    """The text of each file that was read on a host; what is no text is left out."""
    return {
        str(file["path"]): str(file["content"])
        for one in read
        for file in one["files"]
        if one["item"]["host"] == host and file["exact"]
    }


def _named(project: t.Mapping[str, t.Any], texts: t.Mapping[str, str]) -> list[str]:
    return named_files(source_of(project, texts), texts)


def files_to_read(places: Places, read: Read = ()) -> list[dict[str, t.Any]]:
    """The files of the projects that are not read yet, by host. Files name others (extends, include).

    Args:
        places: the installation.
        read: the results of reading files (`om_file_info`) so far, each with an ``item`` of what this returned.
    """
    done = {(one["item"]["host"], file) for one in read for file in one["item"]["files"]}
    missing: dict[str, list[str]] = {}
    for project in projects_to_write(places, None, ""):
        for file in _named(project, texts_of(read, project["host"])):
            if (project["host"], file) not in done:
                missing.setdefault(project["host"], []).append(file)
    return [{"host": host, "files": list(dict.fromkeys(files))} for host, files in missing.items()]


def deployment(
    places: Places,
    version: str,
    read: Read,
    *,
    sources: t.Mapping[str, str] | None = None,
    rendered: t.Mapping[str, str] | None = None,
    kept: t.Collection[str] | None = None,
    runner: str = "",
) -> dict[str, t.Any]:
    """Plan a deployment.

    Args:
        places: the installation.
        version: the version to lay down.
        read: the results of reading all files.
        sources: the new compose file of each component, where the user brings one.
        rendered: the text of these files.
        kept: see `projects_to_write`.
        runner: see `projects_to_write`.

    Returns:
        ``problems``; ``hosts``, each with ``host``, ``before`` (the texts), ``texts`` and ``changes`` (see `plan` of
        `_compose_retag`) and ``settings`` (the files that may hold settings of the server); ``projects``, each with
        ``host``, ``dir``, ``argv``, ``expected`` (the images that compose has to resolve), ``source``, and the services
        of the ``components``, of which a source has to run the ``version``; and ``files``
        (what belongs to each component, for a backup).
    """
    problems: list[str] = []
    projects = []
    for project in projects_to_write(places, kept, runner):
        # the source of ingestion is for a project of its own
        source = (sources or {}).get(project["components"][0]) or ""
        moved: dict[str, str] = {}
        for component in project["components"]:
            images, wrong = wanted(places[component], component, version)
            moved.update(images)
            problems += [] if source else wrong
        if source and rendered and source in rendered:
            services = [places[one]["service"] for one in project["components"]]
            brought = {"components": services, "source": source, "version": version}
            problems += _wrong_source(project, brought, rendered[source], texts_of(read, project["host"]))
        images = places[project["components"][0]]["services"]["images"]
        projects.append({**project, "images": images, "wanted": moved, "source": source})
    hosts = []
    for host in dict.fromkeys(project["host"] for project in projects):
        here = [project for project in projects if project["host"] == host and not project["source"]]
        before = texts_of(read, host)
        unread = [file for project in here for file in project["files"] if file not in before]
        problems += [_unreadable(read, host, file) for file in dict.fromkeys(unread)]
        here = [project for project in here if not set(project["files"]) & set(unread)]
        made = plan(here, before)
        problems += made.pop("problems")
        of_server = [project for project in here if "server" in project["components"]]
        named = [file for project in of_server for file in _named(project, before)]
        hosts.append({"host": host, "before": before, **made, "settings": [file for file in named if file in before]})
    return {
        "problems": list(dict.fromkeys(problems)),
        "hosts": hosts,
        "projects": [
            {
                **{key: project[key] for key in ("host", "dir", "argv", "file", "source")},
                "files": _named(project, texts_of(read, project["host"])),
                "version": version,
                "components": [places[one]["service"] for one in project["components"]],
                # a file that the user brings has the images that it has
                "expected": {} if project["source"] else {**project["images"], **project["wanted"]},
            }
            for project in projects
        ],
        "files": {
            component: _named(place["compose"], texts_of(read, place["host"]))
            for component, place in ((one, places[one]) for one in COMPONENTS)
            if place["present"]
        },
    }


def _wrong_source(
    project: t.Mapping[str, t.Any], planned: t.Mapping[str, t.Any], text: str, texts: t.Mapping[str, str]
) -> list[str]:
    """What is wrong with a file that the user brings, by its text."""
    known = {**texts, project["file"]: text}
    files = source_of(project, known)
    sites = {name: image_site(files, name, known) for name in planned["components"]}
    found: dict[str, t.Any] = {name: {} for name in sites if image_gap(files, name, known)}
    found.update({name: {"image": text_of(site.value)} for name, site in sites.items() if site})
    return [f"In the new compose file, {one}. Correct it." for one in _of_source(planned, {"services": found})]


def _unreadable(read: Read, host: str, file: str) -> str:
    """Why a compose file has no text."""
    seen = [one for result in read if result["item"]["host"] == host for one in result["files"] if one["path"] == file]
    why = "it is not UTF-8" if seen and seen[0]["exists"] else "it was not found"
    return f"{file} on {host} cannot be read: {why}. Correct om_compose_files."


def unplanned(planned: t.Mapping[str, t.Any], resolved: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    """What differs from the plan after the files were written.

    Args:
        planned: what `deployment` returned.
        resolved: the results of ``docker compose config --format json`` for each of its projects: ``rc``, ``stdout``
            and ``stderr``.
    """
    found = []
    for project, result in zip(planned["projects"], resolved):
        where = f"in {project['dir']} on {project['host']}"
        if result.get("skipped"):  # in check mode
            continue
        if result.get("rc") != 0:
            said = result.get("stderr") or result.get("msg") or "no output"
            found.append(f"`docker compose config` {where} fails: {said}")
            continue
        config = unescape(json.loads(result["stdout"]))
        differ = _of_source(project, config) if project["source"] else differences(project["expected"], config)
        found += [f"{difference} {where}" for difference in differ]
    return found


def _of_source(project: t.Mapping[str, t.Any], config: t.Mapping[str, t.Any]) -> list[str]:
    """What is wrong with a file that the user brought: a service that is gone, or another version."""
    services = config.get("services") or {}
    found = []
    for name in project["components"]:
        image = str((services.get(name) or {}).get("image") or "")
        if name not in services:
            found.append(f"service {name} is not in {project['source']}, and is needed")
        elif version_of(image) not in ("", project["version"]):
            found.append(f"service {name} has {image} from {project['source']} instead of version {project['version']}")
    return found


def shown(planned: t.Mapping[str, t.Any]) -> list[dict[str, t.Any]]:
    """The lines that change in each file, for people: without values that may be secret."""
    return [
        {"host": host["host"], "file": file, "lines": changed_lines(host["before"][file], text)}
        for host in planned["hosts"]
        for file, text in sorted(host["texts"].items())
    ]


def changed(projects: t.Sequence[t.Mapping[str, t.Any]], files: t.Collection[str]) -> list[str]:
    """The directories of the projects that have one of the files."""
    return list(dict.fromkeys(project["dir"] for project in projects if set(project["files"]) & set(files)))
