/* charset - which encoding a text file has, and the same text as UTF-8. Pure but for the heap.
 *
 * People send files as their programs wrote them. The rules look at the bytes alone, so the same
 * file is always read the same way:
 *  1. a UTF-8 byte order mark: UTF-8; the mark is dropped;
 *  2. all of it valid UTF-8 (ASCII too): UTF-8;
 *  3. all of it valid GB18030; at least half of its two-byte characters have both bytes from 0xA1
 *     on (GB 2312, where all common Chinese characters and punctuation lie); and at most half of
 *     the bytes above 0x7F make UTF-8 sequences (that would be two encodings mixed): GB18030;
 *  4. none of the five bytes that Windows-1252 leaves undefined: Windows-1252;
 *  5. otherwise it is no text file of ours.
 * Rule 3 tells Latin text apart: there a byte above 0x7F mostly stands before an ASCII letter. */
#ifndef EVN_IMPORT_CHARSET_H
#define EVN_IMPORT_CHARSET_H

#include "common/base/buf.h"

enum evn_charset { EVN_CHARSET_UTF8, EVN_CHARSET_GB18030, EVN_CHARSET_WINDOWS_1252 };

/* The encoding of `bytes` by the rules above. EVN_E_BAD_TEXT: none of them (rule 5), or the text
 * has NUL bytes, as UTF-16 has. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_charset_detect(struct evn_bytes bytes, enum evn_charset *out);

/* Whether it begins with a byte order mark of UTF-8. */
bool evn_charset_has_mark(struct evn_bytes bytes);

/* Append `bytes` as UTF-8, without a byte order mark. EVN_E_BAD_TEXT: not valid in `charset`.
 * EVN_E_LIMIT, EVN_E_NO_MEMORY: of `out`. */
EVN_MUST_USE evn_err evn_charset_read(enum evn_charset charset, struct evn_bytes bytes,
                                      struct evn_buf *out);

/* "UTF-8", "GB18030", "Windows-1252". */
const char *evn_charset_name(enum evn_charset charset);

#endif
