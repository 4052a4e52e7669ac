// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT
#include "bench/measure/gbench.h"

#include <benchmark/benchmark.h>
#include <vector>

namespace {

// Turns the library's reports, which come in the order of registration, into plain structs.
class StructReporter : public benchmark::BenchmarkReporter {
  public:
    explicit StructReporter(const gbench_hooks &hooks) : hooks_(hooks) {}

    bool ReportContext(const Context &) override { return true; }

    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs) {
            gbench_report report{};
            report.cell = next_++;
            report.iterations = static_cast<size_t>(run.iterations);
            report.real_ns = run.GetAdjustedRealTime();
            hooks_.end(hooks_.context, &report);
        }
    }

  private:
    const gbench_hooks &hooks_;
    size_t next_ = 0;
};

void run_cell(benchmark::State &state, const gbench_hooks &hooks, size_t cell) {
    hooks.begin(hooks.context, cell);
    for ([[maybe_unused]] auto _ : state)
        state.SetIterationTime(hooks.round(hooks.context, cell) / 1e9);
}

} // namespace

size_t gbench_run(const gbench_cell *cells, size_t count, const gbench_hooks *hooks) {
    for (size_t i = 0; i < count; i++)
        benchmark::RegisterBenchmark(cells[i].name,
                                     [hooks, i](benchmark::State &s) { run_cell(s, *hooks, i); })
            ->Iterations(static_cast<benchmark::IterationCount>(cells[i].rounds))
            ->UseManualTime()
            ->Unit(benchmark::kNanosecond);
    StructReporter reporter(*hooks);
    const size_t ran = benchmark::RunSpecifiedBenchmarks(&reporter, ".");
    benchmark::ClearRegisteredBenchmarks();
    return ran;
}
