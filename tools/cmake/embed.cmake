# embed.cmake: cmake -DIN=file -DOUT=file.c -DNAME=c_name -P embed.cmake
# A file as a C array NAME and its length NAME_len.
file(READ ${IN} hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "((0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,)(0x..,))" "\\1\n" bytes "${bytes}")
file(WRITE ${OUT} "#include <stddef.h>\n#include <stdint.h>\n"
  "extern const uint8_t ${NAME}[];\nextern const size_t ${NAME}_len;\n"
  "const uint8_t ${NAME}[] = {\n${bytes}};\nconst size_t ${NAME}_len = sizeof ${NAME};\n")
