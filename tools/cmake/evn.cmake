# Shared build rules: one set of warnings, and one function per kind of target.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
foreach(lib libsodium lmdb libzstd libzmq libczmq libprotobuf-c jansson libmicrohttpd icu-i18n icu-uc)
  pkg_check_modules(${lib} REQUIRED IMPORTED_TARGET ${lib})
  # The library's own folder and no more. What libraries behind it bring along is not needed, and read
  # from its cache CMake takes "-isystem DIR" apart otherwise than at first: a second configuration
  # would build half of the tree again.
  set_target_properties(PkgConfig::${lib} PROPERTIES INTERFACE_COMPILE_OPTIONS ""
    INTERFACE_INCLUDE_DIRECTORIES "${${lib}_INCLUDEDIR}")
endforeach()

add_library(evn_flags INTERFACE)
target_compile_options(evn_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
  -Wvla -Werror -fno-common -fstack-protector-strong "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
target_compile_definitions(evn_flags INTERFACE _GNU_SOURCE)
target_include_directories(evn_flags INTERFACE ${CMAKE_SOURCE_DIR})
# Assertions stay on in every build: NDEBUG is never defined.
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELEASE "${CMAKE_C_FLAGS_RELEASE}")
set(CMAKE_C_FLAGS_RELEASE "${CMAKE_C_FLAGS_RELEASE} -O2 -g")
# Structs of a few hundred bytes are cleared and copied by plain stores: starting `rep stos`, which gcc
# takes for them otherwise, costs 30 to 50 cycles each time.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  string(APPEND CMAKE_C_FLAGS_RELEASE " -mmemset-strategy=unrolled_loop:512:noalign,libcall:-1:noalign"
    " -mmemcpy-strategy=unrolled_loop:256:noalign,libcall:-1:noalign")
endif()

if(EVN_SANITIZE)
  target_compile_options(evn_flags INTERFACE -fsanitize=address,undefined
    -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1 -DEVN_CHECK_ALWAYS=1)
  target_link_options(evn_flags INTERFACE -fsanitize=address,undefined)
endif()
if(EVN_COVERAGE)
  target_compile_options(evn_flags INTERFACE --coverage)
  target_link_options(evn_flags INTERFACE --coverage)
endif()
if(EVN_FUZZ)
  target_compile_options(evn_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(EVN_LTO)
  include(CheckIPOSupported)
  check_ipo_supported()
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()

# evn_library(NAME SOURCES... [LINK libs...]): a static library of the shell side.
function(evn_library name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${A_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC ${A_LINK} PRIVATE evn_flags)
endfunction()

# evn_core(NAME SOURCES... [LINK pure libs...]): a pure core. It may link only other cores and
# evn_base; tools/lint checks its undefined symbols against an allow-list, in a build without
# link-time optimisation: there `nm` reads real symbols.
function(evn_core name)
  evn_library(${name} ${ARGN})
  set_property(GLOBAL APPEND PROPERTY EVN_CORES ${name})
  set_target_properties(${name} PROPERTIES EVN_CORE ON)
endfunction()

# evn_program(NAME SOURCES... [LINK libs...]): in <build>/bin, for `evn up` finds the services
# beside itself.
function(evn_program name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  add_executable(${name} ${A_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  target_link_libraries(${name} PRIVATE ${A_LINK} evn_flags)
endfunction()

# evn_test(NAME LABEL unit|contract|integration|sim|golden|crash TIMEOUT seconds
#          [CORES n] SOURCES... [LINK libs...] [ARGS arguments...]): one CUnit program, one ctest
#          entry; CORES: it keeps so many busy by itself, so ctest runs fewer others beside it.
function(evn_test name)
  cmake_parse_arguments(A "" "LABEL;TIMEOUT;CORES" "LINK;ARGS" ${ARGN})
  add_executable(${name} ${A_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${A_LINK} evn_testlib evn_flags)
  add_test(NAME ${name} COMMAND ${name} ${A_ARGS})
  set_tests_properties(${name} PROPERTIES LABELS "${A_LABEL}" TIMEOUT ${A_TIMEOUT}
    SKIP_RETURN_CODE 77)
  if(A_CORES)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${A_CORES})
  endif()
endfunction()

# <build>/cores.txt: the archives tools/lint checks for purity, and those a core may call.
function(evn_write_cores)
  get_property(cores GLOBAL PROPERTY EVN_CORES)
  set(lines "base $<TARGET_FILE:evn_base>\n")
  foreach(core ${cores})
    string(APPEND lines "core $<TARGET_FILE:${core}>\n")
  endforeach()
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/cores.txt CONTENT "${lines}")
endfunction()
cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL evn_write_cores)

# evn_add_folders(): every folder below this one that has a CMakeLists.txt, in order of name.
function(evn_add_folders)
  file(GLOB lists CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}
    ${CMAKE_CURRENT_SOURCE_DIR}/*/CMakeLists.txt)
  list(SORT lists)
  foreach(list IN LISTS lists)
    get_filename_component(folder ${list} DIRECTORY)
    add_subdirectory(${folder})
  endforeach()
endfunction()
