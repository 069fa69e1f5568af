// SPDX-License-Identifier: Apache-2.0
//
// Nexmark by name:
//   nexmark list                                the queries
//   nexmark q5 --events 1000000 --threads 2     some rows, how many there are, and seconds
//   nexmark events --events 20000 --out folder  the events as Parquet, for other programs
#include <charconv>
#include <chrono>
#include <iostream>

#include "run.hpp"
#include "write_events.hpp"

namespace {

struct arguments {
  std::string command;
  nexmark::run_settings run{.rows_kept = 10};
  std::filesystem::path out = "events";
};

std::int64_t number(std::string_view text) {
  std::int64_t out = 0;
  auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failed != std::errc() || end != text.data() + text.size() || out < 1)
    throw std::invalid_argument("\"" + std::string(text) + "\" is not a number above 0");
  return out;
}

arguments parse(int count, char** given) {
  arguments out;
  if (count < 2) throw std::invalid_argument("no query");
  out.command = given[1];
  for (int i = 2; i < count; i += 2) {
    std::string_view const option = given[i];
    if (i + 1 == count) throw std::invalid_argument(std::string(option) + " needs a value");
    std::string_view const value = given[i + 1];
    if (option == "--out")
      out.out = value;
    else if (option == "--checkpoint")
      out.run.checkpoint = value;
    else if (option == "--events")
      out.run.events.count = number(value);
    else if (option == "--batch")
      out.run.events.per_batch = number(value);
    else if (option == "--rate")
      out.run.events.settings.events_per_second = number(value);
    else if (option == "--out-of-order")
      out.run.events.settings.out_of_order_group = number(value);
    else if (option == "--threads")
      out.run.threads = static_cast<unsigned>(number(value));
    else if (option == "--rows")
      out.run.rows_kept = static_cast<std::size_t>(number(value));
    else
      throw std::invalid_argument("no option " + std::string(option));
  }
  return out;
}

void say_usage() {
  std::cerr << "usage: nexmark <query>|list|all|events [--events N] [--batch N] [--threads N] "
               "[--rows N]\n"
               "       [--rate events a second] [--out-of-order N] [--checkpoint folder] [--out "
               "folder]\n";
}

void run(nexmark::named_query const& query, arguments const& given) {
  auto const begin = std::chrono::steady_clock::now();
  auto const out = query.run(given.run);
  std::chrono::duration<double> const took = std::chrono::steady_clock::now() - begin;
  if (given.command != "all") {
    std::cout << out.columns() << '\n';
    for (auto const& row : out.rows())
      std::cout << row << '\n';
  }
  std::printf("%s: %lld rows of %lld events, %.2f s\n", query.name.c_str(),
              static_cast<long long>(out.count()), static_cast<long long>(given.run.events.count),
              took.count());
}

}  // namespace

int main(int count, char** given) {
  try {
    auto const arguments = parse(count, given);
    if (arguments.command == "events") {
      nexmark::write_events(arguments.run.events, arguments.out);
      return 0;
    }
    bool found = false;
    for (auto const& query : nexmark::all_queries()) {
      if (arguments.command == "list")
        std::cout << query.name << ": " << query.about << '\n';
      else if (arguments.command == "all" || arguments.command == query.name)
        run(query, arguments);
      else
        continue;
      found = true;
    }
    if (!found)
      throw std::invalid_argument("no query " + arguments.command + "; `nexmark list` lists them");
    return 0;
  } catch (std::invalid_argument const& e) {
    std::cerr << "nexmark: " << e.what() << '\n';
    say_usage();
    return 2;
  } catch (millstream::error const& e) {
    std::cerr << "nexmark: " << e.what() << '\n';
    return 1;
  }
}
