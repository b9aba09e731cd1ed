// GROW 601 blank
