# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Copies a backup and changes one of its dumps, with all checksums made right again.

Arguments: the backup, the copy's name without its ending, and how: refused (a statement that the server refuses comes
last among the rows) or missing (rows are gone).
"""

from __future__ import annotations

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys


def zstd(data: bytes, *options: str) -> bytes:
    return subprocess.run(["zstd", "-q", "-c", *options], input=data, capture_output=True, check=True).stdout


def main(source: str, target: str, how: str) -> None:
    copy = pathlib.Path(f"{target}-{how}")
    shutil.copytree(source, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    entry = manifest["databases"][0]
    path = copy / entry["file"]
    data = path.read_bytes()
    parts = entry["parts"]
    index = max(number for number, part in enumerate(parts) if part[0] == "data")
    made = b""
    for number, part in enumerate(parts):
        frame = data[part[3] : part[3] + part[4]]
        if number == index:
            text = zstd(frame, "-d")
            if how == "refused":
                text += b"INSERT INTO om_no_such_table VALUES (1);\n"
            else:
                first, end, rest = text.partition(b" FROM stdin;\n")
                # PostgreSQL: the first row of a COPY; MySQL: everything but the head of the frame
                text = first + end + rest.partition(b"\n")[2] if end else b"\n"
            frame = zstd(text)
            part[5] = len(text)
        part[3], part[4] = len(made), len(frame)
        made += frame
    path.write_bytes(made)
    entry["bytes"], entry["sha256"] = len(made), hashlib.sha256(made).hexdigest()
    manifest["id"] = copy.name
    del manifest["checksum"]
    manifest["checksum"] = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(manifest))


main(*sys.argv[1:])
