// SPDX-License-Identifier: Apache-2.0
//
// The core of millstream: schema, expressions, words, engine. Connectors are headers of their own
// under connector/; the test kit is under testing/.
#pragma once

#include <millstream/base/diagnostic.hpp>
#include <millstream/dsl/aggregate.hpp>
#include <millstream/dsl/distinct.hpp>
#include <millstream/dsl/drop_null.hpp>
#include <millstream/dsl/fill_null.hpp>
#include <millstream/dsl/filter.hpp>
#include <millstream/dsl/join.hpp>
#include <millstream/dsl/limit.hpp>
#include <millstream/dsl/map.hpp>
#include <millstream/dsl/order_by.hpp>
#include <millstream/dsl/pipeline.hpp>
#include <millstream/dsl/read.hpp>
#include <millstream/dsl/rename.hpp>
#include <millstream/dsl/require_bounded_state.hpp>
#include <millstream/dsl/rollup.hpp>
#include <millstream/dsl/sample.hpp>
#include <millstream/dsl/select.hpp>
#include <millstream/dsl/tee.hpp>
#include <millstream/dsl/union.hpp>
#include <millstream/dsl/with_mode.hpp>
#include <millstream/dsl/with_watermark.hpp>
#include <millstream/dsl/write_stream.hpp>
#include <millstream/expr/aggregates/approximate.hpp>
#include <millstream/expr/aggregates/collect.hpp>
#include <millstream/expr/aggregates/logic.hpp>
#include <millstream/expr/aggregates/statistics.hpp>
#include <millstream/expr/aggregates/user.hpp>
#include <millstream/expr/functions/conditional.hpp>
#include <millstream/expr/functions/text.hpp>
#include <millstream/expr/functions/text_search.hpp>
#include <millstream/expr/static_literal.hpp>
#include <millstream/io/any_source.hpp>
#include <millstream/runtime/any_stream.hpp>
#include <millstream/runtime/collect.hpp>
#include <millstream/runtime/explain.hpp>
#include <millstream/runtime/start.hpp>
