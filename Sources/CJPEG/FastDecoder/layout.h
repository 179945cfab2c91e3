#ifndef LAYOUT_H
#define LAYOUT_H

#include "decoder.h"

/* Gives each plane its size at `scale` eighths, its kernel and memory for a row of MCUs. IC_OK or IC_NO_MEMORY. */
ic_status ic_fast_lay_out(struct ic_fast_jpeg *decoder, int scale, int halves_chroma);

/* Unfolds what the scale and the recoders need of a baseline scan's tables. IC_OK, IC_UNSUPPORTED or IC_NO_MEMORY. */
ic_status ic_fast_make_tables(struct ic_fast_jpeg *decoder);

#endif
