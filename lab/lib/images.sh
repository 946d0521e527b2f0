# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# How each image of the lab is built. Sourced by lab/bin/images.

LABEL=openmetadata-ops.inputs
# Changes when the way in which base images are made changes.
BASE_RECIPE=1

# hash_of PATH|=TEXT...: one hash over files (directories with all they hold) and texts.
hash_of() {
  local item
  for item in "$@"; do
    case "$item" in
      =*) printf '%s\n' "${item#=}" ;;
      *) (cd "$(dirname "$item")" && find "$(basename "$item")" -type f ! -name '*.pyc' -print0 | sort -z |
        xargs -0 -r sha256sum) ;;
    esac
  done | sha256sum | cut -d' ' -f1
}

# current IMAGE HASH: true when the image is there and was built from these inputs.
current() {
  [ "$(docker image inspect --format "{{index .Config.Labels \"$LABEL\"}}" "$1" 2>/dev/null)" = "$2" ]
}

# The certificate authorities that this machine trusts: packages may come through a proxy with one of its own.
ca_bundle() {
  local file
  for file in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem; do
    if [ -s "$file" ]; then
      printf '%s\n' "$file"
      return
    fi
  done
}

# base_image IMAGE SUITE PACKAGES(comma separated): a small Debian. Where there is no debootstrap (a laptop with another
# system), Debian's own image from the registry takes its place.
base_image() {
  local image=$1 suite=$2 packages=$3 bundle mirror root inputs
  bundle="$(ca_bundle)"
  inputs="$(hash_of "=$BASE_RECIPE $suite $packages" ${bundle:+"$bundle"})"
  current "$image" "$inputs" && return
  root="$(mktemp -d -p "${TMPDIR:-/var/tmp}")"
  if [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null; then
    mirror="$(debian_mirror)"
    mkdir -p "$CACHE/debs/$suite"
    debootstrap --variant=minbase --cache-dir="$CACHE/debs/$suite" --include="$packages" "$suite" "$root/fs" "$mirror" \
      >"$root/log" 2>&1 || { tail -n 20 "$root/log" >&2; die "debootstrap of $suite failed."; }
    slim "$root/fs" "$bundle"
    tar -C "$root/fs" -c . | docker import --change "LABEL $LABEL=$inputs" - "$image" >/dev/null
  else
    mkdir "$root/context"
    [ -z "$bundle" ] || cp "$bundle" "$root/context/ca-certificates.crt"
    printf 'FROM debian:%s-slim\nRUN %s\nCOPY ca-certificates.cr[t] /etc/ssl/certs/\n' "$suite" \
      "apt-get update && apt-get install -y --no-install-recommends ${packages//,/ }" >"$root/context/Dockerfile"
    docker_build -q --label "$LABEL=$inputs" -t "$image" "$root/context" >/dev/null
  fi
  rm -rf "$root"
}

# slim ROOT BUNDLE: what no container reads, and the settings that every later build needs.
slim() {
  local root=$1 bundle=$2
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/* "$root"/var/log/*.log
  printf 'path-exclude=/usr/share/%s/*\n' doc man locale >"$root/etc/dpkg/dpkg.cfg.d/slim"
  # A frozen mirror of sid has an expired release file.
  printf 'Acquire::Check-Valid-Until "false";\n' >"$root/etc/apt/apt.conf.d/90lab"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 0755 "$root/usr/sbin/policy-rc.d"
  if [ -n "$bundle" ]; then
    mkdir -p "$root/etc/ssl/certs"
    cp "$bundle" "$root/etc/ssl/certs/ca-certificates.crt"
  fi
}

# build IMAGE CONTEXT DOCKERFILE BASE [--build-arg X=Y]...
build() {
  local image=$1 context=$2 dockerfile=$3 base=$4 log inputs old
  shift 4
  inputs="$(hash_of "$context" "$dockerfile" "=$* $(docker image inspect --format '{{.Id}}' "$base")")"
  current "$image" "$inputs" && return
  log="$(mktemp)"
  old="$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null || true)"
  docker_build --network "${OM_LAB_BUILD_NETWORK:-default}" --label "$LABEL=$inputs" --build-arg "BASE=$base" "$@" \
    -t "$image" -f "$dockerfile" "$context" >"$log" 2>&1 || { tail -n 40 "$log" >&2; die "$image could not be built."; }
  rm -f "$log"
  # What it replaced goes, unless another tag or a container holds it.
  [ -z "$old" ] || docker rmi "$old" >/dev/null 2>&1 || true
}

build_base() {
  timed "$REGISTRY/base:bookworm" base_image "$REGISTRY/base:bookworm" bookworm ca-certificates,python3,procps,wget
}

build_db() {
  timed "$REGISTRY/base:mysql" base_image "$REGISTRY/base:mysql" sid mysql-server-core,mysql-client-core
  timed "$REGISTRY/db" build "$REGISTRY/db:$FROM_VERSION" "$LAB/images/db" "$LAB/images/db/Dockerfile" "$REGISTRY/base:mysql"
  docker tag "$REGISTRY/db:$FROM_VERSION" "$REGISTRY/db:$TO_VERSION"
}

build_postgresql() {
  timed "$REGISTRY/postgresql" build "$REGISTRY/postgresql:$FROM_VERSION" "$LAB/images/postgresql" \
    "$LAB/images/postgresql/Dockerfile" "$REGISTRY/base:bookworm"
  docker tag "$REGISTRY/postgresql:$FROM_VERSION" "$REGISTRY/postgresql:$TO_VERSION"
}

build_server() {
  timed "$REGISTRY/server:$1" build "$REGISTRY/server:$1" "$LAB/standin" "$LAB/images/server/Dockerfile" \
    "$REGISTRY/base:bookworm" --build-arg "OM_VERSION=$1"
}

build_ingestion() {
  timed "$REGISTRY/ingestion:$1" build "$REGISTRY/ingestion:$1" "$LAB/images/ingestion" "$LAB/images/ingestion/Dockerfile" \
    "$REGISTRY/base:bookworm" --build-arg "OM_VERSION=$1"
}

build_host() {
  timed "$REGISTRY/host" build "$REGISTRY/host:latest" "$LAB/images/host" "$LAB/images/host/Dockerfile" \
    "$REGISTRY/base:bookworm"
}
