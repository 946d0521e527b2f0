# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Where facts about upstream come from. Each row of data in this package names its source and the day it was read."""

from __future__ import annotations

READ = "2026-11-28"  # the day on which most of the sources were read

RELEASES = "https://github.com/open-metadata/OpenMetadata/releases"
ISSUE = "https://github.com/open-metadata/OpenMetadata/issues/"
PULL = "https://github.com/open-metadata/OpenMetadata/pull/"
HELM_PULL = "https://github.com/open-metadata/openmetadata-helm-charts/pull/"
NATIVE = "https://github.com/open-metadata/OpenMetadata/tree/main/bootstrap/sql/migrations/native/"
PYPI = "https://pypi.org/project/openmetadata-ingestion/"
DOCS = "https://docs.open-metadata.org/"
MINIMUM = f"{DOCS}v1.11.x/deployment/minimum-requirements"
MATRIX = f"{DOCS}v1.12.x/deployment/upgrade"
BREAKING_1_10 = f"{DOCS}v1.10.x/releases/1.10-release"
BREAKING_1_11 = f"{DOCS}v1.11.x/releases/1.11-release"
BREAKING_2_0 = f"{DOCS}v2.0.x-SNAPSHOT/deployment/upgrade/breaking-changes/"
BREAKING_2_1 = f"{DOCS}v2.1.x/deployment/upgrade/breaking-changes/"
MYSQL_MANUAL = "https://dev.mysql.com/doc/refman/"
