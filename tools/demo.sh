#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demo behind `./dev demo`: makes the data if they are not there, runs the program that kills its own
# workers, and checks what they left against an independent recomputation. Outputs are made anew each time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=${MILLSTREAM_DEMO:?run ./dev demo}
python=${MILLSTREAM_PYTHON:?run ./dev demo}
data=build/demo-data
runs=build/demo-output

# One at a time makes the data and chooses a folder; what earlier demos left goes, unless one is still running.
mkdir -p "$runs"
exec 9> "$runs/setup.lock"
flock 9
"$python" tools/flights_data.py "$data"
out=$(mktemp -d "$runs/run-XXXXXX")
exec 8> "$out/running.lock"
flock 8
for old in "$runs"/run-*; do
  [ "$old" = "$out" ] || flock -n "$old/running.lock" rm -rf "$old" || true
done
exec 9>&-

"$program" "$data" "$out"
"$python" tools/check_flights.py "$data" "$out"
printf '\nThe outputs are in %s.\n' "$out"
