# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Frames: what goes in comes out, alone and as a whole; every failure of a program or disk is seen."""

from __future__ import annotations

import hashlib
import io
import os
import pathlib
import shutil
import signal
import subprocess
import typing as t
import zlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import frames as module
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.encryption import decryptor, encryptor, tool
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.frames import FrameFile, Part, RunFrames
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.unpack import (
    EncryptedSource,
    PlainSource,
    Unpacker,
    blocks,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

needs_zstd = pytest.mark.skipif(shutil.which("zstd") is None, reason="zstd is not installed")
COMPRESSIONS = [pytest.param("zstd", marks=needs_zstd), "gzip", "none"]
TEXTS = [b"first " * 1000, os.urandom(300_000), b"", b"last\n"]


def write(path: pathlib.Path, compression: str, encrypt: t.Sequence[str] | None = None) -> tuple[FrameFile, str]:
    file = FrameFile(str(path), encrypt)
    frames = RunFrames(file, 0, compression)
    for number, text in enumerate(TEXTS):
        frames.start("data", number)
        for at in range(0, len(text), 1000):
            frames.write(text[at : at + 1000])
        frames.finish()
    frames.end()
    return file, file.close()


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_each_frame_alone(tmp_path: pathlib.Path, compression: str) -> None:
    file, total = write(tmp_path / "f", compression)
    data = (tmp_path / "f").read_bytes()
    assert total == hashlib.sha256(data).hexdigest()
    assert file.bytes == len(data)
    assert os.stat(tmp_path / "f").st_mode & 0o777 == 0o600
    with PlainSource(str(tmp_path / "f")) as source:
        for part, text in reversed(list(zip(file.parts, TEXTS))):
            assert part.raw == len(text)
            assert b"".join(blocks(source.read(part), compression)) == text
            assert Part.from_list(part.as_list()) == part


@pytest.mark.parametrize(
    ("compression", "argv"),
    [pytest.param("zstd", ["zstd", "-dc"], marks=needs_zstd), ("gzip", ["gzip", "-dc"]), ("none", ["cat"])],
)
def test_the_whole_by_hand(tmp_path: pathlib.Path, compression: str, argv: list[str]) -> None:
    write(tmp_path / "f", compression)
    with open(tmp_path / "f", "rb") as stream:
        assert subprocess.run(argv, stdin=stream, capture_output=True, check=True).stdout == b"".join(TEXTS)


def unpack(compression: str, frames: bytes | list[bytes], out: t.IO[bytes]) -> None:
    unpacker = Unpacker(compression, out)
    for data in [frames] if isinstance(frames, bytes) else frames:
        unpacker.feed(data)
    unpacker.close()


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_decompress_into_a_pipe(tmp_path: pathlib.Path, compression: str) -> None:
    file, _total = write(tmp_path / "f", compression)
    with PlainSource(str(tmp_path / "f")) as source, open(tmp_path / "out", "w+b") as out:
        unpack(compression, [source.read(part) for part in file.parts], out)
    assert (tmp_path / "out").read_bytes() == b"".join(TEXTS)


@pytest.mark.parametrize("compression", [pytest.param("zstd", marks=needs_zstd), "gzip"])
def test_a_damaged_frame_is_not_passed_on_as_whole(tmp_path: pathlib.Path, compression: str) -> None:
    file, _total = write(tmp_path / "f", compression)
    with PlainSource(str(tmp_path / "f")) as source, open(tmp_path / "out", "w+b") as out:
        with pytest.raises(OpsError, match="damaged"):
            unpack(compression, source.read(file.parts[0])[:-1], out)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_reader_that_has_gone_is_seen(tmp_path: pathlib.Path, compression: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    file, _total = write(tmp_path / "f", compression)
    with PlainSource(str(tmp_path / "f")) as source:
        with os.fdopen(writer, "wb", buffering=0) as out, pytest.raises(BrokenPipeError):
            unpack(compression, source.read(file.parts[0]), out)


@pytest.mark.parametrize("compression", [pytest.param("zstd", marks=needs_zstd), "gzip"])
@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_damaged_frames(tmp_path: pathlib.Path, compression: str, harm: str) -> None:
    file, _total = write(tmp_path / "f", compression)
    with PlainSource(str(tmp_path / "f")) as source:
        good = source.read(file.parts[1])
    bad = {"cut": good[:-1], "flip": b"\0" + good[1:], "empty": b""}[harm]
    if compression == "zstd" and harm == "empty":
        pytest.skip("zstd reads nothing as nothing; the digests of the tables tell")
    with pytest.raises(OpsError, match="damaged"):
        b"".join(blocks(bad, compression))


def test_a_short_file(tmp_path: pathlib.Path) -> None:
    file, _total = write(tmp_path / "f", "none")
    os.truncate(tmp_path / "f", file.bytes - 1)
    with PlainSource(str(tmp_path / "f")) as source, pytest.raises(OpsError, match="shorter"):
        source.read(file.parts[-1])


@needs_zstd
@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_a_killed_compressor_is_seen(tmp_path: pathlib.Path, moment: str) -> None:
    frames = RunFrames(FrameFile(str(tmp_path / "f")), 0, "zstd")
    frames.start("data", 0)
    process = frames._current.compressor._process  # type: ignore[union-attr]
    if moment == "before":
        kill(process)

    def go_on() -> None:
        for number in range(100):
            frames.write(os.urandom(100_000))
            if moment == "between" and number == 50:
                kill(process)
        kill(process)
        frames.finish()
        frames.end()

    with pytest.raises(OpsError, match="zstd"):
        go_on()
    frames.abandon()


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_seen(tmp_path: pathlib.Path) -> None:
    file = FrameFile(str(tmp_path / "f"))
    os.dup2(os.open("/dev/full", os.O_WRONLY), file._fd)
    with pytest.raises(OpsError, match="No space left"):
        file.append("data", 0, 0, [b"x" * 100_000], 1)
    file.abandon()


@pytest.mark.parametrize("program", ["false", "nowhere-to-be-found"])
def test_a_failed_encryption_is_seen(tmp_path: pathlib.Path, program: str) -> None:
    with pytest.raises(OpsError, match=program):
        write(tmp_path / "f", "none", [program])


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_encrypted_frames_in_any_order(tmp_path: pathlib.Path, compression: str) -> None:
    # tr stands in for age: it also reads a stream and writes another one
    file, total = write(tmp_path / "f", compression, ["tr", "\\000-\\377", "\\001-\\377\\000"])
    assert total == hashlib.sha256((tmp_path / "f").read_bytes()).hexdigest()
    back = ["tr", "\\001-\\377\\000", "\\000-\\377"]
    with EncryptedSource(str(tmp_path / "f"), back, file.parts) as source:
        for index in (0, 1, 2, 3, 3, 1, 0):
            assert b"".join(blocks(source.read(file.parts[index]), compression)) == TEXTS[index]


def test_a_failed_decryption_is_seen(tmp_path: pathlib.Path) -> None:
    file, _total = write(tmp_path / "f", "none")
    with EncryptedSource(str(tmp_path / "f"), ["sh", "-c", "cat; exit 1"], file.parts) as source:
        source.read(file.parts[0])
        with pytest.raises(OpsError, match="cannot be decrypted"):
            source.read(file.parts[-1])
    with EncryptedSource(str(tmp_path / "f"), ["head", "-c", "10"], file.parts) as source, pytest.raises(OpsError):
        source.read(file.parts[0])


@pytest.mark.parametrize(
    ("recipients", "expected"),
    [([], None), (["age1x"], "age"), (["ssh-ed25519 AAAA c"], "age"), (["me@example.org", "ABCDEF"], "gpg")],
)
def test_which_program_encrypts(recipients: list[str], expected: str | None) -> None:
    assert tool(recipients) == expected
    argv = encryptor(recipients)
    assert (argv[0] if argv else None) == expected
    assert argv is None or all(recipient in argv for recipient in recipients)


@pytest.mark.parametrize("recipients", [["age1x", "me@example.org"], ["-o/etc/passwd"], [" "]])
def test_bad_recipients(recipients: list[str]) -> None:
    with pytest.raises(OpsError, match="encrypt_to"):
        tool(recipients)


def test_decryptor() -> None:
    assert decryptor("age", "/k") == ["age", "--decrypt", "-i", "/k"]
    assert "/k" in decryptor("gpg", "/k")


def test_gzip_needs_no_program(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    write(tmp_path / "f", "gzip")
    assert zlib.decompressobj(31).decompress((tmp_path / "f").read_bytes()) == TEXTS[0]
    with pytest.raises(OpsError, match="Install zstd"):
        write(tmp_path / "g", "zstd")


def test_memory_file() -> None:
    with module.memory_file() as stream:
        stream.write(b"x")
        stream.seek(0, io.SEEK_SET)
        assert stream.read() == b"x"
