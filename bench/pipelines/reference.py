# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The same job with the real SDK, as its user would write it: reference.py URL TOKEN. Runs where the SDK is installed.

List the pipelines with their status, and for each one that is running read the status, change it, send it back.
`accept` instead of a URL: read bodies from standard input, one a line, and say whether the SDK's models take them.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from metadata.generated.schema.entity.services.ingestionPipelines.ingestionPipeline import (
    IngestionPipeline,
    PipelineState,
    PipelineStatus,
)


def accept() -> None:
    refused = []
    bodies = [line for line in sys.stdin.read().splitlines() if line]
    for line in bodies:
        try:
            PipelineStatus.model_validate(json.loads(line))
        except ValueError as exc:
            refused.append(str(exc)[:300])
    print(json.dumps({"bodies": len(bodies), "refused": refused}))


def resolve(url: str, token: str) -> None:
    from metadata.generated.schema.entity.services.connections.metadata.openMetadataConnection import (
        OpenMetadataConnection,
    )
    from metadata.generated.schema.security.client.openMetadataJWTClientConfig import OpenMetadataJWTClientConfig
    from metadata.generated.schema.type.basic import Timestamp
    from metadata.ingestion.ometa.ometa_api import OpenMetadata

    started = time.perf_counter()
    connection = OpenMetadataConnection(
        hostPort=url, authProvider="openmetadata", securityConfig=OpenMetadataJWTClientConfig(jwtToken=token)
    )
    client = OpenMetadata(connection)
    found = resolved = 0
    # Pages as large as ours, so that the comparison is not about the number of round trips.
    for pipeline in client.list_all_entities(entity=IngestionPipeline, fields=["pipelineStatuses"], limit=1000):
        found += 1
        shown = pipeline.pipelineStatuses
        if shown is None or shown.pipelineState not in (PipelineState.running, PipelineState.queued):
            continue
        name = pipeline.fullyQualifiedName.root
        status = client.get_pipeline_status(name, shown.runId)
        status.pipelineState = PipelineState.failed
        status.endDate = Timestamp(int(time.time() * 1000))
        client.create_or_update_pipeline_status(name, status)
        resolved += 1
    print(
        json.dumps(
            {
                "found": found,
                "resolved": resolved,
                "seconds": time.perf_counter() - started,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "accept":
        accept()
    else:
        resolve(sys.argv[1], sys.argv[2])
