// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/gbench.h"

#include <benchmark/benchmark.h>
#include <vector>

namespace {

// Turns the library's reports into plain structs.
class StructReporter : public benchmark::BenchmarkReporter {
  public:
    explicit StructReporter(const gbench_hooks &hooks) : hooks_(hooks) {}

    bool ReportContext(const Context &) override { return true; }

    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs) {
            gbench_report report{};
            report.cell = running_;
            report.iterations = static_cast<size_t>(run.iterations);
            report.real_ns = run.GetAdjustedRealTime();
            hooks_.end(hooks_.context, &report);
        }
    }

    // The body of a registered benchmark: what is reported next is this cell's.
    void run_cell(benchmark::State &state, size_t cell) {
        running_ = cell;
        hooks_.begin(hooks_.context, cell);
        for ([[maybe_unused]] auto _ : state)
            state.SetIterationTime(hooks_.round(hooks_.context, cell) / 1e9);
    }

  private:
    const gbench_hooks &hooks_;
    size_t running_ = 0;
};

// The library takes flags from BENCHMARK_* in the environment; none may change what a race does.
void ignore_environment() {
    char name[] = "memcpybench", list[] = "--benchmark_list_tests=false",
         order[] = "--benchmark_enable_random_interleaving=false",
         repetitions[] = "--benchmark_repetitions=1",
         aggregates[] = "--benchmark_report_aggregates_only=false",
         display[] = "--benchmark_display_aggregates_only=false",
         counters[] = "--benchmark_perf_counters=", out[] = "--benchmark_out=";
    char *argv[] = {name, list, order, repetitions, aggregates, display, counters, out, nullptr};
    int argc = sizeof argv / sizeof *argv - 1;
    benchmark::Initialize(&argc, argv);
}

} // namespace

size_t gbench_run(const gbench_cell *cells, size_t count, const gbench_hooks *hooks) {
    StructReporter reporter(*hooks);
    ignore_environment();
    for (size_t i = 0; i < count; i++)
        benchmark::RegisterBenchmark(
            cells[i].name, [&reporter, i](benchmark::State &s) { reporter.run_cell(s, i); })
            ->Iterations(static_cast<benchmark::IterationCount>(cells[i].rounds))
            ->UseManualTime()
            ->Unit(benchmark::kNanosecond);
    const size_t ran = benchmark::RunSpecifiedBenchmarks(&reporter, ".");
    benchmark::ClearRegisteredBenchmarks();
    return ran;
}
