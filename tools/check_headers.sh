#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# All public headers together through a compiler, without code: check_headers.sh <compiler>
# That each stands alone does not depend on the compiler: the dev build sees to it with g++ (headers_alone). The include
# path and the list of headers are those that it wrote down.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
compiler=$1

./dev configure dev
.deps/venv/bin/python - "$compiler" <<'END'
import json, re, shlex, subprocess, sys

units = [u for u in json.load(open("build/dev/compile_commands.json")) if "/headers_alone/" in u["file"]]
words = shlex.split(units[0]["command"])
flags = [word for word in words if word.startswith("-I")]
flags += [part for at, word in enumerate(words) if word == "-isystem" for part in words[at:at + 2]]
includes = "".join(sorted({re.match(r"#include <.*>\n", open(u["file"]).read()).group() for u in units}))
done = subprocess.run([sys.argv[1], "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", *flags, "-x", "c++", "-"],
                      input=includes, text=True)
print(f"{sys.argv[1]}: {len(units)} headers")
sys.exit(done.returncode)
END
