#include "Internal.h"

#if CHASSIS_CRASH_REPORT
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static const int patience_milliseconds = 1000;

static void append_bytes(struct chassis_line *line, const char *bytes, size_t count) {
    size_t room = sizeof line->bytes - 1 - line->count;  // one is kept for the end of the line
    if (count > room) count = room;
    memcpy(line->bytes + line->count, bytes, count);
    line->count += count;
}

void chassis_append(struct chassis_line *line, const char *text) {
    append_bytes(line, text, strlen(text));
}

void chassis_append_number(struct chassis_line *line, uint64_t number) {
    char text[24];
    size_t first = sizeof text;
    do text[--first] = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    append_bytes(line, text + first, sizeof text - first);
}

void chassis_append_hex(struct chassis_line *line, uintptr_t number, unsigned digits) {
    char text[2 * sizeof number];
    size_t first = sizeof text;
    do {
        text[--first] = "0123456789abcdef"[number % 16];
        number /= 16;
    } while (first != 0 && (number != 0 || sizeof text - first < digits));
    append_bytes(line, "0x", 2);
    append_bytes(line, text + first, sizeof text - first);
}

void chassis_pad(struct chassis_line *line, size_t column) {
    do append_bytes(line, " ", 1);
    while (line->count < column);
}

void chassis_write(struct chassis_line *line) {
    static bool is_given_up;
    line->bytes[line->count++] = '\n';
    for (size_t done = 0; done < line->count && !is_given_up;) {
        struct pollfd output = {.fd = STDERR_FILENO, .events = POLLOUT};
        if (poll(&output, 1, patience_milliseconds) == 0) {
            is_given_up = true;
            break;
        }
        ssize_t count = write(STDERR_FILENO, line->bytes + done, line->count - done);
        if (count > 0) {
            done += (size_t)count;
        } else if (errno != EINTR && errno != EAGAIN) {
            is_given_up = true;
        }
    }
    line->count = 0;
}
#endif
