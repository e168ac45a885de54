// The report of one crash, in steps. What one step needs from those before it may be missing, because a step that
// crashes itself is left where it is.
#include "Internal.h"

#if CHASSIS_CRASH_REPORT
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// Of the Swift runtime: the name as a reader knows it, allocated with malloc; null if the name is not a mangled one.
/// The first leaves out modules and types; a runtime that no longer has it still has the second, which is in the stable
/// ABI.
extern char *_swift_backtrace_demangle(const char *name, size_t length, char *buffer, size_t *size)
    __attribute__((weak));
extern char *swift_demangle(const char *name, size_t length, char *buffer, size_t *size, uint32_t flags)
    __attribute__((weak));

/// What runs in a process of its own needs milliseconds. After this time it waits for a lock for good.
static const unsigned guarded_seconds_max = 2;

/// Below a full stack lies a page or more that cannot be touched; one function seldom has more locals than this.
static const uintptr_t near_stack_bytes = 1 << 20;

static struct {
    int signal;
    siginfo_t info;
    struct chassis_registers registers;
    struct chassis_trace trace;
    uintptr_t next_frame;
    volatile uint32_t printed_rows;
    volatile pid_t guarded_process;
    volatile bool is_guarded_finished;
    bool is_heap_usable;
} crash;

static void append_cause(struct chassis_line *line) {
    uintptr_t address = (uintptr_t)crash.info.si_addr;
    if (crash.info.si_code <= 0 && crash.signal != SIGABRT) {
        chassis_append(line, " (sent by process ");
        chassis_append_number(line, (uint64_t)crash.info.si_pid);
    } else if (crash.signal == SIGSYS) {
        chassis_append(line, " (the forbidden system call ");
        chassis_append_number(line, (uint64_t)crash.info.si_syscall);
    } else if (crash.signal != SIGSEGV && crash.signal != SIGBUS) {
        static const char *const causes[] = {
            [SIGILL] = " (illegal instruction), as after a failed Swift precondition",
            [SIGTRAP] = " (trap), as after a failed Swift precondition",
            [SIGFPE] = " (impossible arithmetic)",
            [SIGABRT] = " (abort)",
        };
        chassis_append(line, causes[crash.signal]);
        return;
    } else if (crash.info.si_code == SI_KERNEL) {
        chassis_append(line, " (access to an address that cannot exist");
    } else {
        chassis_append(line, " (access to the address ");
        chassis_append_hex(line, address, 1);
        if (address - crash.registers.sp + near_stack_bytes < 2 * near_stack_bytes)
            chassis_append(line, ": the stack is full");
    }
    chassis_append(line, ")");
}

static void print_title(void) {
    static const char *const names[] = {
        [SIGILL] = "SIGILL", [SIGTRAP] = "SIGTRAP", [SIGSEGV] = "SIGSEGV", [SIGBUS] = "SIGBUS",
        [SIGFPE] = "SIGFPE", [SIGABRT] = "SIGABRT", [SIGSYS] = "SIGSYS",
    };
    struct chassis_line line = {.count = 0};
    chassis_append(&line, "*** The model server crashed: ");
    chassis_append(&line, names[crash.signal]);
    append_cause(&line);
    chassis_append(&line, ", thread ");
    chassis_append_number(&line, (uint64_t)syscall(SYS_gettid));
    chassis_write(&line);
}

/// Runs `body` in a process of its own, which shares our memory and our stack, and waits for its end. The crash may
/// have left the heap damaged or locked: there `body` crashes or hangs without harm, and what it has done until then
/// counts. False when it did not come to its end.
static bool run_guarded(void (*body)(void)) {
    crash.is_guarded_finished = false;
    pid_t process = vfork();
    if (process == 0) {
        crash.guarded_process = getpid();
        sigset_t alarms;
        sigemptyset(&alarms);
        sigaddset(&alarms, SIGALRM);
        signal(SIGALRM, SIG_DFL);
        sigprocmask(SIG_UNBLOCK, &alarms, NULL);
        alarm(guarded_seconds_max);
        body();
        crash.is_guarded_finished = true;
        _exit(0);
    }
    if (process > 0) waitpid(process, NULL, 0);  // fails if SIGCHLD is ignored, or another thread waits for all
    return crash.is_guarded_finished;
}

static void unwind(void) {
    chassis_unwind(&crash.trace, &crash.registers);
}

/// The unwinder of a static executable sorts the tables at its first use, and allocates memory for that.
static void walk_tables(void) {
    crash.is_heap_usable = run_guarded(unwind);
    crash.next_frame = chassis_next_frame(&crash.trace, &crash.registers);
}

static void walk_frames(void) {
    chassis_walk_frames(&crash.trace, crash.next_frame);
}

static void walk_tasks(void) {
    chassis_walk_tasks(&crash.trace);
}

static void append_name(struct chassis_line *line, const char *symbol, bool is_demangled) {
    const size_t length_max = 400;
    size_t length = strlen(symbol);
    const char *name = NULL;
    if (is_demangled && _swift_backtrace_demangle != NULL) {
        name = _swift_backtrace_demangle(symbol, length, NULL, NULL);
    } else if (is_demangled && swift_demangle != NULL) {
        name = swift_demangle(symbol, length, NULL, NULL, 0);
    }
    size_t start = line->count;
    chassis_append(line, name != NULL ? name : symbol);
    if (line->count - start <= length_max) return;
    line->count = start + length_max;
    chassis_append(line, "…");
}

/// As a reader likes a large number: 1,234.
static void append_grouped(struct chassis_line *line, uint32_t number) {
    if (number < 1000) {
        chassis_append_number(line, number);
        return;
    }
    append_grouped(line, number / 1000);
    chassis_append(line, ",");
    for (uint32_t unit = 100; unit != 0; unit /= 10) chassis_append_number(line, number / unit % 10);
}

static void print_row(uint32_t index, bool is_demangled) {
    const struct chassis_row *row = crash.trace.rows + index;
    struct chassis_line line = {.count = 0};
    uintptr_t start = row->address;
    uintptr_t linked = row->address;
    uintptr_t offset = 0;
    bool is_program = chassis_is_program(row->address, &offset, &linked);
    const char *symbol = chassis_symbol(row->address, &start);
    chassis_append(&line, index < 10 ? "  " : " ");
    chassis_append_number(&line, index);
    chassis_append(&line, "  ");
    if (symbol != NULL) {
        append_name(&line, symbol, is_demangled);
        if (!row->is_async) {
            chassis_append(&line, " + ");
            chassis_append_number(&line, row->address - start);
        }
    } else if (is_program) {
        chassis_append(&line, "model-server + ");
        chassis_append_hex(&line, offset, 1);
    } else {
        chassis_append(&line, "not of this program");
    }
    if (row->is_async) chassis_append(&line, " (async)");
    chassis_pad(&line, 60);
    chassis_append(&line, "at ");
    chassis_append_hex(&line, linked, 16);
    chassis_write(&line);
    if (row->times == 0) return;
    chassis_append(&line, "     … the same ");
    if (row->period > 1) {
        chassis_append_number(&line, row->period);
        chassis_append(&line, " functions ");
    }
    append_grouped(&line, row->times);
    chassis_append(&line, row->times == 1 ? " time more" : " times more");
    chassis_write(&line);
}

static void print_rows(bool is_demangled) {
    for (; crash.printed_rows < crash.trace.count; crash.printed_rows++) print_row(crash.printed_rows, is_demangled);
}

static void print_demangled(void) {
    print_rows(true);
}

/// Prints the rows with the names as in the source, for which Swift's demangler allocates memory. What it does not come
/// to print, the next step prints with mangled names.
static void print_rows_demangled(void) {
    if (crash.is_heap_usable) run_guarded(print_demangled);
}

static void print_rows_as_they_are(void) {
    print_rows(false);
}

static void print_end(void) {
    struct chassis_line line = {.count = 0};
    if (crash.trace.is_cut) {
        chassis_append(&line, "     … and more");
        chassis_write(&line);
    }
    chassis_append(
        &line, "    debug information: chassis-build --debug-info DIR keeps a file in which llvm-symbolizer finds the "
               "lines of these addresses");
    chassis_write(&line);
    chassis_append(&line, "*** end of the backtrace");
    chassis_write(&line);
}

void chassis_report_begin(int signal, const siginfo_t *info, const ucontext_t *context) {
    const mcontext_t *machine = &context->uc_mcontext;
    crash.signal = signal;
    crash.info = *info;
#if defined(__x86_64__)
    crash.registers = (struct chassis_registers){
        .pc = (uintptr_t)machine->gregs[REG_RIP],
        .sp = (uintptr_t)machine->gregs[REG_RSP],
        .fp = (uintptr_t)machine->gregs[REG_RBP],
    };
#else
    crash.registers = (struct chassis_registers){
        .pc = machine->pc, .sp = machine->sp, .fp = machine->regs[29], .link = machine->regs[30],
    };
#endif
}

void chassis_report_go_on(void) {
    static void (*const steps[])(void) = {
        print_title, walk_tables, walk_frames, chassis_symbols_open, walk_tasks,
        print_rows_demangled, print_rows_as_they_are, print_end,
    };
    static volatile size_t next_step;
    while (next_step < sizeof steps / sizeof *steps) steps[next_step++]();
}

bool chassis_report_is_guarded(void) {
    return crash.guarded_process != 0 && crash.guarded_process == getpid();
}
#endif
