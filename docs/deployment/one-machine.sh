#!/bin/sh
# One laptop or one small server, with SQLite: sh one-machine.sh [PORT]. No account and no administrator are needed.
# Everything is kept in the folder asset-map beside this file: copy that folder while the app is stopped, or run
# "asset-map backup FILE" at any time, and nothing is lost.
set -eu
cd "$(dirname "$0")"
export ASSET_MAP_HOME="$PWD/asset-map"
command -v asset-map >/dev/null || {
  echo "Expected the program asset-map; found none. Install it with: uv tool install asset-map" >&2
  exit 1
}
exec asset-map serve --port "${1:-8501}"
