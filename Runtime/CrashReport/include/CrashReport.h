#ifndef CHASSIS_CRASH_REPORT_H
#define CHASSIS_CRASH_REPORT_H

/// A readable backtrace on standard error when the model's code crashes, made by the process itself.
///
/// It needs no file beside the executable, no `/proc`, no capability and nothing that can be written. Names come from
/// the executable's own symbol table; a function that the table leaves out is told by its address. Under Linux on
/// x86_64 and aarch64; elsewhere these functions do nothing.

/// Installs the handlers for SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT and SIGSYS, and gives the calling thread
/// an alternate stack. A signal that somebody handles already is left alone: Swift's own backtracer, for example, when
/// `SWIFT_BACKTRACE` enables it.
///
/// The process still ends by its signal. As process 1 of a container, which a signal of its own cannot end, it exits
/// with 128 and the signal's number, which is what an engine would have said as well.
void chassis_crash_report_install(void);

/// Gives the calling thread an alternate stack, so that a full stack of this thread can be reported as well. It is
/// freed at the end of the thread. A thread that has an alternate stack keeps the one it has.
void chassis_crash_report_add_thread(void);

#endif
