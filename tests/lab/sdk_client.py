# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs under the interpreter that has the real SDK: sdk_client.py URL TOKEN. Prints what it saw.

Every answer goes through the SDK's generated models, which forbid unknown fields: a shape that the real server does not
have ends this program.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm
from metadata.generated.schema.entity.services.connections.metadata.openMetadataConnection import (
    OpenMetadataConnection,
)
from metadata.generated.schema.entity.services.databaseService import DatabaseService
from metadata.generated.schema.entity.services.ingestionPipelines.ingestionPipeline import (
    IngestionPipeline,
    PipelineState,
)
from metadata.generated.schema.security.client.openMetadataJWTClientConfig import OpenMetadataJWTClientConfig
from metadata.generated.schema.type.basic import Timestamp
from metadata.ingestion.ometa.ometa_api import OpenMetadata


def main(url: str, token: str) -> dict[str, Any]:
    connection = OpenMetadataConnection(
        hostPort=url, authProvider="openmetadata", securityConfig=OpenMetadataJWTClientConfig(jwtToken=token)
    )
    client = OpenMetadata(connection)  # checks that the versions match
    listed = list(client.list_all_entities(entity=IngestionPipeline, fields=["pipelineStatuses"], limit=3))
    fqn = "demo_mysql.demo_usage"
    pipeline = client.get_by_name(entity=IngestionPipeline, fqn=fqn, fields=["pipelineStatuses"])
    status = pipeline.pipelineStatuses
    stuck = client.get_pipeline_status(fqn, status.runId)
    stuck.pipelineState = PipelineState.failed
    stuck.endDate = Timestamp(int(time.time() * 1000))
    client.create_or_update_pipeline_status(fqn, stuck)
    after = client.get_pipeline_status(fqn, status.runId)
    between = client.get_pipeline_status_between_ts(fqn, 1, int(time.time() * 1000))
    terms = list(client.list_all_entities(entity=GlossaryTerm))
    services = list(client.list_all_entities(entity=DatabaseService))
    return {
        "pipelines": [found.fullyQualifiedName.root for found in listed],
        "before": status.pipelineState.value,
        "after": after.pipelineState.value,
        "started": after.startDate.root == status.startDate.root,
        "between": sorted(found.pipelineState.value for found in between),
        "terms": len(terms),
        "services": len(services),
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
