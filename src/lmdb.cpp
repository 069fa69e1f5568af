// SPDX-License-Identifier: Apache-2.0
//
// What of the LMDB connector knows no row type. Part of millstream::compiled.
#include <millstream/millstream.hpp>

#include <millstream/connector/table/lmdb_environment.ipp>
