#define _GNU_SOURCE
#include "sampler.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static size_t kept[SAMPLER_CAPACITY];
static atomic_size_t kept_count;
static timer_t timer;
static int has_timer;

static void keep(int signal, siginfo_t *info, void *context) {
    (void)signal;
    (void)info;
    const ucontext_t *machine = context;
#if defined(__x86_64__)
    size_t address = (size_t)machine->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    size_t address = (size_t)machine->uc_mcontext.pc;
#else
#error "the sampler knows x86-64 and arm64"
#endif
    size_t index = atomic_load_explicit(&kept_count, memory_order_relaxed);
    if (index == SAMPLER_CAPACITY) return;
    kept[index] = address;
    atomic_store_explicit(&kept_count, index + 1, memory_order_relaxed);
}

static int set(long nanoseconds) {
    struct itimerspec every = {0};
    every.it_interval.tv_nsec = nanoseconds;
    every.it_value.tv_nsec = nanoseconds;
    return timer_settime(timer, 0, &every, NULL);
}

int sampler_start(int microseconds) {
    if (!has_timer) {
        struct sigaction action = {0};
        action.sa_sigaction = keep;
        action.sa_flags = SA_SIGINFO | SA_RESTART;
        if (sigaction(SIGPROF, &action, NULL) != 0) return -1;
        struct sigevent event = {0};
        event.sigev_notify = SIGEV_THREAD_ID;
        event.sigev_signo = SIGPROF;
        event._sigev_un._tid = gettid();
        /* Not the CPU's clock: its timers fire with the scheduler's tick, every 4 ms. */
        if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return -1;
        has_timer = 1;
    }
    return set(1000L * microseconds);
}

void sampler_stop(void) {
    if (has_timer) set(0);
}

size_t sampler_take(size_t *addresses, size_t count) {
    size_t taken = atomic_load(&kept_count);
    if (taken > count) taken = count;
    memcpy(addresses, kept, taken * sizeof kept[0]);
    atomic_store(&kept_count, 0);
    return taken;
}
