#include <isa-l.h>
#include <stdlib.h>

/* Swift does not import the stream's big arrays, nor the sum that is the size of a level's memory. */

/* What one thread needs to compress. */
struct chassis_igzip {
    struct isal_zstream stream;
    uint8_t level_memory[ISAL_DEF_LVL1_DEFAULT];
};

static inline struct chassis_igzip *chassis_igzip_new(void) { return malloc(sizeof(struct chassis_igzip)); }

static inline void chassis_igzip_free(struct chassis_igzip *igzip) { free(igzip); }

/* Deflates a block at level 1 with matches at most 2^window_bits back (0: as far as deflate allows), without a last
   block and ending at a whole byte. Returns COMP_OK or what went wrong, and the number of bytes in *written. */
static inline int chassis_igzip_block(
    struct chassis_igzip *igzip, uint16_t window_bits, const void *bytes, uint32_t count, void *room,
    uint32_t room_bytes, uint32_t *written) {
    struct isal_zstream *stream = &igzip->stream;
    isal_deflate_stateless_init(stream);
    stream->level = 1;
    stream->level_buf = igzip->level_memory;
    stream->level_buf_size = sizeof igzip->level_memory;
    stream->hist_bits = window_bits;
    stream->flush = FULL_FLUSH;
    stream->next_in = (uint8_t *)bytes;
    stream->avail_in = count;
    stream->next_out = room;
    stream->avail_out = room_bytes;
    int code = isal_deflate_stateless(stream);
    *written = stream->total_out;
    return code;
}
