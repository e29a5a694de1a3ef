// A test with a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include "tests/files.hpp"

namespace jiuzhou {

class FolderTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
  std::string write(const std::string& name, std::string_view bytes) const { return folder_.write(name, bytes); }

  const Folder folder_;
};

}  // namespace jiuzhou
