# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Writes version.h: the version, the commit (with "-dirty" where the tree differs from it), the compiler.
set(commit "unknown")
find_program(GIT git)
if(GIT)
  execute_process(
    COMMAND ${GIT} -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE described
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET
    RESULT_VARIABLE failed)
  # A tree unpacked inside somebody else's clone has no commit of its own.
  execute_process(
    COMMAND ${GIT} -C ${SOURCE} rev-parse --show-prefix
    OUTPUT_VARIABLE prefix
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET)
  if(NOT failed AND prefix STREQUAL "")
    set(commit ${described})
  endif()
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT
"#define MEMCPYBENCH_VERSION \"${VERSION}\"
#define MEMCPYBENCH_COMMIT \"${commit}\"
#define MEMCPYBENCH_COMPILER \"${COMPILER}\"
")
