#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Operations of the STAND-IN: migrate, info, validate, … Its exit code is the command's.
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
PYTHONPATH="$home/libs" exec "${OM_STANDIN_PYTHON:-python3}" -m openmetadata_standin.ops \
    -c "$home/conf/openmetadata.yaml" "$@"
