# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who loads which frames, and what is told to the client between them."""

from __future__ import annotations

import gzip
import shutil
import subprocess

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.frames import Part, pack
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.load import Work


def chain(run: int, number: int, *sizes: int) -> list[Part]:
    return [Part("data", run, number, 0, 1, raw) for raw in sizes or (10,)]


def numbers(work: Work, *clients: int) -> list[tuple[int, int]]:
    """The run and chain that each of these clients gets, one after the other."""
    return [(parts[0].run, parts[0].chain) if (parts := work.take(client)) else (0, 0) for client in clients]


def test_each_client_has_a_run_to_itself_in_its_order() -> None:
    work = Work([chain(1, 1), chain(1, 2), chain(2, 1), chain(2, 2)])
    assert numbers(work, 0, 1, 0, 1, 0) == [(1, 1), (2, 1), (1, 2), (2, 2), (0, 0)]


def test_a_database_without_rows_or_indexes_has_no_work() -> None:
    assert numbers(Work([]), 0, 1) == [(0, 0), (0, 0)]


def test_who_is_done_helps_the_one_that_has_most_left_from_its_end() -> None:
    work = Work([chain(1, 1), chain(2, 1, 10), chain(2, 2, 10), chain(3, 1, 90), chain(3, 2, 5)])
    assert numbers(work, 0, 0, 0) == [(1, 1), (3, 2), (3, 1)]


def test_a_chain_of_many_frames_is_begun_first() -> None:
    work = Work([chain(1, 1), chain(1, 2), chain(1, 3, 10, 10, 10)])
    assert numbers(work, 0, 1, 0, 1) == [(1, 3), (1, 1), (1, 2), (0, 0)]


def test_small_chains_are_left_for_the_end_and_the_others_keep_their_order() -> None:
    work = Work([chain(1, 1, 9), chain(1, 2, 2), chain(1, 3, 10), chain(1, 4, 4), chain(1, 5, 8), chain(1, 6, 2, 2)])
    assert numbers(work, *[0] * 6) == [(1, 1), (1, 3), (1, 5), (1, 4), (1, 6), (1, 2)]


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_a_statement_between_two_frames(compression: str) -> None:
    if compression == "zstd" and not shutil.which("zstd"):
        pytest.skip("no zstd")
    stream = pack(b"rows 1;\n", compression) + pack(b"COMMIT;\n", compression) + pack(b"rows 2;\n", compression)
    if compression == "gzip":
        stream = gzip.decompress(stream)
    elif compression == "zstd":
        stream = subprocess.run(["zstd", "-dc"], input=stream, stdout=subprocess.PIPE, check=True).stdout
    assert stream == b"rows 1;\nCOMMIT;\nrows 2;\n"


def test_nothing_to_load_is_nothing_to_take() -> None:
    assert Work([]).take(1) == []
