# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Encryption to recipients by age (https://age-encryption.org/v1) or gpg, in the same stream as the dump.

The whole file is one message, so `age -d -i KEY FILE | zstd -dc` reads it by hand.
"""

from __future__ import annotations

import os
import typing as t

from .._errors import OpsError
from .frames import Part
from .manifest import Manifest
from .unpack import EncryptedSource, PlainSource, Source

SUFFIX = {"age": ".age", "gpg": ".gpg"}
_AGE = ("age1", "ssh-ed25519 ", "ssh-rsa ")


def tool(recipients: t.Sequence[str]) -> str | None:
    """Which program encrypts to these recipients; None for no recipients.

    Raises:
        OpsError: no program encrypts to all of them.
    """
    if not recipients:
        return None
    by_age = [recipient.startswith(_AGE) for recipient in recipients]
    if any(by_age) and not all(by_age):
        raise OpsError("encrypt_to mixes age's recipients (age1…, ssh-…) with gpg's keys. Use one kind.")
    bad = [recipient for recipient in recipients if not recipient.strip() or recipient.startswith("-")]
    if bad:
        raise OpsError(f"encrypt_to: {bad[0]!r} is no recipient.")
    return "age" if all(by_age) else "gpg"


def encryptor(recipients: t.Sequence[str]) -> list[str] | None:
    """The program that encrypts its standard input."""
    name = tool(recipients)
    if name is None:
        return None
    to = [part for recipient in recipients for part in ("-r", recipient)]
    if name == "age":
        return ["age", "--encrypt", *to]
    # The keys were named on purpose: whether anybody else trusts them is not the question here, and none is looked for
    # elsewhere. What comes is compressed already.
    options = ["--trust-model", "always", "--no-auto-key-locate", "--compress-algo", "none"]
    return ["gpg", "--batch", "--no-tty", "--quiet", *options, "--encrypt", *to]


def decryptor(name: str, identity: str) -> list[str]:
    """The program that decrypts its standard input.

    Args:
        name: age or gpg.
        identity: age's identity file, or gpg's home directory.
    """
    if name == "age":
        return ["age", "--decrypt", "-i", identity]
    return ["gpg", "--batch", "--no-tty", "--quiet", "--homedir", identity, "--decrypt"]


def open_source(manifest: Manifest, entry: dict[str, t.Any], directory: str, identity: str | None) -> Source:
    """The frames of one of a backup's files.

    Raises:
        OpsError: it is encrypted, and nothing decrypts it.
    """
    path = os.path.join(directory, entry["file"])
    if not manifest["encrypted"]:
        return PlainSource(path)
    if not identity:
        raise OpsError(
            f"{path} is encrypted with {manifest['encrypted']}: set identity to the file (age) or directory (gpg) that "
            "holds the key."
        )
    parts = [Part.from_list(values) for values in entry["parts"]]
    return EncryptedSource(path, decryptor(manifest["encrypted"], identity), parts)
