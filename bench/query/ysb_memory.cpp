// SPDX-License-Identifier: Apache-2.0
// The Yahoo streaming benchmark over structs in memory: 100 campaigns, 1 k groups; `--wide`: 1 M groups.
#include "ysb_memory.hpp"

int main(int argc, char** argv) {
  return ysb::compare_memory(argc, argv, false);
}
