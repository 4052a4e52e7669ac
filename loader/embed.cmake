# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# loader_embed_blobs(TARGET SYMBOL FILE.asm...)
# Assembles each file to raw code with `nasm -f bin`, once plainly (the code) and once with its contract record before
# it, embeds both and adds `const struct blob_table SYMBOL` (loader/blob.h) to the target.
set(LOADER_CONTRACT_INC ${PROJECT_SOURCE_DIR}/asm/contract.inc)
set(LOADER_RECORD_BYTES 128) # sizeof(struct contract_record)

function(loader_embed_blobs target symbol)
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${symbol})
  file(MAKE_DIRECTORY ${dir})
  set(rows "")
  set(bytes "")
  set(outputs "")
  list(LENGTH ARGN count)
  foreach(source IN LISTS ARGN)
    get_filename_component(source ${source} ABSOLUTE)
    get_filename_component(name ${source} NAME_WE)
    set(nasm ${NASM} -f bin -w+error -p ${LOADER_CONTRACT_INC})
    add_custom_command(
      OUTPUT ${dir}/${name}.bin ${dir}/${name}.contract
      COMMAND ${nasm} -o ${dir}/${name}.bin ${source}
      COMMAND ${nasm} -DMEMCPYBENCH_CONTRACT -o ${dir}/${name}.contract ${source}
      DEPENDS ${source} ${LOADER_CONTRACT_INC}
      COMMENT "nasm -f bin ${name}"
      VERBATIM)
    list(APPEND outputs ${dir}/${name}.bin ${dir}/${name}.contract)
    string(APPEND rows "        .quad .Lname_${name}, .Lrecord_${name}, .Lcode_${name}, .Lend_${name} - .Lcode_${name}\n")
    string(APPEND bytes
      ".Lname_${name}: .asciz \"${name}\"\n"
      "        .balign 8\n"
      ".Lrecord_${name}: .incbin \"${dir}/${name}.contract\", 0, ${LOADER_RECORD_BYTES}\n"
      ".Lcode_${name}: .incbin \"${dir}/${name}.bin\"\n"
      ".Lend_${name}:\n")
  endforeach()
  string(REPLACE "." "_" label "${symbol}")
  file(CONFIGURE OUTPUT ${dir}/${symbol}.S @ONLY CONTENT
"        .section .rodata
@bytes@
        .section .data.rel.ro, \"aw\"
        .balign 8
        .globl ${label}
        .type ${label}, @object
${label}:
        .quad @count@
@rows@
        .size ${label}, . - ${label}
        .section .note.GNU-stack, \"\", @progbits
")
  set_source_files_properties(${dir}/${symbol}.S PROPERTIES OBJECT_DEPENDS "${outputs}")
  target_sources(${target} PRIVATE ${dir}/${symbol}.S)
endfunction()
