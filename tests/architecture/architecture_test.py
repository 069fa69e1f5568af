# SPDX-License-Identifier: Apache-2.0
"""Is every rule of architecture.py awake? A small good tree passes, each way to break it is caught."""

import pathlib
import tempfile
import unittest

import architecture

HEAD = "// SPDX-License-Identifier: Apache-2.0\n#pragma once\n"

GOOD = {
    "include/millstream/millstream.hpp": "#include <millstream/runtime/run.hpp>\n",
    "include/millstream/base/error.hpp": "#include <string>\n#include <unistd.h>\n",
    "include/millstream/schema/record.hpp":
        "#include <boost/hana/tuple.hpp>\n#include <millstream/base/error.hpp>\n",
    "include/millstream/expr/evaluate.hpp": "#include <millstream/schema/record.hpp>\n",
    "include/millstream/plan/node.hpp": "#include <millstream/schema/record.hpp>\n",
    "include/millstream/io/source.hpp": "#include <range/v3/view.hpp>\n",
    "include/millstream/state/store.hpp": '#include "../base/error.hpp"\n',
    "include/millstream/checkpoint/log.hpp": "#include <capnp/message.h>\n",
    "include/millstream/runtime/run.hpp":
        "#include <millstream/state/store.hpp>\n"
        "#ifndef MILLSTREAM_COMPILED\n#include <millstream/runtime/run.ipp>\n#endif\n",
    "include/millstream/runtime/run.ipp": "#include <oneapi/tbb/task_arena.h>\n",
    "include/millstream/connector/format/json.hpp":
        "#include <millstream/io/source.hpp>\n#include <millstream/connector/format/lines.hpp>\n"
        "#ifndef MILLSTREAM_COMPILED\n#include <millstream/connector/format/json.ipp>\n#endif\n",
    "include/millstream/connector/format/json.ipp": "#include <simdjson.h>\n",
    "include/millstream/connector/format/lines.hpp":
        "#include <millstream/connector/transport/file.hpp>\n",
    "include/millstream/connector/transport/file.hpp": "#include <fcntl.h>\n",
    "include/millstream/connector/format/parquet.hpp":
        "#include <string>\n#ifndef MILLSTREAM_COMPILED\n#include <string_view>\n"
        "#include <millstream/connector/format/parquet.ipp>\n#endif\n",
    "include/millstream/connector/format/parquet.ipp":
        "#include <millstream/connector/format/parquet_input.hpp>\n",
    "include/millstream/connector/format/parquet_input.hpp": "#include <arrow/api.h>\n",
    "include/millstream/connector/table/lmdb.hpp": "#include <lmdb.h>\n",
    "include/millstream/testing/reference.hpp":
        "#include <millstream/plan/node.hpp>\n#include <millstream/testing/reference_value.hpp>\n",
    "include/millstream/testing/reference_value.hpp": "#include <millstream/base/error.hpp>\n",
    "include/millstream/testing/memory.hpp": "#include <millstream/runtime/run.hpp>\n",
}

# (what is broken, file, its text, words the report must hold)
BROKEN = [
    ("a room includes one below it", "base/error.hpp",
     "#include <millstream/plan/node.hpp>\n", "base/ stands above plan/"),
    ("a relative include is seen", "base/error.hpp",
     '#include "../plan/node.hpp"\n', "base/ stands above plan/"),
    ("two rooms include each other", "schema/record.hpp",
     "#include <millstream/plan/node.hpp>\n", "plan/ and schema/ include each other"),
    ("the runtime includes a connector", "runtime/run.hpp",
     "#include <millstream/connector/table/lmdb.hpp>\n", "runtime/ stands above connector/"),
    ("the umbrella holds a connector", "millstream.hpp",
     "#include <millstream/connector/table/lmdb.hpp>\n", "the core holds no connector"),
    ("a room includes the umbrella", "monitor/progress.hpp",
     "#include <millstream/millstream.hpp>\n", "does not include the umbrella"),
    ("a connector includes the runtime", "connector/table/lmdb.hpp",
     "#include <millstream/runtime/run.hpp>\n", "base/ to io/ only"),
    ("a connector includes another", "connector/format/json.hpp",
     "#include <millstream/connector/format/parquet_input.hpp>\n", "another connector"),
    ("a connector drags another library in", "connector/format/csv.hpp",
     "#include <millstream/connector/format/json.hpp>\n", "drags simdjson in"),
    ("shared connector code includes a connector", "connector/shared.hpp",
     "#include <millstream/connector/format/json.hpp>\n", "includes none of them"),
    ("something includes testing", "remote/send.hpp",
     "#include <millstream/testing/memory.hpp>\n", "included by nothing"),
    ("oneTBB outside the runtime", "state/store.hpp",
     "#include <tbb/parallel_for.h>\n", "oneTBB belongs in runtime/"),
    ("Cap'n Proto outside the checkpoint", "state/store.hpp",
     "#  include <kj/string.h>\n", "Cap'n Proto belongs in checkpoint/"),
    ("simdjson outside its connector", "connector/format/csv.hpp",
     "#include <simdjson.h>\n", "simdjson belongs in"),
    ("Arrow outside its connector", "batch/column.hpp",
     "#include <arrow/api.h>\n", "Arrow belongs in"),
    ("Arrow where the core is compiled", "connector/format/parquet.hpp",
     "#include <millstream/connector/format/parquet_input.hpp>\n",
     "format/parquet.hpp -> connector/format/parquet_input.hpp: a query that links millstream::compiled sees Arrow"),
    ("oneTBB where the core is compiled", "runtime/run.hpp", "#include <oneapi/tbb/task_arena.h>\n",
     "millstream::compiled sees oneTBB"),
    ("LMDB outside its connector", "state/store.hpp", "#include <lmdb.h>\n", "LMDB belongs in"),
    ("Hana outside the schema", "plan/node.hpp",
     "#include <boost/hana.hpp>\n", "Boost.Hana belongs in"),
    ("range-v3 outside its rooms", "plan/node.hpp",
     "#include <range/v3/all.hpp>\n", "range-v3 belongs in"),
    ("an unknown library", "plan/node.hpp", "#include <fmt/format.h>\n", "a library no rule names"),
    ("an unknown room", "utils/x.hpp", "", "'utils' is not a room"),
    ("a missing file", "plan/node.hpp",
     "#include <millstream/plan/gone.hpp>\n", "no such file"),
    ("the reference includes an expression", "testing/reference.hpp",
     "#include <millstream/expr/evaluate.hpp>\n", "base/, schema/, plan/ only"),
    ("the reference reaches the evaluator", "plan/node.hpp",
     "#include <millstream/expr/evaluate.hpp>\n", "must not reach the engine"),
]


def grow(root: pathlib.Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text)


class ArchitectureTest(unittest.TestCase):
    def found_in(self, changed: dict[str, str]) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            grow(root, GOOD | changed)
            return architecture.check(root)

    def test_a_good_tree_passes(self):
        self.assertEqual(self.found_in({}), [])

    def test_each_violation_is_caught(self):
        for what, name, text, words in BROKEN:
            with self.subTest(what):
                found = self.found_in({f"include/millstream/{name}": text})
                self.assertTrue(any(words in line for line in found), found)

    def test_an_include_in_a_block_comment_does_not_count(self):
        text = "/*\n#include <tbb/parallel_for.h>\n*/\n"
        self.assertEqual(self.found_in({"include/millstream/state/store.hpp": text}), [])

    def test_a_file_without_licence_is_caught(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            grow(root, GOOD)
            (root / "tests").mkdir()
            (root / "tests" / "bare.cpp").write_text("int main() {}\n")
            (root / "tests" / "run.py").write_text(f"#!/usr/bin/env python3\n# {architecture.LICENCE}\n")
            found = architecture.check(root)
        self.assertEqual(len(found), 1, found)
        self.assertIn("tests/bare.cpp", found[0])


if __name__ == "__main__":
    unittest.main()
