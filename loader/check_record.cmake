# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Fails where a source has no contract line: the assembly with its record must be the code and BYTES more.
file(SIZE ${RECORD} record)
file(SIZE ${CODE} code)
math(EXPR more "${record} - ${code}")
if(NOT more EQUAL BYTES)
  message(FATAL_ERROR "${SOURCE}: has no contract line (see asm/contract.inc)")
endif()
