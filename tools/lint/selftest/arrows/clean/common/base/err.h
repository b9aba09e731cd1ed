/* err - a planted header. Pure. */
