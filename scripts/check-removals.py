#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Removes the verifier's checks one at a time, from a copy of the source, and shows which mutants are judged wrongly
without it: its witnesses. A check without a witness must have a reason, which is printed instead.

Usage: check-removals.py              all of them, an hour or so; ends with 1 where a check has neither
       check-removals.py NAME...      those whose name matches one of the globs, those with a reason too
       check-removals.py --check      only whether each piece of source still occurs exactly once
"""

import fnmatch
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from typing import NamedTuple

TOP = pathlib.Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds for the mutants; who takes longer has met a hang that nobody ends
CLASS = re.compile(r"'([a-z0-9-]+)'\)")


class Removal(NamedTuple):
    """One check: the piece of source that makes it, what stands there without it, and who should miss it first."""

    name: str
    file: str
    piece: str
    instead: str
    tries: str = ""  # for matrix.py --only; then all are tried
    reason: str = ""  # why no mutant can see it


NO_AMX = "needs AMX, which few machines have; mutant_tiles_left* are the witnesses there"
WORDS = "only chooses words within one class: tests/unit/test_examine.c holds them"
REMOVALS = [
    # What a call leaves to its caller.
    Removal("state: rsp", "state.c", "if (before->gpr[GPR_RSP] != after->gpr[GPR_RSP])", "if (false)", "stack-pointer"),
    Removal("state: rbx", "state.c", '{GPR_RBX, "rbx"}, ', "", "callee-saved"),
    Removal("state: rbp", "state.c", '{GPR_RBP, "rbp"}, ', "", "callee-saved"),
    Removal("state: r12", "state.c", '{12, "r12"},', "", "callee-saved"),
    Removal("state: r13", "state.c", '{13, "r13"},', "", "callee-saved"),
    Removal("state: r14", "state.c", '{14, "r14"},', "", "callee-saved"),
    Removal("state: r15", "state.c", '{15, "r15"}', '{14, "r14"}', "callee-saved"),
    Removal("state: rax", "state.c", "if (after->gpr[GPR_RAX] != dst)", "if (false)", "return-value"),
    Removal("state: direction flag", "state.c", "(after->flags & FLAG_DF) != 0", "false", "direction-flag"),
    Removal("state: alignment check", "state.c", "(after->flags & FLAG_AC) != 0", "false", "alignment-check"),
    Removal("state: trap flag", "state.c", "FLAG_TF | FLAG_NT | FLAG_ID", "FLAG_NT | FLAG_ID", "flags",
            "who leaves it set traps behind the next instruction, and stop.c names that"),
    Removal("state: nested task", "state.c", "FLAG_TF | FLAG_NT | FLAG_ID", "FLAG_TF | FLAG_ID", "flags"),
    Removal("state: identification", "state.c", "FLAG_TF | FLAG_NT | FLAG_ID", "FLAG_TF | FLAG_NT", "flags"),
    Removal("state: MXCSR", "state.c", "if (was != is)\n", "if (false)\n", "mxcsr"),
    Removal("state: x87 control", "state.c", "if (control != (uint16_t)before->x87[X87_CONTROL])", "if (false)",
            "x87-control"),
    Removal("state: x87 tags", "state.c", "if (tags == X87_EMPTY)", "if (true)", "x87-stack"),
    Removal("state: fs base", "state.c", "(before->fs_base != after->fs_base || before->gs_base", "(before->gs_base",
            "segment-base"),
    Removal("state: gs base", "state.c", " || before->gs_base != after->gs_base", "", "segment-base"),
    Removal("state: PKRU", "state.c", "before->pkru != after->pkru", "false", "protection-key",
            "needs protection keys, which few machines have; mutant_protection_key is the witness there"),
    Removal("state: tiles", "state.c", "(after->xinuse & XINUSE_TILES) != 0", "false", "tile-state", NO_AMX),
    Removal("state: dirty upper halves", "state.c", "(after->xinuse & XINUSE_UPPER) != 0", "false", "dirty-upper"),
    Removal("state: dirty upper ymm", "state.c", "1 << 2 | 1 << 6", "1 << 6", "dirty-upper"),
    Removal("state: dirty upper zmm", "state.c", "1 << 2 | 1 << 6", "1 << 2", "dirty-upper",
            "processors take both for in use where one is; no manual promises it"),
    Removal("trampoline: x87 seen", "trampoline.asm", "        fnstenv [trampoline_frame + frame.x87]\n", "", "x87-*"),
    Removal("trampoline: flags seen", "trampoline.asm", "        pop     qword [trampoline_frame + frame.after_flags]",
            "        add rsp, 8", "flags,direction-flag"),
    # The bytes.
    Removal("examine: bytes of dst", "examine.c", "if (first == c->n)", "if (true)", "wrong-data,*copy"),
    Removal("examine: bytes left as they were", "examine.c", "if (left_out(c, first, out) || ", "if (", "*copy"),
    Removal("examine: a hole", "examine.c", "if (same < left)\n", "if (false)\n", "*copy"),
    Removal("examine: nothing copied", "examine.c", "if (first == 0)\n", "if (false)\n", "no-copy"),
    Removal("examine: truncated count", "examine.c", "return truncated(c, first, out) ||", "return", "truncated-count"),
    Removal("examine: displaced bytes", "examine.c", " || !displaced(c, first, out)", "", "wrong-data", WORDS),
    Removal("examine: quieted NaN", "examine.c", "if (is_quieted(c, first))", "if (false)", "wrong-data", WORDS),
    Removal("examine: bytes around dst", "examine.c", "if (i == to)", "if (true)", "*run"),
    Removal("examine: an underrun is none", "examine.c", "if (i < c->at)", "if (false)", "*run"),
    Removal("lane: bytes below dst", "lane.c", "examine_around(&copy, from, p->dst_at, out) && ", "", "underrun"),
    Removal("lane: bytes above dst", "lane.c", " && examine_around(&copy, end, to, out)", "", "overrun"),
    Removal("lane: dst == src is named", "lane.c", "if (same || p->place != PLACE_ROOMS)",
            "if (!same && p->place != PLACE_ROOMS)", "same-pointer"),
    Removal("lane: bytes astray at a boundary are named", "lane.c", "if (same || p->place != PLACE_ROOMS)", "if (same)",
            "truncated-pointer"),
    Removal("lane: caller's stack", "lane.c", "return i == bytes ||", "return true ||", "caller-stack"),
    Removal("lane: caller's stack after each call", "lane.c", "check_stack(lane, STACK_SEEN, fault)", "true",
            "caller-stack"),
    Removal("lane: all of the caller's stack", "lane.c", "return check_stack(lane, ROOMS_CALLER, &lane->log->fault);",
            "return true;", "caller-stack"),
    Removal("lane: all of every area", "lane.c", "if (wrong == a->bytes)", "if (true)", "*run"),
    Removal("lane: all of every area, now and then", "lane.c", "(!all || lane_check_all(lane))", "true", "*run"),
    Removal("sweep: all of every area, at the end", "sweep.c", "return !s.failed && lane_check_all(lane);",
            "return !s.failed;", "",
            "the same look every 4,096 calls sees it before; this one is for the calls after the latest"),
    Removal("lane: all of the boundaries' areas", "lane.c", "{&lane->room, &lane->edges[0], &lane->edges[1]}",
            "{&lane->room}", "*run,truncated-pointer"),
    Removal("lane: dirty upper halves", "lane.c", "    note_dirty_upper(lane, c, after);\n", "", "dirty-upper"),
    Removal("lane: dirt that was there before", "lane.c", "c->dirty != 0 ||", "", "none"),
    # What dst holds before.
    Removal("fill: old", "sweep.c", "return s->turn / 4 % PROBE_FILLS;", "return 1 + s->turn / 4 % (PROBE_FILLS - 1);",
            "wrong-data,*copy"),
    Removal("fill: zero", "lane.c", "p->fill == FILL_OLD ||", "p->fill <= FILL_ZERO ||", "wrong-data,*copy"),
    Removal("fill: inverse", "lane.c", "p->fill == FILL_OLD ||", "p->fill == FILL_OLD || p->fill == FILL_INVERSE ||",
            "wrong-data,*copy"),
    Removal("fill: almost", "lane.c", "p->fill == FILL_OLD ||", "p->fill == FILL_OLD || p->fill == FILL_ALMOST ||",
            "wrong-data,*copy"),
    Removal("fill: all", "lane.c", "p->fill == FILL_OLD ||", "true ||", "wrong-data,*copy"),
    Removal("pattern: signalling NaNs", "lane.c",
            "    pattern_add_nans(lane->rooms->src_write, lane->rooms->bytes, content);\n", "", "wrong-data"),
    Removal("pattern: signalling NaNs of 64 bits", "pattern.c", "(random >> 60 & 1) != 0 ?", "0 ?", "wrong-data"),
    Removal("pattern: signalling NaNs of 32 bits", "pattern.c", "(random >> 60 & 1) != 0 ?", "1 ?", "wrong-data"),
    # What the registers hold before.
    Removal("poison: general registers", "lane.c", "return (uint64_t)LANE_POISON << 48 | (random & UINT64_C(0x3fffffffffff));", "return 0;",
            "uninitialised"),
    Removal("poison: arithmetic flags", "lane.c", "((plain ? register_content(registers, r) : r) & ARITHMETIC)", "0", "uninitialised"),
    Removal("poison: rax", "trampoline.asm", "        mov     rax, [trampoline_frame + frame.poison]\n",
            "        mov     eax, 0\n", "uninitialised"),
    Removal("poison: rcx", "trampoline.asm", "        mov     rcx, [trampoline_frame + frame.poison + 8]\n",
            "        mov     ecx, 0\n", "uninitialised"),
    Removal("poison: r8 to r15", "trampoline.asm", "        mov     r%[i], [trampoline_frame + frame.poison + 8 * i]\n",
            "        %if i < 12\n        mov r%[i], 0\n        %else\n        mov r%[i], [trampoline_frame + "
            "frame.poison + 8 * i]\n        %endif\n", "uninitialised"),
    Removal("poison: xmm0 to xmm15", "trampoline.asm", "        movdqu  xmm%[i], [rax + VECTOR * i]", "",
            "uninitialised",
            "calls that find the upper halves in use, a quarter of all where there is AVX, bring poison too"),
    Removal("poison: upper halves of ymm0 to ymm15", "trampoline.asm", "        vmovdqu ymm%[i], [rax + VECTOR * i]",
            "", "uninitialised", "where there is AVX-512 the next one brings them too"),
    Removal("poison: all of zmm0 to zmm15", "trampoline.asm",
            "%rep    16\n        vmovdqu64 zmm%[i], [rax + VECTOR * i]\n%assign i i + 1\n%endrep\n        end_if\n  "
            "      end_if", "%rep    0\n%endrep\n        end_if\n        end_if", "uninitialised"),
    Removal("poison: zmm16 to zmm31", "trampoline.asm",
            "%assign i 16\n%rep    16\n        vmovdqu64 zmm%[i], [rax + VECTOR * i]", "%assign i 16\n%rep    0\n",
            "uninitialised"),
    Removal("poison: masks", "trampoline.asm", "        kmovw   k%[i], [rax + VECTOR * i + 32]", "", "uninitialised"),
    Removal("entry: upper halves in use", "lane.c", "bool dirty = (r >> 32 & 3) == 0 &&", "bool dirty = false &&",
            "uninitialised"),
    Removal("entry: upper halves clean", "lane.c", "bool dirty = (r >> 32 & 3) == 0 &&", "bool dirty = true &&",
            "dirty-upper"),
    # Memory.
    Removal("guards: above src", "rooms.c", "    r->src = src;\n",
            "    r->src = src; mprotect(src + r->bytes, ROOMS_GUARD, READ_WRITE);\n", "over-read"),
    Removal("guards: below src", "rooms.c", "    r->src = src;\n",
            "    r->src = src; mprotect(src - ROOMS_GUARD, ROOMS_GUARD, READ_WRITE);\n", "under-read"),
    Removal("guards: above dst", "rooms.c", "    r->src = src;\n",
            "    r->src = src; mprotect(r->dst + r->bytes, ROOMS_GUARD, READ_WRITE);\n", "",
            "who writes there writes beside dst in other calls as well, where bytes are looked at"),
    Removal("guards: below dst", "rooms.c", "    r->src = src;\n",
            "    r->src = src; mprotect(r->dst - ROOMS_GUARD, ROOMS_GUARD, READ_WRITE);\n", "underrun,touches-*"),
    Removal("guards: below the stack", "rooms.c", "    r->src = src;\n",
            "    r->src = src; mprotect(r->stack - ROOMS_STACK_GUARD, ROOMS_STACK_GUARD, READ_WRITE);\n",
            "stack-depth"),
    Removal("guards: above the stack", "rooms.c", "    r->src = src;\n",
            "    r->src = src; mprotect(r->stack + stack, ROOMS_GUARD, READ_WRITE);\n", "caller-stack"),
    Removal("src is read-only", "rooms.c", "src, PROT_READ)", "src, READ_WRITE)", "writes-src"),
    Removal("int3 behind code", "../../loader/code_arena.c", "memset(base, CODE_INT3, size);",
            "memset(base, 0x90, size);", "falls-off-end,jumps-out"),
    # Which calls are made.
    Removal("sweep: n = 0 with pointers to nowhere", "sweep.c",
            "!try(s, (struct probe){.entry = entry, .place = PLACE_NOWHERE}) ||", "", "touches-at-zero"),
    Removal("sweep: n = 0 with good pointers", "sweep.c",
            "||\n            !try(s, (struct probe){.entry = entry, .dst_at = PAGE, .src_at = PAGE}))", ")",
            "touches-at-zero,hang",
            "no kernel can tell them from bad ones; only here are there bytes around dst to be held"),
    Removal("sweep: n = 0", "sweep.c", "try_zero(&s) && ", "", "touches-at-zero"),
    Removal("sweep: small sizes", "sweep.c", "try_small(&s) && ", "", "wrong-data"),
    Removal("sweep: every small size", "sweep.c", "n += c->granule, seen++", "n += 3 * c->granule, seen++",
            "wrong-data"),
    Removal("sweep: flush with the guards", "sweep.c", "if (!try_flush(s, n) || (seen", "if ((seen",
            "over-read,under-read"),
    Removal("sweep: flush with the guards above", "sweep.c",
            "size_t last = n > room ? 0 : (room - n) / s->contract->align * s->contract->align;",
            "size_t last = 0 * room;", "over-read"),
    Removal("sweep: flush with the guards below", "sweep.c",
            "size_t last = n > room ? 0 : (room - n) / s->contract->align * s->contract->align;",
            "size_t last = n > room ? 0 : (room - n) / s->contract->align * s->contract->align;\n    if (n > "
            "0)\n        return try_at(s, n, last, last);", "under-read"),
    Removal("sweep: every pair of alignments at the first sizes", "sweep.c",
            " || (seen < GRID_SIZES && !try_grid(s, n, 0, 1))", "", "wrong-data,misaligned*"),
    Removal("sweep: every pair of alignments at small sizes", "sweep.c",
            "(seen >= GRID_SIZES && grid && !try_grid(s, n, part, s->share)) ||", "", "",
            "calls drawn at random come to any pair at so small a size most often (mutant_one_pair_at_96)"),
    Removal("sweep: some alignments for each size", "sweep.c",
            " ||\n            ((n % 8 == 0 || n <= 256) && !try_offsets(s, n, part, s->share)))", ")",
            "wrong-data,misaligned*"),
    Removal("sweep: distances that alias", "sweep.c", "try_deltas(&s) && ", "", "wrong-data"),
    Removal("sweep: powers of two", "sweep.c", "try_powers(&s) &&", "", "wrong-data"),
    Removal("sweep: dst == src", "sweep.c", "try_same(&s) && ", "", "same-pointer"),
    Removal("sweep: 2^31", "sweep.c", "place = PLACE_2G; place", "place = PLACE_4G; place", "truncated-pointer"),
    Removal("sweep: 2^32", "sweep.c", "place <= PLACE_4G; place++", "place <= PLACE_2G; place++", "truncated-pointer"),
    Removal("sweep: boundaries", "sweep.c", "try_boundaries(&s) && ", "", "truncated-pointer"),
    Removal("sweep: random calls", "sweep.c", " && try_random(&s, most)", "", "wrong-data"),
    Removal("sweep: entries take turns", "sweep.c", "return s->turn % (unsigned)s->lane->impl->entry_count;",
            "return 0;", "position-dependent"),
    Removal("sweep: flush at every entry", "sweep.c", "corner < 4; corner++)", "corner < 4 && entry == 0; corner++)",
            "position-dependent"),
    # Calls as they will be timed.
    Removal("timed: bytes", "timed.c", "if (i < call->bytes)", "if (false)", "wrong-data"),
    Removal("timed: canary below dst", "timed.c", "call->dst[-(ptrdiff_t)i] != canary || ", "", "underrun"),
    Removal("timed: canary above dst", "timed.c", " || call->dst[call->bytes + i - 1] != canary", "", "overrun"),
    Removal("timed: registers", "timed.c", " && lane_conclude_state(lane, &c, after)", "",
            "return-value,callee-saved,direction-flag,dirty-upper"),
    Removal("timed: sources", "timed.c", "return check_sources(calls, count, lane->log);", "return true;", "writes-src"),
    Removal("timed: dst is wiped", "timed.c", "if (!differs_already(calls, which))", "if (false)", "no-copy,short-copy",
            "a dst from elsewhere in src differs anyway, but for chance"),
    Removal("timed: dst that holds the same copy is wiped", "timed.c", "            return false;\n    return true;\n}\n\nstatic bool canaries_live",
            "            return true;\n    return true;\n}\n\nstatic bool canaries_live", "no-copy,short-copy",
            "only chance places two large copies at the same distance"),
    # Far copies.
    Removal("far: 2 GiB", "far.c", "{(size_t)1 << 31, (size_t)1 << 32}", "{(size_t)1 << 32}", "truncated-count"),
    Removal("far: 4 GiB", "far.c", "{(size_t)1 << 31, (size_t)1 << 32}", "{(size_t)1 << 31}", "truncated-count"),
    Removal("far: first bytes", "far.c", "if (memcmp(far->dst.start, far->src.start, FAR_UNIT) != 0 ||", "if (",
            "truncated-count"),
    Removal("far: last bytes", "far.c", " ||\n        memcmp(far->dst.start + last, far->src.start + last, tail) != 0)",
            ")", "truncated-count"),
    Removal("far: bytes behind", "far.c", "if (memcmp(far->dst.start + at + n, nothing, BEHIND) != 0)", "if (false)",
            "overrun"),
    Removal("far: registers", "far.c", "return lane_conclude_state(lane, &c, after);", "return after != NULL;",
            "return-value"),
    # What contains it.
    Removal("seccomp", "child.c", "log->filtered = sandbox_close(log->traced);", "log->filtered = true;",
            "system-call"),
    Removal("seccomp: int 0x80", "sandbox.c",
            "SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_TRAP) == 0 &&\n              seccomp_arch_add(filter, "
            "SCMP_ARCH_X86) == 0 &&", "SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW) == 0 &&", "system-call"),
    Removal("hang: ticks", "tracee.c", "signal == SIGVTALRM && ticks_too_often(t, w, log)", "false", "hang",
            "the clock ends a hang as well, after a minute instead of 0.3 s"),
    Removal("hang: driven calls", "tracee.c", "for (int ticks = 0; ticks < patience(tracee, bytes); ticks++)", "for (;;)",
            "hang,remembers,red-zone"),
    Removal("hang: absurdly slow", "verify.c", "log->cut != 0 && o->ok", "false", "slow"),
    Removal("verify: was never called", "verify.c", "o.ok && v->log->calls == 0", "false", "",
            "every mutant has sizes that can be called: tests/unit/test_verify.c holds it"),
    Removal("verify: ended the process", "outcome.c", "case TRACEE_LOST: o.made = explain_end(v, t, &o); break;",
            "case TRACEE_LOST: break;", "", "the sandbox sees it before; this is for where there is none"),
    # Step by step.
    Removal("step: overwrites what lies below the red zone", "walk.c", "        poke_below(w, stop->regs.rsp);\n", "",
            "red-zone"),
    Removal("step: leaves the red zone alone", "walk.c", "to = rsp - RED_ZONE;", "to = rsp;", "good_red_zone"),
    Removal("step: a crash is the red zone's", "outcome.c", "if (stepping) //", "if (false) //", "red-zone"),
    Removal("step: wrong bytes are the red zone's", "step_lane.c", "if (end == DRIVER_FAULT)\n        blame_red_zone",
            "if (false)\n        blame_red_zone", "red-zone"),
    Removal("step: but for segment registers", "step_lane.c", "if (fault->class == FINDING_SEGMENT_BASE)", "if (false)",
            "segment-base"),
    Removal("step: fence", "walk.c", "return !w->unfenced ||", "return true ||", "missing-fence"),
    Removal("step: a fence is enough", "walk.c", "(w->unfenced && (d.sorts & DECODE_FENCE) == 0);", "w->unfenced;",
            "none"),
    Removal("step: return to elsewhere", "walk.c", "if (read_stack(w, regs->rsp) != wanted)", "if (false)",
            "return-trick"),
    Removal("step: return by a jump", "step_lane.c", "if (!w.returned)", "if (false)", "return-trick"),
    Removal("step: calls may return", "walk.c", "w->returns[w->depth++] = regs->rip + d.length;", ";", "none"),
    Removal("step: system call", "walk.c", "if ((d.sorts & DECODE_SYSTEM_CALL) != 0)\n        return",
            "if (false)\n        return", "system-call",
            "the sandbox has seen it before; this is for where there is none"),
    Removal("step: suspicious instruction", "walk.c", "if ((d.sorts & DECODE_SUSPICIOUS) != 0)", "if (false)",
            "suspicious-instruction"),
    Removal("step: writes beside dst", "walk.c", "if (!writes_where_it_may(w, &d))", "if (false)",
            "touches-neighbours"),
    Removal("step: masked stores may lie across", "walk.c", " && (d->sorts & DECODE_MASKED) == 0; i++", "; i++",
            "none"),
    Removal("step: every alignment", "step_lane.c", "i < SIZES + ALIGNMENTS; i++", "i < FEW; i++",
            "missing-fence,touches-neighbours"),
    Removal("step: some sizes", "step_lane.c", "end == DRIVER_OK && i < SIZES + ALIGNMENTS; i++",
            "end == DRIVER_OK && i < FEW + ALIGNMENTS; i++", "red-zone,missing-fence,touches-neighbours"),
    # The ends of large calls.
    Removal("tail", "outcome.c", "end = tail_lane_run(d, o->timed, o->timed_count, account, denied);", ";",
            "missing-fence,touches-neighbours"),
    Removal("tail: copies that go forward", "tail_lane.c", "unsigned left = 3;", "unsigned left = 1;",
            "missing-fence,touches-neighbours"),
    Removal("tail: copies that go backward", "tail_lane.c", "unsigned left = 3;", "unsigned left = 2;", "missing-fence"),
    Removal("tail: returns are not matched", "walk.c", " && !w->midway", "", "none"),
    # Driven calls in a row.
    Removal("audit: registers are carried over", "audit_lane.c", "if (i == 0) {", "if (true) {", "remembers"),
    Removal("audit: never what the call before copied", "audit_lane.c", "(1 + i % (PROBE_FILLS - 1))", "FILL_OLD",
            "remembers"),
    Removal("audit: is named", "audit_lane.c", "end == DRIVER_FAULT && i > 0 &&", "false &&", "remembers",
            "refine() finds the same class, with fewer words"),
    Removal("audit", "outcome.c",
            "return audit_lane_run(d, o->seed + 2, o->sequences);", "return end;", "remembers"),
    Removal("driver: segment registers", "driver.c", "if (ok && (is->ds", "if (false && (is->ds",
            "segment-base"),
    # Causes.
    Removal("refine", "cause.c", "if (o->lost || !may_have_a_cause(o))", "if (true)",
            "remembers,uninitialised,position-dependent"),
    Removal("refine: alone", "cause.c", "    if (again.ok)\n", "    if (false)\n", "remembers"),
    Removal("refine: registers full of zeros", "cause.c", "r = REGISTERS_ZEROS; r <= REGISTERS_ONES",
            "r = REGISTERS_ONES; r <= REGISTERS_ONES", "uninitialised"),
    Removal("refine: registers full of ones", "cause.c", "r = REGISTERS_ZEROS; r <= REGISTERS_ONES",
            "r = REGISTERS_ZEROS; r < REGISTERS_ONES", "uninitialised"),
    Removal("refine: elsewhere", "cause.c", " && !hangs_on_place(v, o)", "", "position-dependent"),
    Removal("refine: truncation", "cause.c", "        look_for_truncation(v, o);", "        ;", "truncated-count"),
    # What an instruction is.
    Removal("decode: locked is a fence", "decode.c", "!= 0 ? DECODE_FENCE : DECODE_PRIVILEGED",
            "!= 0 ? 0 : DECODE_PRIVILEGED", "none,suspicious-instruction"),
    Removal("decode: privileged", "decode.c", "!= 0 ? DECODE_FENCE : DECODE_PRIVILEGED", "!= 0 ? DECODE_FENCE : 0",
            "illegal-instruction", "only chooses words within one class: tests/unit/test_stop.c holds them"),
    Removal("decode: split lock", "decode.c", "out->sorts |= DECODE_SUSPICIOUS;", ";", "suspicious-instruction"),
    Removal("decode: xchg is a fence", "decode.c",
            "    case ZYDIS_MNEMONIC_XCHG: // locked where it touches memory, see below\n", "", "none"),
    Removal("decode: xchg between registers is none", "decode.c",
            "if (i.mnemonic == ZYDIS_MNEMONIC_XCHG && out->access_count == 0)", "if (false)", "missing-fence"),
    Removal("decode: mask registers", "decode.c", "                         ? DECODE_MASKED\n",
            "                         ? 0\n", "none"),
    Removal("decode: maskmovdqu passes the caches", "decode.c",
            "return sorts | DECODE_MASKED | DECODE_NON_TEMPORAL_STORE;", "return sorts | DECODE_MASKED;",
            "missing-fence"),
    Removal("decode: vpmaskmov is masked", "decode.c", "case ZYDIS_MNEMONIC_VPMASKMOVQ: return sorts | DECODE_MASKED;",
            "case ZYDIS_MNEMONIC_VPMASKMOVQ: return sorts;", "none"),
    Removal("decode: vmovntdq", "decode.c", "    case ZYDIS_MNEMONIC_VMOVNTDQ:\n", "", "missing-fence"),
    Removal("decode: movntdq", "decode.c", "    case ZYDIS_MNEMONIC_MOVNTDQ:\n", "", "missing-fence"),
    Removal("decode: movnti", "decode.c", "    case ZYDIS_MNEMONIC_MOVNTI:\n", "", "missing-fence"),
    Removal("decode: sfence", "decode.c", "    case ZYDIS_MNEMONIC_SFENCE:\n", "", "none"),
    Removal("decode: mfence", "decode.c", "    case ZYDIS_MNEMONIC_MFENCE:\n", "", "none"),
    Removal("decode: cpuid", "decode.c", "return sorts | DECODE_FENCE | DECODE_SUSPICIOUS;",
            "return sorts | DECODE_FENCE;", "suspicious-instruction"),
    Removal("decode: rdtsc", "decode.c", "    case ZYDIS_MNEMONIC_RDTSC:\n", "", "suspicious-instruction"),
    Removal("decode: rdtscp", "decode.c", "    case ZYDIS_MNEMONIC_RDTSCP:\n", "", "suspicious-instruction"),
    Removal("decode: rdrand", "decode.c", "    case ZYDIS_MNEMONIC_RDRAND:\n", "", "suspicious-instruction"),
    Removal("decode: clflush", "decode.c", "    case ZYDIS_MNEMONIC_CLFLUSH:\n    case ZYDIS_MNEMONIC_CLFLUSHOPT:\n",
            "", "suspicious-instruction"),
    # Why it stopped.
    Removal("stop: trap flag", "stop.c", "if ((s->regs.eflags & FLAG_TF) != 0)", "if (false)", "flags"),
    Removal("stop: int3 of its own", "stop.c", "else if (stop_code_offset(impl, at) != STOP_ELSEWHERE)",
            "else if (false)", "illegal-instruction"),
    Removal("stop: the end of its code", "stop.c", "if (at == (uintptr_t)impl->entries[i] + code_bytes(impl))",
            "if (false)", "falls-off-end"),
    Removal("stop: returned to no address", "stop.c", "if ((d->sorts & DECODE_RET) != 0)", "if (false)",
            "stack-pointer"),
    Removal("stop: poison used as an address", "stop.c",
            "if (a->base >> 48 == LANE_POISON || a->address >> 48 == LANE_POISON)", "if (false)", "",
            "refine() finds the same class by other registers; this one says it at once"),
    Removal("stop: misaligned access", "stop.c", "a->bytes > 1 && a->address % a->bytes != 0", "false",
            "misaligned-access"),
    Removal("stop: overrun", "stop.c", "if (past_dst < ROOMS_GUARD && write)", "if (false)", "overrun"),
    Removal("stop: underrun", "stop.c", "else if (below_dst <= ROOMS_GUARD && write)", "else if (false)", "underrun"),
    Removal("stop: reads beside dst", "stop.c", "else if (past_dst < ROOMS_GUARD || below_dst <= ROOMS_GUARD)",
            "else if (false)", "touches-neighbours"),
    Removal("stop: over-read", "stop.c", "else if (past_src < ROOMS_GUARD && !write)", "else if (false)", "over-read"),
    Removal("stop: under-read", "stop.c", "else if (below_src <= ROOMS_GUARD && !write)", "else if (false)",
            "under-read"),
    Removal("stop: writes src", "stop.c", "else if (address - (uintptr_t)r->src < r->bytes)", "else if (false)",
            "writes-src"),
    Removal("stop: stack depth", "stop.c", "else if (stack - address <= ROOMS_STACK_GUARD)", "else if (false)",
            "stack-depth"),
    Removal("stop: beyond the caller's stack", "stop.c",
            "else if (address - stack < ROOMS_STACK + ROOMS_CALLER + ROOMS_GUARD)", "else if (false)", "caller-stack"),
    Removal("stop: writes code", "stop.c",
            "else if (stop_code_offset(impl, address) != STOP_ELSEWHERE ||\n             (impl->entry_count > 0 "
            "&& address / PAGE == (uintptr_t)impl->entries[0] / PAGE))", "else if (false)", "writes-code"),
    Removal("stop: half a pointer", "stop.c",
            "else if (is_truncation(address, log->dst, log->probe.n) ||\n             is_truncation(address, "
            "log->src, log->probe.n))", "else if (false)", "truncated-pointer,writes-code"),
    Removal("stop: protection key", "stop.c", "if (s->info.si_code == SEGV_PROTECTION_KEY)", "if (false)",
            "protection-key", "needs protection keys, which few machines have"),
    Removal("stop: jumped to unmapped memory", "stop.c",
            "else if (s->info.si_code != SI_KERNEL && address == s->regs.rip)", "else if (false)",
            "jumps-out,stack-pointer",
            "the next one says the same of blobs; for compiled code tests/unit/test_stop.c holds it"),
    Removal("stop: faulted elsewhere", "stop.c", "else if (elsewhere && !in_trampoline(s->regs.rip))",
            "else if (false)", "jumps-out",
            "no mutant knows where foreign code lies that faults: tests/unit/test_stop.c holds it"),
    Removal("stop: touched at n = 0", "stop.c", "if (log->probe.place == PLACE_NOWHERE && (near_dst || near_src))",
            "if (false)", "touches-at-zero"),
    Removal("stop: astray at a boundary", "stop.c", "else if (boundary && out->class <= FINDING_WILD_ACCESS)",
            "else if (false)", "truncated-pointer"),
    Removal("stop: after it had returned", "stop.c", "if (!log->inside && !in_trampoline(stop->regs.rip))",
            "if (false)", "segment-base,protection-key",
            "the trampoline mends what it can, so that nothing fails later: tests/unit/test_stop.c holds it"),
    Removal("stop: division by zero", "stop.c", "else if (stop->signal == SIGFPE)", "else if (false)",
            "illegal-instruction,mxcsr"),
    Removal("stop: illegal instruction", "stop.c", "else if (stop->signal == SIGILL && mine)", "else if (false)",
            "illegal-instruction"),
    Removal("stop: illegal instruction elsewhere", "stop.c", "else if (stop->signal == SIGILL)\n", "else if (false)\n",
            "jumps-out", "no mutant knows where foreign code lies that is illegal: tests/unit/test_stop.c holds it"),
    Removal("stop: alignment check", "stop.c", "else if (stop->signal == SIGBUS)", "else if (false)",
            "alignment-check"),
]


def path_of(removal, top):
    return (top / "bench/verify" / removal.file).resolve()


def check():
    """Says which pieces don't occur exactly once; true where all do."""
    ok = True
    for removal in REMOVALS:
        count = path_of(removal, TOP).read_text().count(removal.piece)
        if count != 1:
            ok = False
            print(f"{removal.name}: its piece of source occurs {count} times in {removal.file}: {removal.piece!r}")
    names = [removal.name for removal in REMOVALS]
    for name in {name for name in names if names.count(name) > 1}:
        ok = False
        print(f"{name}: listed twice")
    return ok


def build(top):
    """Builds the program with the mutants; false, with the compiler's words printed, where it can't be."""
    command = ["cmake", "--build", top / "build", "--target", "memcpybench_mutants"]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if made.returncode != 0:
        print(made.stdout)
    return made.returncode == 0


def judge(top, only):
    """Runs the matrix; the mutants that are judged wrongly, those that survive first."""
    command = [top / "tests/mutants/matrix.py", top / "build/tests/memcpybench_mutants"]
    command += ["--only", only] if only else []
    command += ["--quick", "--seed", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as matrix:
        try:
            said, error = matrix.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(matrix.pid, signal.SIGKILL)
            matrix.communicate()
            return ["(the verifier never ends)"]
    wrong = re.findall(r"^WRONG (\w+): wanted .*, found (.*)$", said, re.MULTILINE)
    if matrix.returncode != 0 and not wrong:
        return [f"(the verifier breaks: {error.strip().splitlines()[-1] if error.strip() else 'silently'})"]
    survive = [name for name, found in wrong if found == "nothing"]
    renamed = [f"{name} (found: {', '.join(CLASS.findall(found))})" for name, found in wrong if found != "nothing"]
    return survive + renamed


def witnesses(removal, top):
    """The mutants that are judged wrongly without a check."""
    path = path_of(removal, top)
    source = path.read_text()
    path.write_text(source.replace(removal.piece, removal.instead))
    try:
        if not build(top):
            sys.exit(f"check-removals.py: '{removal.name}' does not compile")
        return (judge(top, removal.tries) if removal.tries else []) or judge(top, "")
    finally:
        path.write_text(source)


def main():
    globs = sys.argv[1:]
    if not check():
        sys.exit("check-removals.py: the list no longer fits the source (mend its pieces)")
    if globs == ["--check"]:
        return
    missing = 0
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder) / "tree"
        shutil.copytree(TOP, top, ignore=shutil.ignore_patterns("build", "results", ".git"))
        subprocess.run(["cmake", "-S", top, "-B", top / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"],
                       stdout=subprocess.DEVNULL, check=True)
        if not build(top) or judge(top, "") != []:
            sys.exit("check-removals.py: a mutant is judged wrongly as it is (see tests/mutants/matrix.py)")
        for removal in REMOVALS:
            if globs and not any(fnmatch.fnmatch(removal.name, glob) for glob in globs):
                continue
            if removal.reason and not globs:
                print(f"{removal.name:44} {removal.reason}", flush=True)
                continue
            found = witnesses(removal, top)
            missing += not found and not removal.reason
            print(f"{removal.name:44} {' '.join(found) or 'NO WITNESS'}", flush=True)
    sys.exit(1 if missing else 0)


main()
