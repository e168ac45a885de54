// The names of functions, from the symbol table of the executable's own file. Nothing of it is read before a crash.
#include "Internal.h"

#if CHASSIS_CRASH_REPORT
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/// The beginning of this executable in memory; every linker in use defines it.
extern const Elf64_Ehdr __ehdr_start __attribute__((weak, visibility("hidden")));

static const unsigned char *file_bytes;
static size_t file_size;
static const Elf64_Sym *symbols;
static size_t symbol_count;
static const char *names;
static size_t names_size;

static const Elf64_Phdr *segments(void) {
    return (const Elf64_Phdr *)((const char *)&__ehdr_start + __ehdr_start.e_phoff);
}

bool chassis_is_program(uintptr_t address, uintptr_t *offset, uintptr_t *linked) {
    if (&__ehdr_start == NULL) return false;
    uintptr_t start = (uintptr_t)&__ehdr_start;
    uintptr_t bias = 0;
    for (size_t index = 0; index < __ehdr_start.e_phnum; index++) {
        const Elf64_Phdr *segment = segments() + index;
        if (segment->p_type != PT_LOAD) continue;
        if (segment->p_offset == 0) bias = start - segment->p_vaddr;
        if ((segment->p_flags & PF_X) == 0 || address - bias - segment->p_vaddr >= segment->p_memsz) continue;
        if (offset != NULL) *offset = address - start;
        if (linked != NULL) *linked = address - bias;
        return true;
    }
    return false;
}

/// `count` elements of `size` bytes at `offset` in the file; null when they are not all there.
static const void *file_part(uint64_t offset, uint64_t count, uint64_t size) {
    uint64_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) return NULL;
    if (offset > file_size || bytes > file_size - offset) return NULL;
    return file_bytes + offset;
}

/// Whether the file is the one that runs, and not one that has taken its place since.
static bool is_this_program(const Elf64_Ehdr *header) {
    if (&__ehdr_start == NULL || memcmp(header, &__ehdr_start, sizeof *header) != 0) return false;
    const void *loaded = file_part(header->e_phoff, header->e_phnum, sizeof(Elf64_Phdr));
    return loaded != NULL && memcmp(loaded, segments(), header->e_phnum * sizeof(Elf64_Phdr)) == 0;
}

static void find_symbol_table(void) {
    const Elf64_Ehdr *header = file_part(0, 1, sizeof *header);
    if (header == NULL || !is_this_program(header)) return;
    const Elf64_Shdr *sections = file_part(header->e_shoff, header->e_shnum, sizeof *sections);
    for (size_t index = 0; sections != NULL && index < header->e_shnum; index++) {
        const Elf64_Shdr *table = sections + index;
        if (table->sh_type != SHT_SYMTAB || table->sh_link >= header->e_shnum) continue;
        const Elf64_Shdr *text = sections + table->sh_link;
        size_t count = table->sh_size / sizeof *symbols;
        const Elf64_Sym *found = file_part(table->sh_offset, count, sizeof *symbols);
        const char *found_names = file_part(text->sh_offset, text->sh_size, 1);
        if (found == NULL || found_names == NULL) return;
        if (text->sh_size == 0 || found_names[text->sh_size - 1] != 0) return;
        symbols = found;
        names = found_names;
        names_size = text->sh_size;
        symbol_count = count;
        return;
    }
}

void chassis_symbols_open(void) {
    close(STDIN_FILENO);  // a server that has no descriptor left can crash as well; nobody reads its input any more
    int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    const char *name = (const char *)getauxval(AT_EXECFN);
    if (file < 0 && name != NULL) file = open(name, O_RDONLY | O_CLOEXEC);  // a container need not have /proc
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) return;
    void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (bytes == MAP_FAILED) return;
    file_bytes = bytes;
    file_size = (size_t)status.st_size;
    find_symbol_table();
}

const char *chassis_symbol(uintptr_t address, uintptr_t *start) {
    uintptr_t wanted;
    if (!chassis_is_program(address, NULL, &wanted)) return NULL;
    const Elf64_Sym *best = NULL;
    for (size_t index = 0; index < symbol_count; index++) {
        const Elf64_Sym *symbol = symbols + index;
        if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_shndx == SHN_UNDEF) continue;
        if (symbol->st_value > wanted || (best != NULL && symbol->st_value <= best->st_value)) continue;
        best = symbol;
    }
    if (best == NULL || best->st_name >= names_size) return NULL;
    // A symbol without a size, as assembly has them, reaches up to the next one.
    if (best->st_size != 0 && wanted - best->st_value >= best->st_size) return NULL;
    *start = address - (wanted - best->st_value);
    return names + best->st_name;
}
#endif
