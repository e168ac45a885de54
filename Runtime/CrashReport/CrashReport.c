// The signal handlers and the stacks that they run on.
#include "CrashReport.h"

#include "Internal.h"

#if CHASSIS_CRASH_REPORT
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// Room for the handler, also within itself, with the largest registers that processors have. Only touched in a crash.
static const size_t stack_bytes = 128 << 10;
/// Below the stack: memory that cannot be touched.
static const size_t guard_bytes = 64 << 10;

/// Longer than any report takes, as each of its waits has a limit.
static const time_t wait_for_report_seconds = 10;

static const int signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS};
static const size_t signal_count = sizeof signals / sizeof *signals;

static pthread_once_t stack_key_once = PTHREAD_ONCE_INIT;
static pthread_key_t stack_key;
static bool has_stack_key;

static void free_stack(void *memory) {
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    munmap(memory, guard_bytes + stack_bytes);
}

static void make_stack_key(void) {
    has_stack_key = pthread_key_create(&stack_key, free_stack) == 0;
}

void chassis_crash_report_add_thread(void) {
    stack_t present;
    if (sigaltstack(NULL, &present) != 0 || (present.ss_flags & SS_DISABLE) == 0) return;
    pthread_once(&stack_key_once, make_stack_key);
    if (!has_stack_key) return;
    char *memory = mmap(
        NULL, guard_bytes + stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return;  // without it only a full stack of this thread goes unreported
    stack_t stack = {.ss_sp = memory + guard_bytes, .ss_size = stack_bytes};
    if (mprotect(memory, guard_bytes, PROT_NONE) != 0 || pthread_setspecific(stack_key, memory) != 0 ||
        sigaltstack(&stack, NULL) != 0) {
        pthread_setspecific(stack_key, NULL);
        munmap(memory, guard_bytes + stack_bytes);
    }
}

/// Ends the process by `signal`, as if nobody had handled it. Process 1 of a container survives a signal that it sends
/// itself, because the kernel ignores it; then it exits with the status that a shell shows for the signal.
static _Noreturn void end_process(int signal) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
    _exit(128 + signal);
}

static void on_crash(int signal, siginfo_t *info, void *context) {
    static _Atomic long reporter;
    static volatile int reported_signal;
    if (chassis_report_is_guarded()) _exit(1);
    long thread = syscall(SYS_gettid);
    long owner = 0;
    if (atomic_compare_exchange_strong(&reporter, &owner, thread)) {
        reported_signal = signal;
        chassis_report_begin(signal, info, context);
    } else if (owner != thread) {
        // The first crash is the one to read, and its thread ends the process.
        nanosleep(&(struct timespec){.tv_sec = wait_for_report_seconds}, NULL);
        end_process(signal);
    }
    chassis_report_go_on();
    end_process(reported_signal);
}

void chassis_crash_report_install(void) {
    chassis_crash_report_add_thread();
    // Crashes inside the handler come to it as well; whatever else is sent has to wait.
    struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigfillset(&action.sa_mask);
    for (size_t index = 0; index < signal_count; index++) sigdelset(&action.sa_mask, signals[index]);
    for (size_t index = 0; index < signal_count; index++) {
        struct sigaction present;
        if (sigaction(signals[index], NULL, &present) != 0 || present.sa_handler != SIG_DFL) continue;
        sigaction(signals[index], &action, NULL);
    }
}

#else
void chassis_crash_report_install(void) {}
void chassis_crash_report_add_thread(void) {}
#endif
