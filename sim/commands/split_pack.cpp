// `jiuzhou pack split PACK --by FILE -o FOLDER`: a pack with regions split into places.
#include "sim/pack/split_pack.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <iostream>

#include "output/files.hpp"
#include "sim/base/error.hpp"
#include "sim/base_year/balance.hpp"
#include "sim/commands/commands.hpp"
#include "sim/commands/run.hpp"
#include "sim/pack/find_pack.hpp"
#include "sim/pack/load_pack.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace {

namespace fs = std::filesystem;

std::string name_of(const std::string& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

struct Refused {};

void must_be_clean(const Diagnostics& diagnostics) {
  if (diagnostics.ok()) return;
  std::cerr << diagnostics.text();
  throw Refused();
}

// What the whole nation makes in a year, and how far any identity of the base year is off.
std::pair<double, double> balanced(const Pack& pack) {
  const BaseYear base = balance(pack, {});
  double made = 0;
  for (const auto* table : {&base.labour, &base.production_tax, &base.surplus})
    for (const double x : table->values()) made += x;
  return {made, base.largest_residual};
}

void write_split(const SplitPack& given) {
  if (fs::exists(given.folder) && !(fs::is_directory(given.folder) && fs::is_empty(given.folder)))
    throw InputError(in_quotes(given.folder) + " is there already and is not an empty folder");
  if (const auto why = bad_name(name_of(given.folder)))
    throw InputError(fmt::format("the name of the new pack, {}, {}", in_quotes(name_of(given.folder)), *why));
  const auto folder = find_pack_folder(given.pack, ".");
  if (!folder) throw InputError("no pack " + in_quotes(given.pack));
  Diagnostics diagnostics;
  const auto pack = load_pack(*folder, diagnostics);
  must_be_clean(diagnostics);
  const SourceText* table = diagnostics.open(given.places, largest_csv);
  const auto regions = read_places(table, *pack, diagnostics);
  must_be_clean(diagnostics);
  auto files = split_pack(*pack, regions, name_of(given.folder), diagnostics);
  must_be_clean(diagnostics);
  files["places.csv"] = table->text();  // so that the pack says what it was made with
  try {
    for (const auto& [name, text] : files) {
      NewFile out((fs::path(given.folder) / name).string());
      out << text;
      out.finish();
    }
    const auto made = load_pack(given.folder, diagnostics);
    must_be_clean(diagnostics);
    const auto [before, residual_before] = balanced(*pack);
    const auto [after, residual] = balanced(*made);
    std::cout << fmt::format(
        "{}: {} regions, {} of them places of {}; value added of the base year {:.4f} % of what it was, largest "
        "residual {:.1e}\n",
        given.folder, made->region_count(), made->region_count() - pack->region_count() + regions.size(),
        regions.size() == 1 ? "one region" : fmt::format("{} regions", regions.size()), 100 * after / before, residual);
  } catch (...) {
    std::error_code code;
    fs::remove_all(given.folder, code);
    throw;
  }
}

}  // namespace

int split_pack(const SplitPack& given) try {
  write_split(given);
  return exit_done;
} catch (const Refused&) {
  return exit_bad_input;
}

}  // namespace jiuzhou
