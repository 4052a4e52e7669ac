// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// Calls as a diagnosis names them.
#include "bench/verify/probe.h"

#include "bench/verify/rooms.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = input_text(data, size), out[PROBE_TEXT];
    struct probe probe, again;
    struct failure failure = {0};
    if (probe_parse(text, &probe, &failure)) {
        expect(probe.n + probe.dst_at <= ROOMS_BYTES && probe.n + probe.src_at <= ROOMS_BYTES);
        probe_format(&probe, out);
        expect(probe_parse(out, &again, &failure));
        expect(again.n == probe.n && again.dst_at == probe.dst_at && again.src_at == probe.src_at &&
               again.entry == probe.entry && again.fill == probe.fill &&
               again.place == probe.place && again.key == probe.key);
    } else {
        expect_failure(&failure);
    }
    free(text);
    return 0;
}
