// SPDX-License-Identifier: Apache-2.0
// The umbrella header compiles and links with the core alone.
#if __has_include(<millstream/millstream.hpp>)
#include <millstream/millstream.hpp>
#else
#error "the installed package has no umbrella header"
#endif

#include <cstdio>

int main() {
  std::puts("core");
}
