# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notebooks."""

from __future__ import annotations

import json

from .form import PIN, SDK, Form


def notebook(*cells: tuple[str, str]) -> str:
    """A notebook as Jupyter writes it."""
    written = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
        | ({"execution_count": None, "outputs": [{"text": [PIN, "x.print_status()"]}]} if kind == "code" else {})
        for kind, text in cells
    ]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


NOTEBOOKS = (
    Form("outputs", "a.ipynb", notebook(("code", "print('metadata')\n"))),
    Form("text", "a.ipynb", notebook(("markdown", SDK + "w.print_status()\n" + PIN))),
    Form("code", "a.ipynb", notebook(("markdown", "x"), ("code", SDK + "w.print_status()")), "OMC101:2"),
    Form("magics", "a.ipynb", notebook(("code", "%load_ext x\n!ls\n" + SDK + "w.print_status()\n")), "OMC101:4"),
    Form("pip magic", "a.ipynb", notebook(("code", "!pip install openmetadata-ingestion==1.9.3\nx = 1")), "OMC141:1"),
    Form("pip magic of today", "a.ipynb", notebook(("code", "%pip install openmetadata-ingestion==1.11.4\n"))),
    Form("shell cell", "a.ipynb", notebook(("code", "%%bash\ncurl $H/api/v1/suggestions\n")), "OMC132:2"),
    Form("SQL cell", "a.ipynb", notebook(("code", "%%sql\nSELECT status FROM x\n"))),
    Form("timed cell", "a.ipynb", notebook(("code", "%%time\nfrom airflow.contrib.hooks.x import Y\n")), "OMC122:2"),
    Form(
        "line that begins with an operator",
        "a.ipynb",
        notebook(("code", SDK + "x = ('a'\n%b)\nw.print_status()\n")),
        "OMC101:4",
    ),
    Form(
        "command over lines",
        "a.ipynb",
        notebook(("code", "!pip install \\\n  openmetadata-ingestion==1.9.3\n" + SDK + "w.print_status()\n")),
        "OMC141:2 OMC101:4",
    ),
    Form("written file", "a.ipynb", notebook(("code", "%%writefile d.py\n" + SDK + "w.print_status()\n")), "OMC101:3"),
    Form(
        "written YAML",
        "a.ipynb",
        notebook(("code", "%%writefile d.yaml\nimage: openmetadata/server:1.9.3\n")),
        "OMC141:2",
    ),
    Form("help", "a.ipynb", notebook(("code", "workflow.print_status?\n?print\nmetadata = 1\n"))),
    Form("a comment", "a.ipynb", notebook(("code", "# !pip install openmetadata-ingestion==1.9.3\n!ls\n"))),
    Form(
        "assigned command",
        "a.ipynb",
        notebook(("code", "x = !pip download openmetadata-ingestion==1.9.3\n")),
        "OMC141:1",
    ),
    Form(
        "guarded",
        "a.ipynb",
        notebook(("code", "try:\n    import airflow.sdk\nexcept ImportError:\n    import airflow.www\n")),
    ),
    Form("indented magic", "a.ipynb", notebook(("code", SDK + "if x:\n    !ls\nw.print_status()\n")), "OMC101:4"),
)
