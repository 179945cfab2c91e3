#include "fast_jpeg.h"

ic_status ic_fast_progressive_start(struct ic_fast_jpeg *decoder) {
    (void)decoder;
    return IC_UNSUPPORTED;
}
ic_status ic_fast_progressive_rows(struct ic_fast_jpeg *decoder) {
    (void)decoder;
    return IC_UNSUPPORTED;
}
