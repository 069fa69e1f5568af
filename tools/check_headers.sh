#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every public header alone through a compiler, without code: check_headers.sh <compiler> [jobs]
# The include path and the sources are those that the dev build wrote down for the same check with g++.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
compiler=$1 jobs=${2:-2}

./dev configure dev
mapfile -t lines < <(.deps/venv/bin/python - <<'END'
import json, shlex
units = [u for u in json.load(open("build/dev/compile_commands.json")) if "/headers_alone/" in u["file"]]
words = shlex.split(units[0]["command"])
flags = [word for word in words if word.startswith("-I")]
flags += [part for at, word in enumerate(words) if word == "-isystem" for part in words[at:at + 2]]
print(" ".join(map(shlex.quote, flags)))
print("\n".join(sorted(u["file"] for u in units)))
END
)
printf '%s\0' "${lines[@]:1}" |
  xargs -0 -P "$jobs" -I{} sh -c "$compiler -std=c++20 -fsyntax-only -Wall -Wextra ${lines[0]} {} || exit 255"
