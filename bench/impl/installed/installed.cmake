# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Who else is raced: the memcpy of every library that is installed here. Each is one row below. What is found is taken
# out of its static library as an object file, its symbols get a prefix, so that none meets the C library's, and it is
# linked; what is absent is listed with the package that would bring it. installed_rows (installed.h) is the outcome.
option(MEMCPYBENCH_FIELD "Race the memcpy of other libraries that are installed" ON)
set(INSTALLED_DIR ${CMAKE_CURRENT_BINARY_DIR}/installed)
file(MAKE_DIRECTORY ${INSTALLED_DIR})

# installed_member(NAME SUMMARY TEXT PACKAGE DEBIAN_PACKAGE ARCHIVE GLOB... MEMBER FILE SYMBOL SYMBOL
#                  [ISA FEATURE...] [PREFIX PREFIX] [NEEDS SYMBOL...] [BEST])
# The function SYMBOL of the object file MEMBER in the first archive there is, of several versions the newest. Its other
# symbols become installed_PREFIX_…, PREFIX being NAME unless said; NEEDS are those that it may ask for and that are
# ours to define, under the same prefix. BEST races where nobody is asked for.
function(installed_member name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "BEST" "SUMMARY;PACKAGE;MEMBER;SYMBOL;PREFIX" "ARCHIVE;ISA;NEEDS")
  if(NOT arg_PREFIX)
    set(arg_PREFIX ${name})
  endif()
  installed_first(archive ${arg_ARCHIVE})
  set(absent "the package ${arg_PACKAGE}")
  set(package ${arg_PACKAGE})
  if(NOT MEMCPYBENCH_FIELD)
    set(absent "a build with MEMCPYBENCH_FIELD=ON")
    set(package "")
  elseif(archive)
    installed_extract(${archive} ${arg_MEMBER} ${arg_PREFIX} "${arg_NEEDS}" object sha256 absent)
    set(package "")
  endif()
  if(absent)
    installed_row("${name}" "${arg_SUMMARY}" "${arg_ISA}" "" "" "" "${absent}" "${package}" "${arg_BEST}")
    return()
  endif()
  installed_origin(${archive} origin)
  installed_row("${name}" "${arg_SUMMARY}" "${arg_ISA}" "installed_${arg_PREFIX}_${arg_SYMBOL}" "${origin}" "${sha256}"
                "" "" "${arg_BEST}")
  set_property(GLOBAL APPEND PROPERTY INSTALLED_OBJECTS ${object})
endfunction()

# installed_header(NAME SUMMARY TEXT PACKAGE DEBIAN_PACKAGE HEADER FILE SUFFIX FOLDER SOURCE FILE MACRO MACRO
#                  [OPTIONS OPTION...] [ISA FEATURE...] [BEST])
# A copy that its library has in a header only: SOURCE, a file of ours, defines it under the name that MACRO is.
function(installed_header name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "BEST" "SUMMARY;PACKAGE;HEADER;SUFFIX;SOURCE;MACRO" "OPTIONS;ISA")
  set(absent "")
  set(package "")
  find_path(include ${arg_HEADER} PATH_SUFFIXES ${arg_SUFFIX} NO_CACHE)
  if(NOT MEMCPYBENCH_FIELD)
    set(absent "a build with MEMCPYBENCH_FIELD=ON")
  elseif(NOT include)
    set(absent "the package ${arg_PACKAGE}")
    set(package ${arg_PACKAGE})
  else()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${include}/${arg_HEADER})
    set(folders ${include} /usr/include/${arg_SUFFIX}) # Debian keeps half of a library in one of the architecture's
    list(TRANSFORM folders PREPEND -I OUTPUT_VARIABLE include_flags)
    set(flags -O3 -fno-builtin -fno-stack-protector
              -fcf-protection=none -D${arg_MACRO}=installed_${name} ${arg_OPTIONS})
    execute_process(COMMAND ${CMAKE_C_COMPILER} -std=c17 -D_GNU_SOURCE -fsyntax-only ${include_flags} ${flags} ${arg_SOURCE}
                    RESULT_VARIABLE fails ERROR_QUIET)
    if(fails)
      set(absent "a ${arg_HEADER} that compiles here")
    endif()
  endif()
  if(absent)
    installed_row("${name}" "${arg_SUMMARY}" "${arg_ISA}" "" "" "" "${absent}" "${package}" "${arg_BEST}")
    return()
  endif()
  add_library(installed_${name} OBJECT ${arg_SOURCE})
  target_include_directories(installed_${name} SYSTEM PRIVATE ${folders})
  # Never sanitized, the same code in every build, and no call of memcpy instead of a loop.
  target_compile_options(
    installed_${name} PRIVATE ${flags} -fno-sanitize=all
                              $<$<C_COMPILER_ID:GNU>:-fno-tree-loop-distribute-patterns>)
  installed_origin(${include}/${arg_HEADER} origin)
  installed_row("${name}" "${arg_SUMMARY}" "${arg_ISA}" "installed_${name}" "${origin}" "" "" "" "${arg_BEST}")
  set_property(GLOBAL APPEND PROPERTY INSTALLED_OBJECTS $<TARGET_OBJECTS:installed_${name}>)
endfunction()

# The first pattern that a file fits; of several files the one with the highest version.
function(installed_first out)
  set(${out} "" PARENT_SCOPE)
  foreach(pattern IN LISTS ARGN)
    file(GLOB found CONFIGURE_DEPENDS ${pattern}) # whoever comes or goes is noticed by the next build
    if(found)
      list(SORT found COMPARE NATURAL ORDER DESCENDING)
      list(GET found 0 first)
      set(${out} ${first} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# One file out of an archive, once however many functions of it are wanted. Where it is not fit to be linked, *absent
# says what would be.
function(installed_extract archive member prefix needs out_object out_sha256 out_absent)
  set(raw ${INSTALLED_DIR}/${prefix}_${member})
  set(object ${raw}.linked.o)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${archive})
  get_filename_component(library ${archive} NAME)
  set(${out_object} ${object} PARENT_SCOPE)
  execute_process(COMMAND ${CMAKE_AR} p ${archive} ${member} OUTPUT_FILE ${raw} ERROR_QUIET)
  file(SIZE ${raw} size)
  if(size EQUAL 0)
    set(${out_absent} "a ${library} with ${member}" PARENT_SCOPE)
    return()
  endif()
  file(SHA256 ${raw} sha256)
  set(${out_sha256} ${sha256} PARENT_SCOPE)
  execute_process(COMMAND ${CMAKE_NM} -u -P ${raw} OUTPUT_VARIABLE undefined)
  string(REGEX REPLACE " [^\n]*\n" ";" undefined "${undefined}")
  list(REMOVE_ITEM undefined ${needs} "")
  execute_process(COMMAND ${CMAKE_OBJDUMP} -r ${raw} OUTPUT_VARIABLE relocations)
  if(undefined OR relocations MATCHES "R_X86_64_32|R_X86_64_GOT|R_X86_64_TP|R_X86_64_TLS")
    set(${out_absent} "a ${library} whose ${member} stands alone" PARENT_SCOPE)
    return()
  endif()
  execute_process(COMMAND ${CMAKE_OBJCOPY} --strip-debug --prefix-symbols=installed_${prefix}_ ${raw} ${object}
                  RESULT_VARIABLE fails ERROR_QUIET)
  set(${out_absent} "" PARENT_SCOPE)
  if(fails)
    set(${out_absent} "an objcopy that reads ${member}" PARENT_SCOPE)
  endif()
endfunction()

# "package version" of whoever owns a file, or where it lies.
function(installed_origin file out)
  set(${out} ${file} PARENT_SCOPE)
  find_program(DPKG_QUERY dpkg-query)
  mark_as_advanced(DPKG_QUERY)
  if(NOT DPKG_QUERY)
    return()
  endif()
  file(REAL_PATH ${file} real)
  execute_process(COMMAND ${DPKG_QUERY} -S ${real} OUTPUT_VARIABLE owner ERROR_QUIET RESULT_VARIABLE fails)
  if(fails)
    return()
  endif()
  string(REGEX MATCH "^[^ ,]+" owner "${owner}") # "musl-dev:amd64:"
  string(REGEX REPLACE ":$" "" owner ${owner})
  execute_process(COMMAND ${DPKG_QUERY} -W "--showformat=\${Package} \${Version}" ${owner} OUTPUT_VARIABLE name_and_version)
  set(${out} ${name_and_version} PARENT_SCOPE)
endfunction()

# A row of the table in C; empty texts are NULL.
function(installed_row name summary isa fn origin sha256 absent package best)
  set(bits 0)
  foreach(feature IN LISTS isa)
    string(TOUPPER ${feature} feature)
    string(APPEND bits " | CPU_BIT(CPU_${feature})")
  endforeach()
  set(texts "")
  foreach(text origin sha256 absent package)
    if(${text})
      string(APPEND texts ", .${text} = \"${${text}}\"")
    endif()
  endforeach()
  if(fn)
    set_property(GLOBAL APPEND_STRING PROPERTY INSTALLED_EXTERNS "extern memcpy_fn ${fn};\n")
    string(APPEND texts ", .fn = ${fn}")
  endif()
  if(best)
    string(APPEND texts ", .best = true")
  endif()
  set_property(GLOBAL APPEND_STRING PROPERTY INSTALLED_ROWS
               "    {.name = \"${name}\", .summary = \"${summary}\", .isa = ${bits}${texts}},\n")
endfunction()

# glibc's variants for x86-64, of which its ifunc chooses one: the only way to call the others on a machine of one's own.
execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=libc.a OUTPUT_VARIABLE libc_a
                OUTPUT_STRIP_TRAILING_WHITESPACE)
function(glibc_variant variant object summary)
  installed_member(
    glibc_${variant}
    SUMMARY ${summary}
    PACKAGE libc6-dev
    ARCHIVE ${libc_a}
    MEMBER memmove-${object}.o
    SYMBOL __memcpy_${variant}
    PREFIX glibc
    NEEDS __x86_rep_movsb_threshold # these are defined in glibc_thresholds.c
          __x86_rep_movsb_stop_threshold
          __x86_shared_non_temporal_threshold
          __x86_shared_cache_size_half
          __x86_string_control
          __chk_fail
    ${ARGN})
endfunction()
glibc_variant(erms erms "rep movsb at every size")
glibc_variant(sse2_unaligned sse2-unaligned-erms "16-byte moves" ISA sse2)
glibc_variant(sse2_unaligned_erms sse2-unaligned-erms "16-byte moves, rep movsb for the middle sizes" ISA sse2)
glibc_variant(ssse3 ssse3 "16-byte moves, loads aligned and shifted together" ISA ssse3)
glibc_variant(avx_unaligned avx-unaligned-erms "32-byte moves" ISA avx BEST)
glibc_variant(avx_unaligned_erms avx-unaligned-erms "32-byte moves, rep movsb for the middle sizes" ISA avx BEST)
glibc_variant(avx_unaligned_rtm avx-unaligned-erms-rtm "32-byte moves, for use in transactions" ISA avx rtm)
glibc_variant(avx_unaligned_erms_rtm avx-unaligned-erms-rtm "32-byte moves, rep movsb, for use in transactions" ISA avx rtm)
glibc_variant(evex_unaligned evex-unaligned-erms "32-byte moves through ymm16 and up" ISA avx512vl BEST)
glibc_variant(evex_unaligned_erms evex-unaligned-erms "32-byte moves through ymm16 and up, rep movsb for the middle" ISA avx512vl)
glibc_variant(avx512_unaligned avx512-unaligned-erms "64-byte moves through zmm16 and up" ISA avx512vl BEST)
glibc_variant(avx512_unaligned_erms avx512-unaligned-erms "64-byte moves through zmm16 and up, rep movsb for the middle" ISA avx512vl)
glibc_variant(avx512_no_vzeroupper avx512-no-vzeroupper "64-byte moves, made for Knights Landing" ISA avx512f)

installed_member(
  musl
  SUMMARY "musl's: rep movsq between single bytes"
  PACKAGE musl-dev
  ARCHIVE /usr/lib/x86_64-linux-musl/libc.a /usr/lib/musl/lib/libc.a
  MEMBER memcpy.lo
  SYMBOL memcpy)

installed_member(
  llvm_libc
  SUMMARY "LLVM libc's, as built for any x86-64"
  PACKAGE libllvmlibc-19-dev
  ARCHIVE /usr/lib/llvm-*/lib/libllvmlibc.a
  MEMBER memcpy.cpp.o
  SYMBOL memcpy
  ISA sse2)

installed_member(
  dietlibc
  SUMMARY "dietlibc's: a loop of 16-byte moves"
  PACKAGE dietlibc-dev
  ARCHIVE /usr/lib/*/diet/lib-x86_64/libc.a /usr/lib/diet/lib-x86_64/libc.a
  MEMBER memcpy.o
  SYMBOL memcpy
  ISA sse2)

installed_member(
  klibc
  SUMMARY "klibc's: rep movsq, rep movsb for the rest"
  PACKAGE libklibc-dev
  ARCHIVE /usr/lib/klibc/lib/libc.a
  MEMBER memcpy.o
  SYMBOL memcpy)

set(dpdk SUFFIX dpdk HEADER rte_memcpy.h PACKAGE libdpdk-dev SOURCE ${CMAKE_CURRENT_LIST_DIR}/dpdk_rte.c MACRO DPDK_RTE)
installed_header(dpdk_rte SUMMARY "rte_memcpy() with 16-byte moves" OPTIONS -mssse3 ISA ssse3 ${dpdk})
installed_header(dpdk_rte_avx2 SUMMARY "rte_memcpy() with 32-byte moves" OPTIONS -mavx2 ISA avx2 BEST ${dpdk})
installed_header(dpdk_rte_avx512 SUMMARY "rte_memcpy() with 64-byte moves" OPTIONS -mavx512f -DRTE_MEMCPY_AVX512
                 ISA avx512f BEST ${dpdk})

get_property(INSTALLED_EXTERNS GLOBAL PROPERTY INSTALLED_EXTERNS)
get_property(INSTALLED_ROWS GLOBAL PROPERTY INSTALLED_ROWS)
get_property(INSTALLED_OBJECTS GLOBAL PROPERTY INSTALLED_OBJECTS)
file(CONFIGURE OUTPUT ${INSTALLED_DIR}/installed_rows.c @ONLY CONTENT
"#include \"bench/impl/installed/installed.h\"

#include \"loader/cpu.h\"

@INSTALLED_EXTERNS@
const struct installed_row installed_rows[] = {
@INSTALLED_ROWS@};
const size_t installed_count = sizeof installed_rows / sizeof *installed_rows;
")
target_sources(bench PRIVATE ${INSTALLED_DIR}/installed_rows.c)
target_link_libraries(bench PUBLIC ${INSTALLED_OBJECTS})
# Assembly of other houses does not always say that it needs no executable stack.
target_link_options(bench PUBLIC LINKER:-z,noexecstack)
