// What the files of this module share. All of it may run inside a signal handler, after anything at all has gone wrong:
// no memory from malloc, no stdio, no locks.
#ifndef CHASSIS_CRASH_REPORT_INTERNAL_H
#define CHASSIS_CRASH_REPORT_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // for the names of the registers; this header comes before those of the system
#endif

#if defined(__linux__) && defined(__LP64__) && (defined(__x86_64__) || defined(__aarch64__))
#define CHASSIS_CRASH_REPORT 1
#else
#define CHASSIS_CRASH_REPORT 0
#endif

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if CHASSIS_CRASH_REPORT
#include <signal.h>
#include <sys/types.h>
#include <ucontext.h>

enum {
    /// More lines than these tell nobody more; repeated frames count once.
    chassis_rows_max = 64,
    /// The longest cycle of functions that is recognised as a recursion and folded.
    chassis_period_max = 8,
};

/// One line of a backtrace.
struct chassis_row {
    /// The instruction that crashed or, for a caller, the last byte of its call: the address behind the call may
    /// already belong to the next line, or to the next function.
    uintptr_t address;
    /// The frame of the function; zero when it has none or it is not known. Below it an async function keeps its
    /// context.
    uintptr_t frame;
    /// A function that waits in an `await`, found in the task and not on the stack. `address` is where it goes on.
    bool is_async;
    /// How often this row and the `period - 1` rows before it came once more.
    uint32_t times;
    uint32_t period;
};

struct chassis_trace {
    struct chassis_row rows[chassis_rows_max];
    uint32_t count;
    /// Whether there were more frames than rows.
    bool is_cut;
    /// Whether the last row is the first function of the thread.
    bool is_complete;
};

/// The registers of the thread that crashed, as far as they matter here.
struct chassis_registers {
    uintptr_t pc, sp, fp;
    /// Where a function without a frame returns to; zero on x86_64, which keeps it on the stack.
    uintptr_t link;
};

/// Walk.c: the frames. The first function adds those that the unwind tables tell; it may allocate memory.
void chassis_unwind(struct chassis_trace *trace, const struct chassis_registers *registers);
/// The frame pointer with which `chassis_walk_frames` goes on; zero when nothing is missing.
uintptr_t chassis_next_frame(struct chassis_trace *trace, const struct chassis_registers *registers);
void chassis_walk_frames(struct chassis_trace *trace, uintptr_t frame);
/// Replaces what lies on the stack below the first async function by the functions that await it. Needs the names.
void chassis_walk_tasks(struct chassis_trace *trace);

/// Report.c: what is printed. `begin` keeps what the signal's handler was given. `go_on` makes the report from the step
/// after the last one that was begun: called again by a crash inside a step, it leaves that step and makes the others.
void chassis_report_begin(int signal, const siginfo_t *info, const ucontext_t *context);
void chassis_report_go_on(void);
/// Whether this is a process that the report has started for what may crash; it ends in silence when it does.
bool chassis_report_is_guarded(void);

/// Symbols.c: the names. Without `chassis_symbols_open`, and when that finds no symbol table, nothing has a name.
void chassis_symbols_open(void);
/// The symbol that covers `address`, and where it begins; null when there is none.
const char *chassis_symbol(uintptr_t address, uintptr_t *start);
/// Whether `address` is code of this executable; if so, `offset` is how far it lies behind the first byte of the image,
/// and `linked` the address that the linker gave it.
bool chassis_is_program(uintptr_t address, uintptr_t *offset, uintptr_t *linked);

/// Line.c: text. What does not fit into a line is cut.
struct chassis_line {
    char bytes[1024];
    size_t count;
};
void chassis_append(struct chassis_line *line, const char *text);
void chassis_append_number(struct chassis_line *line, uint64_t number);
/// Appends `0x` and at least `digits` hexadecimal digits.
void chassis_append_hex(struct chassis_line *line, uintptr_t number, unsigned digits);
void chassis_pad(struct chassis_line *line, size_t column);
/// Writes the line, and an end of line, to standard error. A reader that has not taken anything for a second is given
/// up, for good: the process must end.
void chassis_write(struct chassis_line *line);

#endif
#endif
