# SPDX-License-Identifier: Apache-2.0
#
# The messages of a checkpoint: log payloads, state deltas, snapshots and metadata. A file is a sequence of messages,
# read by:  capnp decode checkpoint.capnp Message < FILE
# It begins with a header and ends with a footer that holds the place and the CRC32C of every message before it.
# Numbers are only ever added, never changed.

@0xb7f3d2a94c6e1805;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("millstream::checkpoint::format");

struct Message {
  union {
    header @0 :Header;
    section @1 :Section;
    chunk @2 :Chunk;
    footer @3 :Footer;
    metadata @4 :Metadata;
    offsets @5 :Offsets;
    commit @6 :Commit;
  }
}

struct Header {          # first message of a file
  formatVersion @0 :UInt32;
  queryId @1 :Text;
  kind @2 :Kind;
  batchId @3 :Int64;     # the version: the state after this batch
  runEpoch @4 :Int64;
  commit @5 :Commit;     # snapshots
  sources @6 :List(Source);
  offsets @7 :Offsets;   # snapshots: what the batch was planned to be
  enum Kind { delta @0; snapshot @1; metadata @2; }
}

struct Section {         # begins the rows of one table; chunks follow
  operatorId @0 :Text;
  store @1 :Text;
  partition @2 :UInt32;
  content @3 :Content;
  rows @4 :UInt64;
  columns @5 :List(Column);
  enum Content { upserts @0; removedKeys @1; }
}

struct Column {
  name @0 :Text;
  kind @1 :Kind;
  width @2 :UInt32;      # bytes a row of a fixed column
  nullable @3 :Bool;
  typeName @4 :Text;
  enum Kind { fixed @0; text @1; }
}

struct Chunk {           # up to 65536 rows
  rows @0 :UInt32;
  columns @1 :List(ColumnData);
}

struct ColumnData {
  values @0 :Data;       # little-endian, rows * width bytes; of text: the bytes of all rows
  offsets @1 :Data;      # text: rows + 1 little-endian UInt32, from 0
  valid @2 :Data;        # nullable: one byte a row, 1 or 0
}

struct Footer {          # last message of a file
  rows @0 :UInt64;
  places @1 :List(Place);
  crc32c @2 :UInt32;     # of the numbers above, in this order, little-endian
}

struct Place { offset @0 :UInt64; bytes @1 :UInt64; crc32c @2 :UInt32; }

struct Metadata {
  queryId @0 :Text;
  formatVersion @1 :UInt32;
  statePartitions @2 :UInt32;
  planFingerprint @3 :Text;
  planDescription @4 :Text;
  operators @5 :List(StatefulOperator);
}

struct StatefulOperator {
  operatorId @0 :Text;
  store @1 :Text;
  description @2 :Text;
  columns @3 :List(Column);
  optional @4 :Bool;
}

struct Source { name @0 :Text; offset @1 :Text; }

struct Pair { key @0 :Text; value @1 :Text; }

struct Counter { name @0 :Text; value @1 :Int64; }

struct Offsets {
  batchId @0 :Int64;
  watermarkMs @1 :Int64;
  batchTimestampMs @2 :Int64;
  seed @3 :UInt64;
  conf @4 :List(Pair);
  sources @5 :List(Source);
}

struct Commit {
  batchId @0 :Int64;
  nextWatermarkMs @1 :Int64;
  nodeWatermarksMs @2 :List(Int64);
  counters @3 :List(Counter);
  delta @4 :Delta;       # where this batch's state changes are
  deltaFile @5 :Text;
  enum Delta { none @0; log @1; file @2; }
}
