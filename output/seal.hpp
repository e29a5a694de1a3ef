// A seal at the end of a finished result: a checksum of all bytes before, behind what HDF5 reads. The HDF5 library may
// crash on a damaged file; so its own readers look at the seal first. A program that changes the file cuts the seal
// off.
#pragma once

#include <string>

namespace jiuzhou {

void seal(const std::string& path);               // appends; and waits until that is on the disk
void refuse_if_damaged(const std::string& path);  // IoError where there is a seal and it does not fit

}  // namespace jiuzhou
