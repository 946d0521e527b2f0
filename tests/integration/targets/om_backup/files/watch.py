# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks for a secret in the arguments of every process, again and again, until a file appears. Prints who showed it.

Arguments: the file, the secret's own file (the secret must not stand in this process's arguments either).
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import sys
import time


def main(stop: str, secret_file: str) -> None:
    secret = pathlib.Path(secret_file).read_text(encoding="utf-8").strip().encode()
    found: set[str] = set()
    looks = 0
    while not os.path.exists(stop):
        looks += 1
        for process in pathlib.Path("/proc").iterdir():
            if process.name.isdigit():
                with contextlib.suppress(OSError):
                    arguments = (process / "cmdline").read_bytes()
                    if secret in arguments or secret in arguments.replace(b"\0", b""):
                        found.add(arguments.replace(b"\0", b" ").decode("utf-8", "replace"))
        time.sleep(0.01)
    print(f"{looks} looks")
    print("\n".join(sorted(found)))
    sys.exit(1 if found or looks < 5 else 0)


main(*sys.argv[1:])
