# Writes the revision of the sources to HEADER, at every build: a result must not name a revision it was not made by.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --tags OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT revision)
  set(revision unknown)
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define JIUZHOU_REVISION \"${revision}\"\n")  # leaves a file alone that says so already
