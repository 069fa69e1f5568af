# SPDX-License-Identifier: Apache-2.0
"""The rules of the house, read from the #include lines and the first line of each file.

    architecture.py <root of the project>

Prints one line a violation and exits 1 when there is any. Standard library only.
"""

from __future__ import annotations

import pathlib
import re
import sys

# Each room may include itself and the rooms before it.
ROOMS = ["base", "schema", "batch", "expr", "plan", "io", "dsl", "optimize", "state", "physical",
         "checkpoint", "runtime", "monitor", "connector", "remote", "testing"]
CONNECTOR_MAY_INCLUDE = ROOMS[:ROOMS.index("io") + 1] + ["connector"]
CONNECTOR_KINDS = ["format", "transport", "table"]

# A third-party library (how its headers begin) and the only files that may include it, as
# prefixes below include/millstream. An include that is neither standard, ours, nor here is a
# violation: a new library is added on purpose.
THIRD_PARTY = {
    "oneTBB": (("tbb/", "oneapi/"), ("runtime/",)),
    "Cap'n Proto": (("capnp/", "kj/"), ("checkpoint/",)),
    "simdjson": (("simdjson",), ("connector/format/json",)),
    "Arrow": (("arrow/", "parquet/"), ("connector/format/parquet",)),
    "LMDB": (("lmdb",), ("connector/table/lmdb",)),
    "Boost.Hana": (("boost/hana",), ("schema/", "testing/")),
    "Boost.Multiprecision": (("boost/multiprecision",), ("testing/",)),
    "Boost.Preprocessor": (("boost/preprocessor",), ("schema/",)),
    "range-v3": (("range/v3/",), ("io/", "testing/", "connector/")),
    "xxHash": (("xxhash",), ("base/", "state/", "expr/functions/hash")),
    "RE2": (("re2/",), ("expr/functions/regex",)),
    "OpenSSL": (("openssl/",), ("expr/functions/digest",)),
}

# What a query that links millstream::compiled does not compile, whatever public door it includes.
BEHIND_THE_COMPILED_CORE = ["oneTBB", "Cap'n Proto", "simdjson", "Arrow"]

# The reference interpreter must not share a mistake with the engine it is compared with.
REFERENCE = "testing/reference"
REFERENCE_MAY_INCLUDE = ["base/", "schema/", "plan/", REFERENCE]
REFERENCE_MUST_NOT_REACH = ["physical/", "state/", "optimize/", "runtime/", "expr/evaluate.hpp"]

LICENCE = "SPDX-License-Identifier: Apache-2.0"
LICENSED_FOLDERS = ["include", "tests", "bench", "examples", "cmake", "tools"]
COMMENT_MARK = {".hpp": "// ", ".ipp": "// ", ".cpp": "// ", ".h": "// ",
                ".py": "# ", ".cmake": "# ", ".sh": "# ", ".capnp": "# "}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
HEADER_ONLY = re.compile(r"^[ \t]*#[ \t]*ifndef MILLSTREAM_COMPILED\b.*?^[ \t]*#[ \t]*endif", re.MULTILINE | re.DOTALL)
BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Operating system and compiler headers; the C++ standard's have no dot in their names.
SYSTEM = re.compile(
    r"(sys|linux|netinet|arpa|bits)/.*"
    r"|(assert|cpuid|dirent|dlfcn|endian|errno|fcntl|float|fnmatch|glob|immintrin|inttypes|limits|locale|math"
    r"|netdb|nmmintrin|poll|pthread|sched|signal|stdarg|stddef|stdint|stdio|stdlib|string|time"
    r"|unistd|x86intrin|arm_acle|arm_neon|cxxabi|execinfo|spawn)\.h")


class Tree:
    """The public headers below include/millstream and what each includes of them and of others."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        self.base = root / "include" / "millstream"
        self.ours: dict[str, list[str]] = {}
        self.others: dict[str, list[str]] = {}
        self.header_only: set[tuple[str, str]] = set()  # includes that MILLSTREAM_COMPILED takes out
        self.missing: list[tuple[str, str]] = []
        for path in sorted(self.base.rglob("*")):
            if path.suffix in (".hpp", ".ipp", ".h", ".inc"):
                self._read(path)

    def _read(self, path: pathlib.Path) -> None:
        name = path.relative_to(self.base).as_posix()
        self.ours[name], self.others[name] = [], []
        text = BLOCK_COMMENT.sub("", path.read_text(encoding="utf-8", errors="replace"))
        for quote, target in INCLUDE.findall(text):
            beside = path.parent / target
            if target.startswith("millstream/"):
                self._add(name, self.root / "include" / target, target)
            elif quote == '"':
                self._add(name, beside, target)
            else:
                self.others[name].append(target)
        for block in HEADER_ONLY.findall(text):
            self.header_only |= {(name, target.removeprefix("millstream/")) for _, target in INCLUDE.findall(block)}

    def _add(self, name: str, path: pathlib.Path, spelled: str) -> None:
        if path.is_file():
            self.ours[name].append(path.resolve().relative_to(self.base.resolve()).as_posix())
        else:
            self.missing.append((name, spelled))

    def reachable(self, name: str, compiled: bool = False) -> dict[str, list[str]]:
        """Every header reachable from `name`, each with the way there; `compiled`: with MILLSTREAM_COMPILED defined."""
        ways = {name: [name]}
        todo = [name]
        while todo:
            here = todo.pop()
            for there in self.ours.get(here, []):
                if there not in ways and not (compiled and (here, there) in self.header_only):
                    ways[there] = ways[here] + [there]
                    todo.append(there)
        return ways


def room_of(name: str) -> str | None:
    return name.split("/", 1)[0] if "/" in name else None


def library_of(header: str) -> str | None:
    for library, (prefixes, _) in THIRD_PARTY.items():
        if header.startswith(prefixes):
            return library
    return None


def is_platform(header: str) -> bool:
    return "." not in header and "/" not in header or SYSTEM.fullmatch(header) is not None


def check_rooms(tree: Tree) -> list[str]:
    found = []
    for name, targets in tree.ours.items():
        room = room_of(name)
        if room is not None and room not in ROOMS:
            found.append(f"{name}: '{room}' is not a room")
            continue
        for target in targets:
            other = room_of(target)
            if other not in ROOMS:
                if room is not None:
                    found.append(f"{name} includes {target}: a room does not include the umbrella")
            elif room is None:
                if other in ("connector", "testing"):
                    found.append(f"{name} includes {target}: the core holds no {other}")
            elif room == "connector":
                if other not in CONNECTOR_MAY_INCLUDE:
                    found.append(f"{name} includes {target}: a connector may include base/ to io/ only")
            elif other == "testing" and room != "testing":
                found.append(f"{name} includes {target}: testing/ is included by nothing")
            elif ROOMS.index(other) > ROOMS.index(room):
                found.append(f"{name} includes {target}: {room}/ stands above {other}/")
    return found


def check_two_way(tree: Tree) -> list[str]:
    edges: dict[tuple[str, str], str] = {}
    for name, targets in tree.ours.items():
        for target in targets:
            pair = (room_of(name), room_of(target))
            if pair[0] != pair[1] and None not in pair:
                edges.setdefault(pair, f"{name} includes {target}")
    return [f"{one}/ and {two}/ include each other: {edges[one, two]}; {edges[two, one]}"
            for one, two in sorted(edges) if one < two and (two, one) in edges]


def connector_name(name: str) -> tuple[str, str] | None:
    """('format', 'json') of connector/format/json_rows.hpp; None for what connectors share."""
    parts = name.split("/")
    if len(parts) < 3 or parts[0] != "connector" or parts[1] not in CONNECTOR_KINDS:
        return None
    return parts[1], re.split(r"[_.]", parts[2], maxsplit=1)[0]


def check_connectors(tree: Tree) -> list[str]:
    found = []
    for name, targets in tree.ours.items():
        mine = connector_name(name)
        if room_of(name) != "connector":
            continue
        for target in targets:
            other = connector_name(target)
            if mine is None and other is not None:
                found.append(f"{name} includes {target}: what connectors share includes none of them")
            # A format reads its bytes through a transport, and kinds may share files of their own.
            elif mine and other and mine != other and other[0] != "transport" \
                    and (mine[0] != other[0] or any(map(library_of, tree.others.get(target, [])))):
                found.append(f"{name} includes {target}: another connector")
    return found


def check_third_party(tree: Tree) -> list[str]:
    found = []
    for name, headers in tree.others.items():
        for header in headers:
            library = library_of(header)
            if library is None:
                if not is_platform(header):
                    found.append(f"{name} includes <{header}>: a library no rule names")
            elif not name.startswith(THIRD_PARTY[library][1]):
                allowed = ", ".join(THIRD_PARTY[library][1])
                found.append(f"{name} includes <{header}>: {library} belongs in {allowed}")
    # What a header reaches counts as well: including json.hpp must not demand Arrow.
    for name in tree.ours:
        if room_of(name) not in ("connector", None):
            continue
        for reached, way in tree.reachable(name).items():
            for header in tree.others[reached]:
                library = library_of(header)
                if library and reached != name and reached.startswith("connector/") \
                        and not name.startswith(THIRD_PARTY[library][1]):
                    found.append(f"{' -> '.join(way)}: drags {library} in")
    return found


def is_door(name: str) -> bool:
    """Is it a header that a query includes: the umbrella, or a connector's own (json.hpp, not json_rows.hpp)?"""
    return name == "millstream.hpp" or connector_name(name) is not None and name.endswith(".hpp") and "_" not in name


def check_compiled(tree: Tree) -> list[str]:
    found = []
    for name in filter(is_door, tree.ours):
        for reached, way in tree.reachable(name, compiled=True).items():
            for header in tree.others[reached]:
                library = library_of(header)
                if library in BEHIND_THE_COMPILED_CORE:
                    found.append(f"{' -> '.join(way)}: a query that links millstream::compiled sees {library}")
    return found


def check_reference(tree: Tree) -> list[str]:
    found = []
    for name in tree.ours:
        if not name.startswith(REFERENCE):
            continue
        for target in tree.ours[name]:
            if not target.startswith(tuple(REFERENCE_MAY_INCLUDE)):
                found.append(f"{name} includes {target}: the reference includes base/, schema/, plan/ only")
        for reached, way in tree.reachable(name).items():
            if reached.startswith(tuple(REFERENCE_MUST_NOT_REACH)):
                found.append(f"{' -> '.join(way)}: the reference must not reach the engine")
    return found


def check_missing(tree: Tree) -> list[str]:
    return [f"{name} includes {target}: no such file" for name, target in tree.missing]


def check_licence(root: pathlib.Path) -> list[str]:
    found = []
    for folder in LICENSED_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            mark = "# " if path.name == "CMakeLists.txt" else COMMENT_MARK.get(path.suffix)
            if mark is None or not path.is_file():
                continue
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            first = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
            if first != [mark + LICENCE]:
                found.append(f"{path.relative_to(root)}: does not begin with '{mark}{LICENCE}'")
    return found


def check(root: pathlib.Path) -> list[str]:
    tree = Tree(root)
    found = []
    for rule in (check_missing, check_rooms, check_two_way, check_connectors, check_third_party,
                 check_compiled, check_reference):
        found += rule(tree)
    return found + check_licence(root)


def main() -> int:
    found = check(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    for violation in found:
        print(f"architecture: {violation}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
