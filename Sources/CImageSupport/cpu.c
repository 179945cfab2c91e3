#include "ic_cpu.h"

#include <stdatomic.h>

static atomic_int forced = IC_CPU_V3;

static ic_cpu_level machine_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v3") ? IC_CPU_V3 : IC_CPU_SSE2;
#elif defined(__aarch64__)
    return IC_CPU_NEON;
#else
    return IC_CPU_PORTABLE;
#endif
}

ic_cpu_level ic_fast_cpu_level(void) {
    ic_cpu_level machine = machine_level();
    ic_cpu_level limit = (ic_cpu_level)atomic_load_explicit(&forced, memory_order_relaxed);
    return machine < limit ? machine : limit;
}

void ic_fast_cpu_force(ic_cpu_level level) {
    atomic_store_explicit(&forced, (int)level, memory_order_relaxed);
}
