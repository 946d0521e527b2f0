# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._params.compose_file import read_command, write_command

# The shape of the official quickstart file.
QUICKSTART = """\
version: "3.9"
# a comment
volumes:
  es-data:
services:
  mysql:
    container_name: openmetadata_mysql
    image: docker.getcollate.io/openmetadata/db:1.9.17
    command: {command}
    restart: always
    environment:
      MYSQL_ROOT_PASSWORD: password   # not ours
      command: no
    networks:
      - app_net

  elasticsearch:
    command: other
networks:
  app_net:
"""


@pytest.mark.parametrize(
    ("command", "words", "again"),
    [
        ('"--sort_buffer_size=10M"', ["--sort_buffer_size=10M"], '"--sort_buffer_size=10M --b=2"'),
        ("'--sort_buffer_size=10M'", ["--sort_buffer_size=10M"], "'--sort_buffer_size=10M --b=2'"),
        ("--sort_buffer_size=10M", ["--sort_buffer_size=10M"], "--sort_buffer_size=10M --b=2"),
        (
            "--a=1 --sort_buffer_size=10M  # why",
            ["--a=1", "--sort_buffer_size=10M"],
            "--a=1 --sort_buffer_size=10M --b=2",
        ),
        ('["--a=1", "--c"]', ["--a=1", "--c"], '["--a=1", "--c", "--b=2"]'),
        ("[--a=1, --c]", ["--a=1", "--c"], '["--a=1", "--c", "--b=2"]'),
        ('"--a=${SORT:-10M}"', ["--a=${SORT:-10M}"], '"--a=${SORT:-10M} --b=2"'),
        (
            '\n      - --a=1\n      # why\n      - "--c"',
            ["--a=1", "--c"],
            '\n      - --a=1\n      # why\n      - "--c"\n      - "--b=2"',
        ),
        ("\n    - --a=1", ["--a=1"], '\n    - --a=1\n    - "--b=2"'),
    ],
)
def test_only_the_command_changes(command: str, words: list[str], again: str) -> None:
    text = QUICKSTART.replace("{command}", command)
    assert read_command(text, "mysql").words == words
    expected = QUICKSTART.replace("{command}", again).replace("command: \n", "command:\n")
    assert write_command(text, "mysql", [*words, "--b=2"]).replace("command: \n", "command:\n") == expected


def test_same_words_leave_a_list_as_it_is() -> None:
    text = QUICKSTART.replace(" {command}", "\n      - --a=1\n      # why\n      - '--c'")
    assert write_command(text, "mysql", ["--a=1", "--c"]) == text


def test_one_item_of_a_list_changes_and_its_comment_stays() -> None:
    text = QUICKSTART.replace(" {command}", "\n      - --a=1\n      # why\n      - '--c=1'\n      - --d")
    changed = write_command(text, "mysql", ["--a=1", "--c=2", "--d"])
    assert changed == text.replace("- '--c=1'", '- "--c=2"')


def test_a_service_without_command_gets_one_and_loses_it_again() -> None:
    text = QUICKSTART.replace("    command: {command}\n", "")
    assert read_command(text, "mysql").words == []
    changed = write_command(text, "mysql", ["--sort_buffer_size=20M"])
    assert '  mysql:\n    command: ["--sort_buffer_size=20M"]\n    container_name' in changed
    assert write_command(changed, "mysql", []) == text


@pytest.mark.parametrize(
    ("text", "service", "words"),
    [
        ("a: 1\n", "mysql", "no `services:`"),
        ("services: {mysql: {command: x}}\n", "mysql", "no `services:`"),
        (QUICKSTART, "mariadb", "no service mariadb"),
        (QUICKSTART.replace("{command}", "|\n      --a=1"), "mysql", "not edited here"),
        (QUICKSTART.replace("{command}", ">-\n      --a=1"), "mysql", "not edited here"),
        (QUICKSTART.replace("{command}", "*flags"), "mysql", "not edited here"),
        (QUICKSTART.replace("{command}", "--a=1\n      --b=2"), "mysql", "not edited here"),
        (QUICKSTART.replace("{command}", '"--a=\\"x\\""'), "mysql", "not edited here"),
        (QUICKSTART.replace("{command}", '"--a=1'), "mysql", "not edited here"),
        (QUICKSTART.replace("{command}", "--a='x"), "mysql", "cannot be split"),
        (QUICKSTART.replace("{command}", "[--a=1,\n      --b]"), "mysql", "not edited here"),
        ("services:\n  mysql:\n  other:\n    image: x\n", "mysql", "no keys"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, service: str, words: str) -> None:
    with pytest.raises(OpsError, match=words):
        read_command(text, service)


def test_quotes_come_where_they_are_needed() -> None:
    text = QUICKSTART.replace("{command}", "--a=1")
    changed = write_command(text, "mysql", ["--a=x y", "--b=it's"])
    assert read_command(changed, "mysql").words == ["--a=x y", "--b=it's"]


ANCHOR = "x-db: &db\n  image: mysql\n{}services:\n  mysql:\n    <<: {}\n    restart: always\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ANCHOR.format("  command: --a=1\n", "*db"), id="merged"),
        pytest.param(ANCHOR.format("  command: --a=1\n", "[*other, *db]"), id="one of several"),
        pytest.param(
            ANCHOR.format("  <<: *base\n", "*db").replace("x-db", "x-b: &base {command: x}\nx-db"), id="twice"
        ),
        pytest.param("x: &db {command: x}\nservices:\n  mysql:\n    <<: *db\n", id="flow style"),
        pytest.param("services:\n  mysql:\n    <<: *gone\n", id="an anchor that is not there"),
        pytest.param("services:\n  mysql:\n    <<:\n      - *db\n  other: &db\n    command: x\n", id="a list"),
        pytest.param("services:\n  mysql:\n    extends: base\n  base:\n    command: x\n", id="extended"),
    ],
)
def test_a_command_from_elsewhere_is_not_hidden(text: str) -> None:
    with pytest.raises(OpsError, match="takes keys from elsewhere"):
        write_command(text, "mysql", ["--b=2"])


@pytest.mark.parametrize("own", ["", "    command: --a=1\n"])
def test_other_keys_may_be_merged(own: str) -> None:
    text = ANCHOR.format("  restart: always\n  labels:\n    command: x\n", "*db") + own
    assert "--b=2" in read_command(write_command(text, "mysql", ["--b=2"]), "mysql").words


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "end"])
def test_line_ends_stay(newline: str, end: str) -> None:
    text = QUICKSTART.replace("    command: {command}\n", "").replace("\n", newline) + end
    changed = write_command(text, "mysql", ["--a=1"])
    assert changed == text.replace("  mysql:" + newline, f'  mysql:{newline}    command: ["--a=1"]{newline}', 1)
    assert write_command(changed, "mysql", []) == text


def test_a_new_last_line_ends_as_the_last_one_did() -> None:
    assert write_command("services:\r\n  db:\r\n    command: a", "db", ["b"]) == "services:\r\n  db:\r\n    command: b"
