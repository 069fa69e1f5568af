// SPDX-License-Identifier: Apache-2.0
#include "recovery/child_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>

#include <millstream/base/error.hpp>

namespace recovery {

namespace {

std::ptrdiff_t threads_of_this_process() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}
/// Libraries (an allocator inside Arrow's) and sanitizers have threads of their own, and are made for a fork.
std::ptrdiff_t const threads_at_start = threads_of_this_process();

void write_all(int to, std::string const& text) {
  for (std::size_t at = 0; at < text.size();) {
    auto const n = ::write(to, text.data() + at, text.size() - at);
    if (n <= 0) ::_exit(5);
    at += static_cast<std::size_t>(n);
  }
}

int run_child(int to,
              std::function<void(std::function<void(std::string const&)> const&)> const& work) {
  // Catch's handlers would report a signal of the child as the parent's.
  for (int const signal : {SIGINT, SIGILL, SIGFPE, SIGSEGV, SIGTERM, SIGABRT})
    std::signal(signal, SIG_DFL);
  try {
    work([to](std::string const& text) { write_all(to, text); });
    return 0;
  } catch (millstream::error const& e) {
    write_all(to,
              std::string("\1") + std::string(millstream::code_word(e.code())) + "\1" + e.what());
    return 3;
  } catch (std::exception const& e) {
    write_all(to, e.what());
    return 4;
  } catch (...) {
    return 4;
  }
}

}  // namespace

ending in_child(std::function<void(std::function<void(std::string const&)> const&)> const& work) {
  if (threads_of_this_process() != threads_at_start)
    throw std::logic_error("fork from a process with threads of its own");
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  auto const child = ::fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child == 0) {
    ::close(ends[0]);
    ::_exit(run_child(ends[1], work));
  }
  ::close(ends[1]);
  ending out;
  char buffer[4096];
  for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    out.said.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  out.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (WIFEXITED(status)) out.exit_code = WEXITSTATUS(status);
  if (out.exit_code == 3 && !out.said.empty()) {
    auto const first = out.said.find('\1'), second = out.said.find('\1', first + 1);
    out.error_code = out.said.substr(first + 1, second - first - 1);
  }
  return out;
}

}  // namespace recovery
