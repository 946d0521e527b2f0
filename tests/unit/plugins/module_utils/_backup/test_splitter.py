# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Dumps as mysqldump 9.7 and pg_dump 15 write them, however their bytes arrive."""

from __future__ import annotations

import zlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.splitter import (
    NoFrames,
    RowSum,
    Splitter,
    frame_bytes,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.splitter_mysql import MysqlRows
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.splitter_postgresql import (
    PostgresqlPost,
    PostgresqlRows,
    unquote,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

MYSQL = """-- MySQL dump 10.13  Distrib 9.7.4, for Linux (x86_64)
/*!40103 SET TIME_ZONE='+00:00' */;

--
-- Dumping data for table `a``b c`
--

INSERT INTO `a``b c` (`id`, `j`) VALUES (1,'x\\n-- Dumping data for table `no`\\n'),(2,NULL);
INSERT INTO `a``b c` (`id`, `j`) VALUES (3,'INSERT INTO `no`');

--
-- Dumping data for table `empty`
--


--
-- Dumping data for table `größe`
--

INSERT INTO `größe` (`v`) VALUES ('ü');

--
-- Dumping data for table `new
-- line`
--

INSERT INTO `new
line` (`a
b`) VALUES (1),(2);
INSERT INTO `new
line` (`a
b`) VALUES (3);

--
-- Dumping data for table `generated`
--

INSERT INTO `generated` () VALUES ),)),)));
INSERT INTO `generated` () VALUES );
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

-- Dump completed
""".encode()
MYSQL_ROWS = {
    "a`b c": b"INSERT INTO `a``b c` (`id`, `j`) VALUES (1,'x\\n-- Dumping data for table `no`\\n'),(2,NULL);\n"
    b"INSERT INTO `a``b c` (`id`, `j`) VALUES (3,'INSERT INTO `no`');\n",
    "empty": b"",
    "größe": "INSERT INTO `größe` (`v`) VALUES ('ü');\n".encode(),
    "new\nline": b"INSERT INTO `new\nline` (`a\nb`) VALUES (1),(2);\nINSERT INTO `new\nline` (`a\nb`) VALUES (3);\n",
    # Four rows of a table with nothing but generated columns: mysqldump's text cannot be loaded, the splitter's can.
    "generated": b"INSERT INTO `generated` () VALUES (),(),();\nINSERT INTO `generated` () VALUES ();\n",
}
MYSQL_FIXED = MYSQL.replace(b"),)),)))", b"(),(),()").replace(b"VALUES );", b"VALUES ();")
POSTGRESQL = """--
-- PostgreSQL database dump
--

\\restrict abc

SET client_encoding = 'UTF8';

--
-- Data for Name: A b; Type: TABLE DATA; Schema: public; Owner: o
--

COPY public."A b" (id, j) FROM stdin;
1\t{"a": 1}
2\t\\N
3\t\\\\.
\\.


--
-- Data for Name: empty; Type: TABLE DATA; Schema: public; Owner: o
--

COPY public.empty (id) FROM stdin;
\\.


--
-- Data for Name: wide; Type: TABLE DATA; Schema: s x; Owner: o
--

COPY "s x".wide (v) FROM stdin;
zeile
COPY public.no (id) FROM stdin;
ü
\\.


--
-- Data for Name: generated; Type: TABLE DATA; Schema: public; Owner: o
--

COPY public.generated  FROM stdin;


\\.


--
-- Data for Name: new line; Type: TABLE DATA; Schema: public; Owner: o
--

COPY public."new
line" ("a
b", c) FROM stdin;
1\t\\N
\\.


--
-- Name: A b_id_seq; Type: SEQUENCE SET; Schema: public; Owner: o
--

SELECT pg_catalog.setval('public."A b_id_seq"', 2, true);


--
-- PostgreSQL database dump complete
--

\\unrestrict abc

""".encode()
POSTGRESQL_ROWS = {
    "public.A b": (3, b'1\t{"a": 1}\n2\t\\N\n3\t\\\\.\n'),
    "public.empty": (0, b""),
    "public.generated": (2, b"\n\n"),  # rows without columns
    "public.new\nline": (1, b"1\t\\N\n"),
    "s x.wide": (3, "zeile\nCOPY public.no (id) FROM stdin;\nü\n".encode()),
}


class Frames:
    """Keeps what a splitter makes."""

    def __init__(self) -> None:
        self.frames: list[tuple[str, int, bytes]] = []

    def start(self, kind: str, chain: int) -> None:
        self.frames.append((kind, chain, b""))

    def write(self, data: bytes) -> None:
        kind, chain, before = self.frames[-1]
        self.frames[-1] = (kind, chain, before + data)

    def finish(self) -> None:
        pass

    def end(self) -> None:
        pass

    @property
    def text(self) -> bytes:
        return b"".join(frame[2] for frame in self.frames)


def row_sum(text: bytes) -> str:
    return f"{sum(zlib.crc32(row) for row in text.splitlines(keepends=True)):032x}"


def text_sum(text: bytes) -> str:
    return f"{len(text):016x}{zlib.crc32(text):08x}"


def feed(splitter: Splitter, text: bytes, size: int) -> Splitter:
    for at in range(0, len(text), size):
        splitter.feed(text[at : at + size])
    splitter.close()
    return splitter


@pytest.mark.parametrize("frame_bytes", [1, 50, 10**6])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 31, 100, 10**6])
def test_mysql_rows(size: int, frame_bytes: int) -> None:
    frames = Frames()
    splitter = feed(MysqlRows("mysql", frames, "data", frame_bytes=frame_bytes), MYSQL, size)
    assert {name: seen.digest.hexdigest() for name, seen in splitter.tables.items()} == {
        name: text_sum(rows) for name, rows in MYSQL_ROWS.items()
    }
    assert all(seen.rows is None for seen in splitter.tables.values())
    assert frames.text == MYSQL_FIXED
    assert frames.frames[0][0] == "data-head"
    assert frames.frames[-1][0] == "data-tail"
    assert splitter.bytes == len(MYSQL)
    again = feed(MysqlRows("mysql", NoFrames(), "data"), frames.text, 1000)
    assert {name: seen.digest.hexdigest() for name, seen in again.tables.items()} == {
        name: text_sum(rows) for name, rows in MYSQL_ROWS.items()
    }


@pytest.mark.parametrize("frame_bytes", [1, 20, 10**6])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 31, 100, 10**6])
def test_postgresql_rows(size: int, frame_bytes: int) -> None:
    frames = Frames()
    splitter = feed(PostgresqlRows("postgresql", frames, "data", frame_bytes=frame_bytes), POSTGRESQL, size)
    assert {name: (seen.rows, seen.digest.hexdigest()) for name, seen in splitter.tables.items()} == {
        name: (rows, row_sum(text)) for name, (rows, text) in POSTGRESQL_ROWS.items()
    }
    assert frames.frames[0][0] == "data-head"
    assert frames.frames[-1][0] == "data-tail"
    assert b"setval" in frames.frames[-1][2]
    # Whatever the cuts: what was cut reads like what was not.
    again = feed(PostgresqlRows("postgresql", NoFrames(), "data"), frames.text, 1000)
    assert {name: (seen.rows, seen.digest.hexdigest()) for name, seen in again.tables.items()} == {
        name: (seen.rows, seen.digest.hexdigest()) for name, seen in splitter.tables.items()
    }
    if frame_bytes == 10**6:
        assert frames.text == POSTGRESQL


@pytest.mark.parametrize(("ordered", "chains"), [(True, 1), (False, 2)])
def test_only_what_has_to_stay_in_order_shares_a_chain(ordered: bool, chains: int) -> None:
    frames = Frames()
    text = MYSQL.replace(b"NULL);", b"'" + b" " * 200 + b"');")
    feed(MysqlRows("mysql", frames, "data", ordered=lambda table: ordered, frame_bytes=100), text, 1000)
    of_first = {chain for kind, chain, data in frames.frames if kind == "data" and b"INSERT INTO `a``b c`" in data}
    assert len(of_first) == chains


@pytest.mark.parametrize(
    ("engine", "text"),
    [
        ("mysql", MYSQL[: -len("-- Dump completed\n")]),
        ("mysql", MYSQL[: len(MYSQL) // 2]),
        ("mysql", b""),
        ("postgresql", POSTGRESQL[: POSTGRESQL.index(b"dump complete")]),
        ("postgresql", POSTGRESQL[: POSTGRESQL.index("ü".encode())]),
    ],
)
def test_an_incomplete_dump_is_refused(engine: str, text: bytes) -> None:
    kind = MysqlRows if engine == "mysql" else PostgresqlRows
    with pytest.raises(OpsError, match="not complete"):
        feed(kind(engine, NoFrames(), "data"), text, 100)


def test_a_row_sum_does_not_depend_on_the_order() -> None:
    lines = [b"a", b"bb", b"", b"c" * 5000, b"a"]
    expected = row_sum(b"".join(line + b"\n" for line in lines))
    for size in (1, 2, 100, 10**6):
        for order in (lines, lines[::-1], sorted(lines)):
            made = RowSum()
            text = b"".join(line + b"\n" for line in order)
            for at in range(0, len(text), size):
                made.update(text[at : at + size].splitlines(keepends=True))
            assert made.hexdigest() == expected
    assert row_sum(b"a\nb\n") != row_sum(b"a\na\n")


def test_definitions_are_one_frame() -> None:
    frames = Frames()
    feed(Splitter("mysql", frames, "tables"), MYSQL, 10)
    assert frames.frames == [("tables", 1, MYSQL)]


POST = """--
-- PostgreSQL database dump
--

SET x = 1;

--
-- Name: big big_pkey; Type: CONSTRAINT; Schema: public; Owner: o
--

ALTER TABLE ONLY public.big
    ADD CONSTRAINT big_pkey PRIMARY KEY (id);


--
-- Name: A b A b_pkey; Type: CONSTRAINT; Schema: public; Owner: o
--

ALTER TABLE ONLY public."A b"
    ADD CONSTRAINT "A b_pkey" PRIMARY KEY (id);


--
-- Name: i; Type: INDEX; Schema: public; Owner: o
--

CREATE UNIQUE INDEX i ON public.big USING btree (name);


--
-- Name: big t; Type: TRIGGER; Schema: public; Owner: o
--

CREATE TRIGGER t BEFORE INSERT ON public.big FOR EACH ROW EXECUTE FUNCTION public.f();


--
-- Name: big f; Type: FK CONSTRAINT; Schema: public; Owner: o
--

ALTER TABLE ONLY public.big
    ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES public."A b"(id);


--
-- PostgreSQL database dump complete
--

"""


def test_indexes_of_large_tables_are_frames_of_their_own() -> None:
    frames = Frames()
    feed(PostgresqlPost("postgresql", frames, "post", large=["public.big"]), POST.encode(), 7)
    found = [(kind, text.decode()) for kind, unused, text in frames.frames]
    assert [kind for kind, unused in found] == ["post-head", "post-index", "post-index", "post-rest", "post-tail"]
    assert "big_pkey" in found[1][1]  # first what takes longest
    assert "INDEX i" in found[1][1]
    assert '"A b_pkey"' in found[2][1]
    assert "big_pkey" not in found[2][1]
    assert "TRIGGER t" in found[3][1]
    assert "FOREIGN KEY" in found[3][1]
    assert sorted("".join(text for unused, text in found)) == sorted(POST)


def test_no_indexes_at_all() -> None:
    text = (
        POST[: POST.index("--\n-- Name: big big_pkey")] + POST[POST.index("--\n-- PostgreSQL database dump complete") :]
    )
    frames = Frames()
    feed(PostgresqlPost("postgresql", frames, "post"), text.encode(), 7)
    assert [frame[0] for frame in frames.frames] == ["post-head", "post-tail"]
    assert frames.text == text.encode()


@pytest.mark.parametrize(
    ("quoted", "plain"),
    [("public.t", "public.t"), ('public."A b"', "public.A b"), ('"s.x"."a""b"', 's.x.a"b')],
)
def test_unquote(quoted: str, plain: str) -> None:
    assert unquote(quoted) == plain


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        pytest.param(0, 8 << 20, id="empty"),
        pytest.param(100 << 20, 8 << 20, id="small: enough frames for several clients"),
        pytest.param(640 << 20, 20 << 20, id="larger"),
        pytest.param(1 << 40, 32 << 20, id="large: a compressed frame fits into memory"),
    ],
)
def test_frames_grow_with_the_database(whole: int, expected: int) -> None:
    assert frame_bytes(whole) == expected
