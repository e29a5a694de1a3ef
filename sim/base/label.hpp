// A name in both languages of the project.
#pragma once

#include <string>

namespace jiuzhou {

struct Label {
  std::string en, zh;
};

}  // namespace jiuzhou
