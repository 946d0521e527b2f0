#!/bin/sh
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Lays the stand-in down like a release of OpenMetadata: install.sh VERSION [PREFIX]
set -eu

version=${1:?usage: install.sh VERSION [PREFIX]}
prefix=${2:-/opt/openmetadata}
here=$(cd "$(dirname "$0")" && pwd)

# A migration belongs to a release when it is not newer: sort -V puts the release last then.
not_newer() {
    [ "$(printf '%s\n%s\n' "$1" "$version" | sort -V | tail -n 1)" = "$version" ]
}

mkdir -p "$prefix/libs" "$prefix/logs" "$prefix/bootstrap/sql/migrations/native"
cp -R "$here/opt/." "$prefix/"
rm -rf "$prefix/libs/openmetadata_standin"
cp -R "$here/openmetadata_standin" "$prefix/libs/"
find "$prefix/libs" -name __pycache__ -type d -prune -exec rm -rf {} +
for engine in mysql:com.mysql.cj.jdbc.Driver postgres:org.postgresql.Driver; do
    driver="$prefix/bootstrap/sql/migrations/flyway/${engine#*:}"
    mkdir -p "$driver"
    cp "$here/baseline/${engine%%:*}.sql" "$driver/v001__stand_in_baseline.sql"
done
grep -v -e '^#' -e '^$' "$here/migrations/versions.txt" | while read -r name; do
    not_newer "$name" || continue
    native="$prefix/bootstrap/sql/migrations/native/$name"
    mkdir -p "$native/mysql" "$native/postgres"
    : > "$native/mysql/schemaChanges.sql"
    : > "$native/postgres/schemaChanges.sql"
    if [ -d "$here/migrations/$name" ]; then
        cp -R "$here/migrations/$name/." "$native/"
    fi
done
printf '%s\n' "$version" > "$prefix/OM_STANDIN_VERSION"
chmod 0755 "$prefix/openmetadata-start.sh" "$prefix"/bin/* "$prefix/bootstrap/openmetadata-ops.sh"
printf 'stand-in for OpenMetadata %s laid down in %s\n' "$version" "$prefix"
