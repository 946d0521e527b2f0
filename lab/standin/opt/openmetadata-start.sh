#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# What the image runs.
home="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
exec "$home/bin/openmetadata-server-start.sh" "$home/conf/openmetadata.yaml"
