#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The checked-in checkpoint.capnp.hpp is what capnpc makes of the schema (exit status 77: skipped, no capnpc)."""
import pathlib
import subprocess
import sys

TOOL = pathlib.Path(__file__).resolve().parents[3] / "tools/inline_capnp.py"
sys.exit(subprocess.run([sys.executable, str(TOOL), "--check"]).returncode)
