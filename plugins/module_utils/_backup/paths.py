# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which files belong to a backup: the given paths, what they point to, and what is below them. Reads only.

A symbolic link in a given path is followed, and is archived beside what it points to. A link that is found inside of a
directory is archived as a link: its target may be anywhere, so only a target outside of the given paths is reported.
"""

from __future__ import annotations

import dataclasses
import os
import stat
import typing as t

from .._errors import OpsError

_MOST_LINKS = 40  # as the kernel: path_resolution(7)
_KINDS = {stat.S_IFSOCK: "a socket", stat.S_IFIFO: "a pipe", stat.S_IFBLK: "a device", stat.S_IFCHR: "a device"}


@dataclasses.dataclass(frozen=True)
class Resolved:
    """A path without symbolic links, and the links on the way to it.

    Attributes:
        real: the path of what is archived.
        links: the paths of the links, in the order in which they are followed.
    """

    real: str
    links: tuple[str, ...]


def resolve(path: str) -> Resolved:
    """Follow the symbolic links of a path.

    Raises:
        OpsError: the path does not exist, or its links lead in a circle.
    """
    rest = [name for name in os.path.normpath(path).split("/") if name]
    done = "/"
    links: list[str] = []
    while rest:
        name = rest.pop(0)
        if name == "..":  # only in the text of a link: normpath removed the others
            done = os.path.dirname(done)
            continue
        here = os.path.join(done, name)
        try:
            is_link = stat.S_ISLNK(os.lstat(here).st_mode)
            target = os.readlink(here) if is_link else ""
        except OSError as exc:
            through = f": it leads to {here}, which is not there" if links else ""
            raise OpsError(
                f"{path} cannot be backed up, because it is not there{through} ({exc.strerror}). Correct the list of "
                "files."
            ) from exc
        if not is_link:
            done = here
            continue
        if len(links) >= _MOST_LINKS:
            raise OpsError(f"{path} cannot be backed up: its symbolic links lead in a circle. Correct {links[0]}.")
        if here not in links:
            links.append(here)
        else:
            raise OpsError(f"{path} cannot be backed up: its symbolic links lead in a circle. Correct {here}.")
        rest = [part for part in target.split("/") if part not in ("", ".")] + rest
        done = "/" if target.startswith("/") else done
    return Resolved(done, tuple(links))


def is_below(path: str, root: str) -> bool:
    """Whether a path is a root or lies below it. Both are absolute and normalized."""
    return path == root or path.startswith(f"{root.rstrip('/')}/")


def walk(root: str) -> t.Iterator[tuple[str, os.stat_result]]:
    """Everything from a path downwards, directories before what they hold, sorted; links are not followed.

    Raises:
        OpsError: a directory cannot be read.
    """
    try:
        found = os.lstat(root)
    except FileNotFoundError:
        return  # it vanished since its directory was read
    except OSError as exc:
        raise _unreadable(exc) from exc
    yield root, found
    if not stat.S_ISDIR(found.st_mode):
        return
    try:
        names = sorted(os.listdir(root))
    except FileNotFoundError:
        return
    except OSError as exc:
        raise _unreadable(exc) from exc
    for name in names:
        yield from walk(os.path.join(root, name))


def list_files(paths: t.Sequence[str]) -> list[dict[str, t.Any]]:
    """What is to be archived, an entry for each given path.

    Each entry has the given `path`, the `real` path, the `links` that lead to it, the number of files (`count`) and
    their size (`bytes`), and what is left out (`skipped`): special files, and targets of links outside of the paths.

    Raises:
        OpsError: one of the paths does not exist, or something in it cannot be read.
    """
    resolved: dict[str, Resolved] = {}
    for path in paths:
        if not os.path.isabs(path):
            raise OpsError(f"{path} is not absolute: a file of a backup is restored to where it was.")
        resolved.setdefault(os.path.normpath(path), resolve(path))
        if resolved[os.path.normpath(path)].real == "/":
            raise OpsError(f"{path} is the whole file system. Name the files and directories that the backup needs.")
    roots = [entry.real for entry in resolved.values()]
    return [_measured(path, entry, roots) for path, entry in resolved.items()]


def _measured(path: str, resolved: Resolved, roots: t.Sequence[str]) -> dict[str, t.Any]:
    count = size = 0
    skipped: list[dict[str, str]] = []
    for member, found in walk(resolved.real):
        if stat.S_ISREG(found.st_mode):
            _check_readable(member)
            count, size = count + 1, size + found.st_size
        elif stat.S_ISLNK(found.st_mode):
            target = outside(member, roots)
            if target:
                skipped.append({"path": target, "reason": f"{member} links to it, and it is not in the list of files"})
        elif not stat.S_ISDIR(found.st_mode):
            skipped.append({"path": member, "reason": special(found)})
    return {
        "path": path,
        "real": resolved.real,
        "links": list(resolved.links),
        "count": count,
        "bytes": size,
        "skipped": skipped,
    }


def outside(link: str, roots: t.Sequence[str]) -> str | None:
    """The target of a link if it exists and is not archived, or None."""
    target = os.path.realpath(link)
    if not os.path.lexists(target) or any(is_below(target, root) for root in roots):
        return None
    return target


def special(found: os.stat_result) -> str:
    """Why a special file is left out."""
    kind = _KINDS.get(stat.S_IFMT(found.st_mode), "a special file")
    return f"{kind} has no content to archive; the program that uses it creates it again"


def _check_readable(path: str) -> None:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
    except FileNotFoundError:
        pass  # it vanished; the archive reports it if it matters
    except OSError as exc:
        raise _unreadable(exc) from exc


def _unreadable(exc: OSError) -> OpsError:
    return OpsError(
        f"{exc.filename} cannot be read: {exc.strerror}. Run with become: true, or take it out of the list of files."
    )
