/* Writes as many MiB of normally distributed weights as its argument says: half float32, a quarter float16, a quarter
   bfloat16, with a standard deviation of 0.02. The same bytes on every machine.

   cc -O2 -o weights weights.c -lm && ./weights 1024 > model.bin */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252ULL;

static double uniform(void) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

static float normal(void) { return (float)(0.02 * sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform())); }

static uint16_t half(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    int exponent = (int)(bits >> 23 & 255) - 112;
    if (exponent <= 0) return (uint16_t)(bits >> 16 & 0x8000);
    return (uint16_t)((bits >> 16 & 0x8000) | exponent << 10 | (bits >> 13 & 1023));
}

int main(int count, char **words) {
    static uint8_t block[1 << 20];
    long mebibytes = count == 2 ? atol(words[1]) : 1;
    for (long i = 0; i < mebibytes; i++) {
        if (i < mebibytes / 2) {
            for (size_t k = 0; k < sizeof block; k += 4) {
                float value = normal();
                memcpy(block + k, &value, 4);
            }
        } else {
            for (size_t k = 0; k < sizeof block; k += 2) {
                float value = normal();
                uint32_t bits;
                memcpy(&bits, &value, 4);
                uint16_t small = i < mebibytes * 3 / 4 ? half(value) : (uint16_t)(bits >> 16);
                memcpy(block + k, &small, 2);
            }
        }
        if (fwrite(block, 1, sizeof block, stdout) != sizeof block) return 1;
    }
    return fclose(stdout) != 0;
}
