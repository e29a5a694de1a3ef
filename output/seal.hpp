// The seal at the end of a finished result is a checksum of all bytes before it, behind the part that HDF5 reads. The
// HDF5 library may crash on a damaged file, so our readers check the seal first. A program that changes the file cuts
// the seal off, and a truncated file has none.
#pragma once

#include <string>

namespace jiuzhou {

void seal(const std::string& path);        // appends it, and waits until it is on the disk
void check_seal(const std::string& path);  // IoError if there is none or it does not fit

}  // namespace jiuzhou
