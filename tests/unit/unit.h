// SPDX-FileCopyrightText: the memcpybench authors
// SPDX-License-Identifier: MIT

// What every unit test includes: cmocka with the headers it forgets to include.
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

#endif
