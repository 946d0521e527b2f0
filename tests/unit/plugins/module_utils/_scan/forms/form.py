# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a form is, and beginnings that many forms share."""

from __future__ import annotations

import typing as t


class Form(t.NamedTuple):
    """One file."""

    title: str
    name: str
    text: str
    hits: str = ""


SDK = "from metadata.workflow.metadata import MetadataWorkflow\n"
TERM = "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
AIRFLOW = "from airflow import DAG\n"
PIN = "openmetadata-ingestion==1.9.3\n"
