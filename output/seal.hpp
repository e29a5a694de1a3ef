// A seal at the end of a finished result: a checksum of all bytes before, behind what HDF5 reads. The HDF5 library may
// crash on a damaged file; so its own readers look at the seal first. A program that changes the file cuts the seal
// off, and what is cut has none.
#pragma once

#include <string>

namespace jiuzhou {

void seal(const std::string& path);        // appends; and waits until that is on the disk
void check_seal(const std::string& path);  // IoError where there is none or it does not fit

}  // namespace jiuzhou
