# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When a lease may be taken, when a keeper ends, and what the one hears who is refused."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._lease import decide, processes
from ansible_collections.openmetadata.ops.plugins.module_utils._lease.holder import Holder, read_holder, read_program
from ansible_collections.openmetadata.ops.plugins.module_utils._lease.host import HostLease, KeeperFile

FIRST = Holder(
    id="abc",
    user="root",
    controller="ctl",
    machine="m1",
    pid=17,
    start="123",
    purpose="upgrade",
    environment="production",
    since="2026-11-28T14:00:00Z",
    host="om1",
)
LOCAL_DEAD = {"alive": False, "silence": 0.0, "busy": True}
LOCAL_ALIVE = {"alive": True, "silence": 9999.0, "busy": False}
FAR_SILENT = {"alive": None, "silence": 301.0, "busy": False}


@pytest.mark.parametrize(
    ("found", "facts", "expected"),
    [
        pytest.param(None, {}, decide.FREE, id="nobody"),
        pytest.param(dataclasses.replace(FIRST, id="own"), {}, decide.OURS, id="this run"),
        pytest.param(FIRST, LOCAL_ALIVE, decide.REFUSED, id="alive on this controller, however silent"),
        pytest.param(FIRST, LOCAL_DEAD, decide.TAKE_OVER, id="dead on this controller, at once"),
        pytest.param(FIRST, {}, decide.REFUSED, id="elsewhere, with a recent sign of life"),
        pytest.param(FIRST, FAR_SILENT, decide.TAKE_OVER, id="elsewhere, silent"),
        pytest.param(FIRST, {**FAR_SILENT, "busy": True}, decide.REFUSED, id="elsewhere, silent, a task still runs"),
        pytest.param(FIRST, {"dead": ["abc"]}, decide.TAKE_OVER, id="dead on the controller of both"),
        pytest.param(FIRST, {"dead": ["xyz"]}, decide.REFUSED, id="another one is dead"),
        pytest.param(FIRST, {**LOCAL_ALIVE, "takeover": "abc"}, decide.TAKE_OVER, id="an operator said so"),
        pytest.param(FIRST, {**LOCAL_ALIVE, "takeover": "xyz"}, decide.REFUSED, id="an operator meant another one"),
    ],
)
def test_who_may_take_it(found: Holder | None, facts: dict[str, t.Any], expected: str) -> None:
    given = {"alive": None, "silence": 10.0, "busy": False, **facts}
    assert decide.judge(found, "own", timeout=300, **given) == expected


@pytest.mark.parametrize(
    ("alive", "silence", "signs", "expected"),
    [
        (True, 9999, False, False),
        (False, 0, True, True),
        (None, 299, False, False),
        (None, 301, False, True),
        (None, 301, True, False),
    ],
)
def test_when_a_keeper_ends(alive: bool | None, silence: float, signs: bool, expected: bool) -> None:
    assert decide.is_given_up(alive=alive, silence=silence, timeout=300, signs=signs) is expected


def test_a_refusal_names_who_where_what_since_when_and_the_way_out() -> None:
    text = decide.refusal(FIRST, "Host om1", 300, 12.3)
    for part in (
        "Host om1 is in use by an upgrade of production by root@ctl (process 17), since 2026-11-28T14:00:00Z.",
        "Nothing was changed.",
        "300 s after its last sign of life (the last one was 12 s ago)",
        "om_lease_takeover=abc",
    ):
        assert part in text
    assert "AWX job 99" in decide.refusal(dataclasses.replace(FIRST, job="99"), "Host om1", 300)


def test_a_holder_survives_its_text_and_fits_into_the_attributes_of_a_session() -> None:
    assert read_holder(FIRST.text) == FIRST
    assert read_holder("SELECT 1 /* " + FIRST.text + " */") == FIRST
    longest = Holder.from_dict({field.name: "9" * 99 for field in dataclasses.fields(Holder)})
    assert len(longest.program) <= 63
    # MySQL has 512 bytes, of which PyMySQL's own attributes take less than 80
    assert len(FIRST.text) < 512 - 80


@pytest.mark.parametrize("text", [None, "", "openmetadata.ops", "mysql", 'openmetadata.ops {"id":', '{"id":"x"}'])
def test_other_texts_name_no_holder(text: str | None) -> None:
    assert read_holder(text) is None


def test_the_name_of_a_session_alone_tells_who_it_is() -> None:
    known = read_program(FIRST.program, 7)
    assert (known.id, known.purpose, known.since, known.user) == ("session-7", "upgrade", FIRST.since, "root")
    assert "session 7 of the database server" in read_program(None, 7).sentence


@pytest.mark.parametrize("values", [{}, {"id": ""}, {"id": "x", "pid": "many"}])
def test_a_holder_without_sense_is_refused(values: dict[str, t.Any]) -> None:
    with pytest.raises(OpsError, match="holder"):
        Holder.from_dict(values)


def test_values_cannot_end_the_comment_that_they_stand_in() -> None:
    assert "*/" not in Holder.from_dict({"id": "x", "user": "*/ DROP TABLE t; --"}).text


def test_a_process_is_known_by_its_start() -> None:
    child = subprocess.Popen(["sleep", "60"])
    start = processes.process_start(child.pid)
    assert processes.is_alive(child.pid, start)
    assert not processes.is_alive(child.pid, "1")
    child.kill()
    child.wait()
    assert not processes.is_alive(child.pid, start)
    assert not processes.is_alive(child.pid, "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/usr/bin/python3 /root/.ansible/tmp/x/AnsiballZ_om_backup.py", True),
        ("/bin/sh -c /usr/bin/python3 && sleep 0", True),
        ("sudo -H -S -n -u root /bin/sh -c echo BECOME-SUCCESS-xyz ; /usr/bin/python3", True),
        ("/usr/bin/python3 /root/.ansible/tmp/x/AnsiballZ_om_lease.py", False),
        ("mysqld --sort_buffer_size=256K", False),
    ],
)
def test_what_is_a_task_of_ansible(line: str, expected: bool) -> None:
    assert processes.looks_like_ansible(line) is expected


def test_the_record_of_a_host(tmp_path: t.Any) -> None:
    lease = HostLease(str(tmp_path / "state"))
    assert lease.read() is None
    with lease.changing():
        lease.write(FIRST)
    assert lease.read() == FIRST
    assert os.stat(lease.path).st_mode & 0o777 == 0o600
    os.utime(lease.path, (1, 1))
    assert lease.silence() > 300
    lease.renew()
    assert lease.silence() < 60
    (tmp_path / "state" / "lease.json").write_text("what is this")
    with pytest.raises(OpsError, match="not a record"):
        lease.read()
    lease.remove()
    assert lease.read() is None


def test_one_run_changes_the_record_at_a_time(tmp_path: t.Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansible_collections.openmetadata.ops.plugins.module_utils._lease.host._PATIENCE", 0.2)
    lease = HostLease(str(tmp_path))
    with lease.changing(), pytest.raises(OpsError, match="right now"), lease.changing():
        pass


def test_each_server_has_a_file_of_its_own(tmp_path: t.Any) -> None:
    one = KeeperFile.of(str(tmp_path), "mysql-127.0.0.1:3306")
    other = KeeperFile.of(str(tmp_path), "mysql-127.0.0.1:3307")
    one.write(lease="abc", state="held")
    other.write(lease="xyz", state="lost")
    HostLease(str(tmp_path)).write(FIRST)
    assert [file.read()["lease"] for file in KeeperFile.all(str(tmp_path))] == ["abc", "xyz"]
    one.remove()
    assert one.read() == {}
