#ifndef IC_CPU_H
#define IC_CPU_H

/* Which instructions the kernels of the fast lanes may use. All levels give the same bytes. */
typedef enum {
    IC_CPU_PORTABLE = 0, /* plain C, for every architecture */
    IC_CPU_SSE2 = 1,     /* every x86-64 */
    IC_CPU_NEON = 1,     /* every arm64 */
    IC_CPU_V3 = 2        /* x86-64-v3: AVX2, BMI2 */
} ic_cpu_level;

/* The highest level of this machine, or the lower one that was forced. */
ic_cpu_level ic_fast_cpu_level(void);

/* For tests: at most this level from now on, on all threads. */
void ic_fast_cpu_force(ic_cpu_level level);

#endif
