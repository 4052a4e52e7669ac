# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Fails where a source has no contract line: the assembly with its record must be the code and BYTES more.
# ASSEMBLED: a file of a line each, the source and, behind a bar, what its two assemblies are called but for their endings.
file(STRINGS ${ASSEMBLED} lines)
foreach(line IN LISTS lines)
  string(REGEX MATCH "^(.*)[|](.*)$" line "${line}")
  file(SIZE "${CMAKE_MATCH_2}.contract" record)
  file(SIZE "${CMAKE_MATCH_2}.bin" code)
  math(EXPR more "${record} - ${code}")
  if(NOT more EQUAL BYTES)
    message(FATAL_ERROR "${CMAKE_MATCH_1}: has no contract line (see asm/contract.inc)")
  endif()
endforeach()
