// SPDX-License-Identifier: Apache-2.0
//
// What of the core knows no row type: the engine, the checkpoint, files, texts. Part of millstream::compiled.
#include <millstream/millstream.hpp>

#include <millstream/base/error.ipp>
#include <millstream/base/utf8_text.ipp>
#include <millstream/batch/block_text.ipp>
#include <millstream/connector/format/csv.ipp>
#include <millstream/connector/transport/file_offset.ipp>
#include <millstream/connector/transport/files.ipp>
#include <millstream/connector/transport/line_windows.ipp>
#include <millstream/expr/cast_text.ipp>
#include <millstream/expr/description.ipp>
#include <millstream/expr/functions/case_mapping.ipp>
#include <millstream/expr/time_pattern.ipp>
#include <millstream/io/file_door.ipp>
#include <millstream/io/file_manifest.ipp>
#include <millstream/io/output_folder.ipp>
#include <millstream/io/partition_path.ipp>
#include <millstream/io/row_offsets.ipp>
#include <millstream/io/row_text.ipp>
#include <millstream/io/source.ipp>
#include <millstream/optimize/printed_branches.ipp>
#include <millstream/plan/describe.ipp>
#include <millstream/plan/dot_graph.ipp>
#include <millstream/plan/explained.ipp>
#include <millstream/runtime/explain.ipp>
#include <millstream/runtime/micro_batch.ipp>
#include <millstream/runtime/pipeline.ipp>
#include <millstream/runtime/progress.ipp>
#include <millstream/runtime/start.ipp>
#include <millstream/runtime/workers.ipp>
#include <millstream/schema/binary_text.ipp>
#include <millstream/schema/sql_time_text.ipp>
#include <millstream/schema/time_text.ipp>
#include <millstream/schema/time_zone.ipp>
#include <millstream/schema/types.ipp>
#include <millstream/schema/value.ipp>
