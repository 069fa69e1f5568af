// SPDX-License-Identifier: Apache-2.0
// What nearly every test includes. A test still writes its own includes: this is only about time.
#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>
