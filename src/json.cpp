// SPDX-License-Identifier: Apache-2.0
//
// What of the JSON connector knows no row type. Part of millstream::compiled.
#include <millstream/millstream.hpp>

#include <millstream/connector/format/json_rows.ipp>
#include <millstream/connector/format/json_source.ipp>
#include <millstream/connector/format/json_tokens.ipp>
