// SPDX-License-Identifier: Apache-2.0
//
// The graph of a plan: read back by a small reader of Graphviz's language (and by `dot`, where it is), and compared with
// the plan.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <map>

#include <millstream/millstream.hpp>
#include <millstream/testing/memory_sink.hpp>
#include <millstream/testing/memory_stream.hpp>

#include "support/sample_rows.hpp"
#include "unit/io/temporary_folder.hpp"

namespace ms = millstream;
using namespace ms::literals;

namespace {

/// `digraph ID { statement; ... }`: nodes with attributes, edges, and attributes of the graph.
class dot_reader {
 public:
  std::map<std::string, std::map<std::string, std::string>> nodes;
  std::vector<std::pair<std::string, std::string>> edges;
  std::map<std::string, std::string> attributes;

  explicit dot_reader(std::string text) : text_(std::move(text)) {
    expect("digraph"), id(), expect("{");
    while (!next_is("}"))
      statement();
    expect("}");
    blanks();
    if (at_ != text_.size()) fail("the end");
  }

 private:
  [[noreturn]] void fail(std::string const& wanted) const {
    throw std::runtime_error("wanted " + wanted + " at: " + text_.substr(at_, 60));
  }
  void blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])))
      ++at_;
  }
  bool next_is(std::string_view word) {
    blanks();
    return text_.compare(at_, word.size(), word) == 0;
  }
  void expect(std::string_view word) {
    if (!next_is(word)) fail(std::string(word));
    at_ += word.size();
  }
  std::string id() {
    blanks();
    std::string out;
    if (next_is("\"")) {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\') out += text_[at_++];
        out += text_[at_];
      }
      expect("\"");
    } else {
      while (at_ < text_.size() &&
             (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_'))
        out += text_[at_++];
      if (out.empty()) fail("a name");
    }
    return out;
  }
  void statement() {
    auto const name = id();
    if (next_is("=")) {
      expect("="), attributes[name] = id();
    } else if (next_is("->")) {
      expect("->"), edges.emplace_back(name, id());
    } else {
      expect("[");
      while (!next_is("]")) {
        auto const key = id();
        expect("="), nodes[name][key] = id();
        if (!next_is("]")) expect(",");
      }
      expect("]");
    }
    expect(";");
  }
  std::string text_;
  std::size_t at_ = 0;
};

std::vector<std::string> nodes_with(dot_reader const& g, std::string const& label) {
  std::vector<std::string> out;
  for (auto const& [name, attributes] : g.nodes)
    if (attributes.at("label").starts_with(label)) out.push_back(name);
  return out;
}

auto colours() {
  return ms::read(std::vector<sample::colour>{{"a", "red"}, {"b", "\"blue\""}});
}

}  // namespace

TEST_CASE("explain_dot: two branches over one source share its node", "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source, other;
  auto const s = source.stream();
  auto const both = (s | ms::where("k"_c == "a\"b\\")) | ms::union_(s | ms::where("v"_c > 1)) |
                    ms::union_(other.stream()) | ms::join(colours(), "k"_c) |
                    ms::select("colour"_c, "v"_c);
  auto const query = ms::write_stream(both, ms::testing::memory_sink());
  auto const text = ms::explain_dot(query);
  INFO(text);
  dot_reader const g(text);
  CHECK(nodes_with(g, "Source").size() == 2);
  CHECK(nodes_with(g, "Filter").size() == 2);
  CHECK(nodes_with(g, "Filter [(k = 'a\\\"b\\\\')]").size() == 1);
  CHECK(nodes_with(g, "Union").size() == 2);
  CHECK(nodes_with(g, "memory [append]").size() == 1);
  CHECK(g.attributes.at("label") == "rules: prune_columns");
  // every edge joins nodes, every node but the sink has one way out, the shared source has two
  std::map<std::string, int> out, in;
  for (auto const& [from, to] : g.edges) {
    CHECK((g.nodes.contains(from) && g.nodes.contains(to)));
    ++out[from], ++in[to];
  }
  int shared = 0;
  for (auto const& [name, attributes] : g.nodes) {
    bool const is_sink = attributes.at("shape") == "house";
    shared += out[name] == 2;
    CHECK((out[name] == (is_sink ? 0 : 1) || attributes.at("shape") == "cylinder"));
    CHECK((in[name] == 0) == (attributes.at("shape") == "cylinder"));
  }
  CHECK(shared == 1);
}

TEST_CASE("explain_dot: an aggregation stands above what it groups", "[plan][explain]") {
  ms::testing::memory_stream<sample::event> source;
  auto const counts =
      source.stream() | ms::group_by("k"_c) | ms::agg(ms::count()) | ms::where("count"_c > 1);
  auto const query = ms::write_stream(counts, ms::testing::memory_sink()).output_mode(ms::update);
  dot_reader const g(ms::explain_dot(query));
  REQUIRE(g.nodes.size() == 4);
  auto const grouped = nodes_with(g, "Aggregate by [k] compute [count(*)]");
  REQUIRE(grouped.size() == 1);
  CHECK(g.nodes.at(grouped[0]).at("label").ends_with("\\nk: string, count: bigint"));
  CHECK(g.edges == std::vector<std::pair<std::string, std::string>>{
                       {nodes_with(g, "Source")[0], grouped[0]},
                       {grouped[0], nodes_with(g, "Filter")[0]},
                       {nodes_with(g, "Filter")[0], nodes_with(g, "memory")[0]}});
}

TEST_CASE("explain_dot: Graphviz renders it, where it is installed", "[plan][explain]") {
  if (std::system("command -v dot >/dev/null 2>&1") != 0) {
    WARN("no dot on this machine: the syntax is checked by the reader above alone");
    return;
  }
  ms::testing::memory_stream<sample::event> source;
  temporary_folder const folder;
  std::ofstream(folder.path / "plan.dot") << ms::explain_dot(
      ms::write_stream(source.stream() | ms::where("k"_c == "\"\\n"), ms::testing::memory_sink()));
  auto const svg = folder.path / "plan.svg";
  CHECK(std::system(
            ("dot -Tsvg " + (folder.path / "plan.dot").string() + " -o " + svg.string()).c_str()) ==
        0);
  CHECK(std::filesystem::file_size(svg) > 0);
}

TEST_CASE("explain_dot: the reader refuses what is no graph", "[plan][harness]") {
  CHECK_THROWS(dot_reader("digraph plan { a -> }"));
  CHECK_THROWS(dot_reader("digraph plan { a [label=\"open]; }"));
  CHECK_THROWS(dot_reader("graph { }"));
  CHECK_THROWS(dot_reader("digraph plan { a -> b; } c"));
}
