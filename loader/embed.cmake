# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# loader_embed_blobs(TARGET SYMBOL FILE.asm... [LINK NAME...])
# Assembles each file to raw code with `nasm -f bin`, once plainly (the code) and once with its contract record before
# it, embeds both and adds `const struct blob_table SYMBOL` (loader/blob.h) to the target. Those named after LINK are
# assembled a third time, as ELF, and linked: the same bytes, called without the loader. What several tables of one directory
# hold is assembled for the first of them.
set(LOADER_CONTRACT_INC ${PROJECT_SOURCE_DIR}/asm/contract.inc)
set(LOADER_RECORD_BYTES 128) # sizeof(struct contract_record)
set(LOADER_CHECK_RECORD ${CMAKE_CURRENT_LIST_DIR}/check_record.cmake)

function(loader_embed_blobs target symbol)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "LINK")
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${symbol})
  file(MAKE_DIRECTORY ${dir})
  set(rows "")
  set(bytes "")
  set(outputs "")
  set(assembled "")
  set(objects "")
  list(LENGTH arg_UNPARSED_ARGUMENTS count)
  foreach(source IN LISTS arg_UNPARSED_ARGUMENTS)
    get_filename_component(source ${source} ABSOLUTE)
    get_filename_component(name ${source} NAME_WLE)
    get_filename_component(beside ${source} DIRECTORY)
    file(STRINGS ${source} included REGEX "^%include ") # another kernel, that it is a variant of
    list(TRANSFORM included REPLACE "^%include \"(.*)\".*" "${beside}/\\1")
    if(NOT name MATCHES "^[a-z0-9][a-z0-9_.-]*$")
      message(FATAL_ERROR "${source}: a blob's name is [a-z0-9][a-z0-9_.-]{0,47} (rename the file)")
    endif()
    string(MAKE_C_IDENTIFIER "${symbol}_${name}" label) # dots and dashes are no part of a symbol
    set(nasm ${NASM} -w+error -p ${LOADER_CONTRACT_INC} -I ${beside}/)
    get_property(files DIRECTORY PROPERTY "LOADER_FILES_OF_${source}")
    if(NOT files)
      set(files ${dir}/${name})
      set_property(DIRECTORY PROPERTY "LOADER_FILES_OF_${source}" ${files})
      add_custom_command(
        OUTPUT ${files}.bin ${files}.contract
        COMMAND ${nasm} -f bin -o ${files}.bin ${source}
        COMMAND ${nasm} -f bin -DMEMCPYBENCH_CONTRACT -o ${files}.contract ${source}
        DEPENDS ${source} ${included} ${LOADER_CONTRACT_INC}
        COMMENT "nasm -f bin ${name}"
        VERBATIM)
    endif()
    set(linked 0)
    if(name IN_LIST arg_LINK)
      set(linked ${label})
      add_custom_command(
        OUTPUT ${dir}/${name}.o
        COMMAND ${nasm} -f elf64 -DMEMCPYBENCH_OBJECT=${linked} -o ${dir}/${name}.o ${source}
        DEPENDS ${source} ${included} ${LOADER_CONTRACT_INC}
        COMMENT "nasm -f elf64 ${name}"
        VERBATIM)
      list(APPEND objects ${dir}/${name}.o)
    endif()
    list(APPEND outputs ${files}.bin ${files}.contract)
    string(APPEND assembled "${source}|${files}\n")
    string(APPEND rows "        .quad .Lname_${label}, .Lrecord_${label}, .Lcode_${label}, .Lend_${label} - .Lcode_${label}, ${linked}\n")
    string(APPEND bytes
      ".Lname_${label}: .asciz \"${name}\"\n"
      "        .balign 8\n"
      ".Lrecord_${label}: .incbin \"${files}.contract\", 0, ${LOADER_RECORD_BYTES}\n"
      ".Lcode_${label}: .incbin \"${files}.bin\"\n"
      ".Lend_${label}:\n")
  endforeach()
  file(CONFIGURE OUTPUT ${dir}/${symbol}.S @ONLY CONTENT
"        .section .rodata
@bytes@
        .section .data.rel.ro, \"aw\"
        .balign 8
        .globl ${symbol}
        .type ${symbol}, @object
${symbol}:
        .quad @count@
@rows@
        .size ${symbol}, . - ${symbol}
        .section .note.GNU-stack, \"\", @progbits
")
  if(objects) # as link items, since an object library passes on only what it compiled itself
    add_custom_target(${symbol}_objects DEPENDS ${objects})
    add_dependencies(${target} ${symbol}_objects)
    target_link_libraries(${target} PUBLIC ${objects})
  endif()
  file(CONFIGURE OUTPUT ${dir}/assembled @ONLY CONTENT "@assembled@")
  add_custom_command(
    OUTPUT ${dir}/checked
    COMMAND ${CMAKE_COMMAND} -DASSEMBLED=${dir}/assembled -DBYTES=${LOADER_RECORD_BYTES} -P ${LOADER_CHECK_RECORD}
    COMMAND ${CMAKE_COMMAND} -E touch ${dir}/checked
    DEPENDS ${outputs} ${dir}/assembled ${LOADER_CHECK_RECORD}
    COMMENT "contracts of ${symbol}"
    VERBATIM)
  set_source_files_properties(${dir}/${symbol}.S PROPERTIES OBJECT_DEPENDS "${outputs};${dir}/checked")
  target_sources(${target} PRIVATE ${dir}/${symbol}.S)
endfunction()
