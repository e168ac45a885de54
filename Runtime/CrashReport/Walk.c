// The frames of the thread that crashed.
//
// Swift's code keeps frame pointers, but a crash is often reported from code that does not, the C library's `abort` or
// `memcpy`, and such code may stand between Swift's as well. So the unwind tables are asked. Where they end too early,
// and behind more frames than anybody reads, the chain of frame pointers goes on: following it takes next to no time.
#include "Internal.h"

#if CHASSIS_CRASH_REPORT
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <unwind.h>

#pragma weak _Unwind_Backtrace
#pragma weak _Unwind_GetIP
#pragma weak _Unwind_GetGR

/// Marks the saved frame pointer of a Swift async function. Under Linux the compiler sets it only when it is asked to.
static const uintptr_t context_mark = (uintptr_t)1 << 60;

/// An 8 MiB stack of the smallest frames has half a million; the limit is for stacks without one.
static const unsigned steps_max = 4000000;
static const unsigned unwound_steps_max = 4096;

#if defined(__x86_64__)
static const int frame_register = 6;  // as DWARF counts: rbp
static const uintptr_t code_bits = ~(uintptr_t)0;
#else
static const int frame_register = 29;
static const uintptr_t code_bits = ((uintptr_t)1 << 48) - 1;  // above them may be a signature of the address
#endif

/// Whether two words can be read at `address`, asked of the kernel: it reads a set of signals from there, before it
/// finds that it does not know what to do with it. That needs no descriptor and no right that a container might lack.
static bool is_readable(uintptr_t address) {
    enum { page_bytes = 4096, signal_set_bytes = 8 };
    static uintptr_t last_page;
    if (address < page_bytes || address % sizeof address != 0) return false;
    for (int word = 0; word < 2; word++) {
        uintptr_t start = address + (uintptr_t)word * sizeof address;
        if (start / page_bytes == last_page) continue;
        if (syscall(SYS_rt_sigprocmask, -1, start, NULL, signal_set_bytes) != 0 && errno == EFAULT) return false;
        last_page = start / page_bytes;
    }
    return true;
}

/// Whether the last `period` rows are the `period` rows before them once more.
static bool repeats(const struct chassis_trace *trace, uint32_t period) {
    if (2 * period > trace->count) return false;
    const struct chassis_row *again = trace->rows + trace->count - period;
    const struct chassis_row *first = again - period;
    for (uint32_t index = 0; index < period; index++) {
        if (first[index].address != again[index].address || again[index].times != 0) return false;
        bool may_be_folded = index == period - 1 && first[index].period == period;
        if (first[index].times != 0 && !may_be_folded) return false;
    }
    return true;
}

/// Adds a row, or folds it into those before it. False when there is no room.
static bool add(struct chassis_trace *trace, uintptr_t address, bool is_async) {
    trace->is_cut = trace->count == chassis_rows_max;
    if (trace->is_cut) return false;
    trace->rows[trace->count++] = (struct chassis_row){.address = address, .is_async = is_async};
    for (uint32_t period = 1; period <= chassis_period_max; period++) {
        if (!repeats(trace, period)) continue;
        trace->count -= period;
        trace->rows[trace->count - 1].period = period;
        trace->rows[trace->count - 1].times++;
        break;
    }
    return true;
}

static bool add_caller(struct chassis_trace *trace, uintptr_t return_address) {
    uintptr_t address = return_address & code_bits;
    return address != 0 && add(trace, address - 1, false);
}

void chassis_walk_frames(struct chassis_trace *trace, uintptr_t frame) {
    for (unsigned step = 0; step < steps_max && trace->count > 0 && is_readable(frame); step++) {
        const uintptr_t *words = (const uintptr_t *)frame;
        trace->rows[trace->count - 1].frame = frame;
        uintptr_t next = words[0] & ~context_mark;
        if (!add_caller(trace, words[1]) || next <= frame) return;
        frame = next;
    }
}

/// Whether `symbol` is an async function of Swift: it awaits without arguments of its own that await, or it is the part
/// of one that goes on after an `await`, which ends with `TY` or `TQ`, a number and `_`.
static bool is_async(const char *symbol) {
    const char *end = symbol + strlen(symbol);
    if (end - symbol > 1 && end[-1] == 'Z') end--;  // static
    if (end - symbol > 3 && memcmp(end - 3, "YaF", 3) == 0) return true;
    if (end - symbol > 4 && memcmp(end - 4, "YaKF", 4) == 0) return true;
    if (end - symbol < 4 || *--end != '_') return false;
    while (end - symbol > 2 && end[-1] >= '0' && end[-1] <= '9') end--;
    return end[-2] == 'T' && (end[-1] == 'Y' || end[-1] == 'Q');
}

/// Adds the functions that wait for the one whose context is given. A context begins with the context of the caller,
/// and where the caller goes on (`AsyncContext` in the Swift runtime's ABI).
static void add_waiting(struct chassis_trace *trace, uintptr_t context) {
    for (unsigned step = 0; step < steps_max && is_readable(context); step++) {
        const uintptr_t *words = (const uintptr_t *)context;
        uintptr_t resume = words[1] & code_bits;
        if (!chassis_is_program(resume, NULL, NULL) || !add(trace, resume, true)) return;
        context = words[0];
    }
}

void chassis_walk_tasks(struct chassis_trace *trace) {
    for (uint32_t index = 0; index < trace->count; index++) {
        uintptr_t start;
        const struct chassis_row *row = trace->rows + index;
        const char *symbol = chassis_symbol(row->address, &start);
        if (symbol == NULL || !is_async(symbol) || !is_readable(row->frame - sizeof row->frame)) continue;
        uintptr_t context = ((const uintptr_t *)row->frame)[-1];
        if (!is_readable(context) || !chassis_is_program(((const uintptr_t *)context)[1], NULL, NULL)) continue;
        // On the stack follow only the threads of the pool, which are the same for every task.
        trace->count = index + 1;
        add_waiting(trace, context);
        return;
    }
}

/// The state of a walk with the unwind tables.
struct unwinding {
    struct chassis_trace *trace;
    uintptr_t crash;
    bool has_crash;
    unsigned steps;
};

static _Unwind_Reason_Code unwind_step(struct _Unwind_Context *context, void *argument) {
    struct unwinding *state = argument;
    uintptr_t pc = _Unwind_GetIP(context) & code_bits;
    if (!state->has_crash) {
        state->has_crash = pc == state->crash;
        if (!state->has_crash) return _URC_NO_REASON;  // still in the handler
    } else {
        state->trace->is_complete = pc == 0;
        if (state->steps++ == unwound_steps_max || !add_caller(state->trace, pc)) return _URC_END_OF_STACK;
    }
    state->trace->rows[state->trace->count - 1].frame = _Unwind_GetGR(context, frame_register);
    return _URC_NO_REASON;
}

void chassis_unwind(struct chassis_trace *trace, const struct chassis_registers *registers) {
    add(trace, registers->pc, false);
    if (!chassis_is_program(registers->pc, NULL, NULL) && !is_readable(registers->pc & ~(uintptr_t)7)) {
        // A call of something that is no function: the caller is where the call left it.
        uintptr_t link = registers->link;
        if (link == 0 && is_readable(registers->sp)) link = *(const uintptr_t *)registers->sp;
        add_caller(trace, link);
        trace->rows[trace->count - 1].frame = registers->fp;
        return;
    }
    struct unwinding state = {.trace = trace, .crash = registers->pc};
    if (_Unwind_Backtrace != NULL) _Unwind_Backtrace(unwind_step, &state);
}

/// Whether `address` looks like the frame of a function that keeps frame pointers: it points to another one further up,
/// and returns into this program.
static bool is_frame(uintptr_t address) {
    static const uintptr_t frame_bytes_max = 1 << 20;
    if (!is_readable(address)) return false;
    const uintptr_t *words = (const uintptr_t *)address;
    uintptr_t next = words[0] & ~context_mark;
    return next > address && next - address < frame_bytes_max && is_readable(next) &&
           chassis_is_program((words[1] & code_bits) - 1, NULL, NULL);
}

uintptr_t chassis_next_frame(struct chassis_trace *trace, const struct chassis_registers *registers) {
    static const uintptr_t searched_bytes = 64 << 10;
    if (trace->is_complete) return 0;
    if (trace->count == 0) add(trace, registers->pc, false);
    if (trace->count > 1) return trace->rows[trace->count - 1].frame;
    if (is_frame(registers->fp)) return registers->fp;
    // Without tables, and in code that uses the frame pointer for something else: the first frame on the stack.
    for (uintptr_t frame = (registers->sp + 15) & ~(uintptr_t)15; frame - registers->sp < searched_bytes; frame += 16) {
        if (!is_readable(frame)) break;
        if (is_frame(frame)) return frame;
    }
    return registers->fp;
}
#endif
