#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The STAND-IN in the foreground: openmetadata-server-start.sh [CONFIGURATION]
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
configuration="$home/conf/openmetadata.yaml"
if [ "$#" -gt 0 ]; then
    configuration="$1"
fi
PYTHONPATH="$home/libs" exec "${OM_STANDIN_PYTHON:-python3}" -m openmetadata_standin.server "$configuration"
