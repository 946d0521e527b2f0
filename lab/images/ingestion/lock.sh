#!/usr/bin/env bash
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: lock.sh      (needs uv)
#
# Resolves requirements/*.in into requirements/*.txt as of a date near Airflow's release, since newer releases of its
# dependencies break old Airflow and its constraint files are not on PyPI. OpenMetadata's own packages of 1.9.17 are younger.
set -euo pipefail
cd "$(dirname "$0")/requirements"

# lock RELEASE DATE [uv options...]
lock() {
  local release=$1 date=$2
  shift 2
  uv pip compile --quiet --python-version 3.11 --no-annotate --exclude-newer "$date" --override left-out.txt "$@" \
    --custom-compile-command lab/images/ingestion/lock.sh "$release.in" --output-file "$release.txt"
  # The license header that every file of the project has.
  sed -n '1,3p' "$release.in" | cat - "$release.txt" >"$release.new"
  mv "$release.new" "$release.txt"
}

younger=()
for package in collate-data-diff collate-sqlfluff collate-sqllineage openmetadata-ingestion openmetadata-managed-apis; do
  younger+=(--exclude-newer-package "$package=2026-02-01")
done
rm -f 1.9.17.txt 1.11.4.txt
lock 1.9.17 2025-02-20 "${younger[@]}"
lock 1.11.4 2026-01-05
