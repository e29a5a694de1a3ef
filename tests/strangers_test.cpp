// Files from strangers: what no run ever wrote is refused as an error of the file, before it can do harm. Every
// checksum fits here; what is behind them is tried.
#include <gtest/gtest.h>
#include <hdf5_hl.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "output/block.hpp"
#include "output/checkpoint.hpp"
#include "output/files.hpp"
#include "output/merge.hpp"
#include "output/reader.hpp"
#include "output/recover.hpp"
#include "output/seal.hpp"
#include "output/sweep_folder.hpp"
#include "sim/base/error.hpp"
#include "sim/commands/run.hpp"
#include "sim/commands/sweep_plan.hpp"
#include "tests/folder_test.hpp"
#include "tests/fuzz/targets.hpp"

namespace jiuzhou {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string refusal(const std::function<void()>& read) {
  try {
    read();
  } catch (const IoError& e) {
    return e.what();
  }
  return "";
}

class Strangers : public FolderTest {
 protected:
  void SetUp() override {
    write("toy.yaml", toy_scenario("2000Q4", "weight: 10000\n"));
    inputs_ = load({});
  }
  [[nodiscard]] Inputs load(const std::vector<std::string>& overrides) const {
    return inputs_of(file("toy.yaml"), overrides);
  }
  void run(const std::string& name, int stop_after = 0) const {
    RunOptions options;
    options.output = file(name);
    options.progress = ProgressMode::none;
    int asked = 0;
    run_inputs(inputs_, options, [&] { return ++asked == stop_after; });
  }

  fs::path folder_;
  Inputs inputs_;
};

// ---- results --------------------------------------------------------------------------------------------------------

// Everything a command reads.
void read_all(const std::string& path) {
  const ResultReader reader = open_result(path);
  for (const StoredSeries& s : reader.series()) {
    static_cast<void>(reader.numbers(s.name));
    for (const std::string& dim : s.dims) {
      if (dim != "time") static_cast<void>(reader.texts(dim));
      for (const auto& label : reader.labels_of(dim))
        static_cast<void>(label.are_text ? reader.texts(label.name).size() : reader.numbers(label.name).size());
    }
  }
}

hid_t string_type() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

// A series or labels of the file's own, in place of what had the name.
struct Made {
  std::string name;
  std::vector<std::string> dims;
  std::vector<hsize_t> extent;
  hid_t type = H5T_IEEE_F64LE;
  std::string unit = "yuan/quarter";
  std::function<void(hid_t)> stored = [](hid_t created) {
    const hsize_t chunk[] = {1, 3};
    H5Pset_chunk(created, 2, chunk);
    H5Pset_shuffle(created);
    H5Pset_deflate(created, 4);
  };
  const void* values = nullptr;
};

void make(hid_t file, const Made& made) {
  if (H5Lexists(file, made.name.c_str(), H5P_DEFAULT) > 0) H5Ldelete(file, made.name.c_str(), H5P_DEFAULT);
  const hid_t created = H5Pcreate(H5P_DATASET_CREATE);
  made.stored(created);
  const hid_t space = H5Screate_simple(static_cast<int>(made.extent.size()), made.extent.data(), nullptr);
  const hid_t data = H5Dcreate2(file, made.name.c_str(), made.type, space, H5P_DEFAULT, created, H5P_DEFAULT);
  for (unsigned axis = 0; axis < made.dims.size(); ++axis) {
    const hid_t scale = H5Dopen2(file, made.dims[axis].c_str(), H5P_DEFAULT);
    H5DSattach_scale(data, scale, axis);
    H5Dclose(scale);
  }
  if (made.values != nullptr) H5Dwrite(data, made.type, H5S_ALL, H5S_ALL, H5P_DEFAULT, made.values);
  if (!made.unit.empty()) H5LTset_attribute_string(file, made.name.c_str(), "units", made.unit.c_str());
  H5Dclose(data), H5Sclose(space), H5Pclose(created);
}

const std::vector<double> twelve(12, 1.0);

Made gdp() {
  Made made{.name = "gdp", .dims = {"time", "province"}, .extent = {4, 3}};
  made.values = twelve.data();
  return made;
}

struct Craft {
  std::string what;
  std::function<void(hid_t)> edit;
};

std::vector<Craft> crafts(const std::string& elsewhere) {
  const auto changed = [](const std::function<void(Made&)>& change) {
    return [change](hid_t file) {
      Made made = gdp();
      change(made);
      make(file, made);
    };
  };
  return {
      {"an attribute of 64 numbers",
       [](hid_t file) {
         const std::vector<long> many(64, 11);
         H5LTset_attribute_long(file, "gdp", "units", many.data(), many.size());
       }},
      {"an attribute of another type",
       [](hid_t file) {
         const float x = 1;
         H5LTset_attribute_float(file, "gdp", "weight", &x, 1);
       }},
      {"a link to another file",
       [&](hid_t file) { H5Lcreate_external("a.h5", "/gdp", file, "x", H5P_DEFAULT, H5P_DEFAULT); }},
      {"a soft link", [](hid_t file) { H5Lcreate_soft("/gdp", file, "x", H5P_DEFAULT, H5P_DEFAULT); }},
      {"a group", [](hid_t file) { H5Gclose(H5Gcreate2(file, "x", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)); }},
      {"bytes of another file", changed([elsewhere](Made& m) {
         m.values = nullptr;
         m.stored = [elsewhere](hid_t created) { H5Pset_external(created, elsewhere.c_str(), 0, 96); };
       })},
      {"a view of another file", changed([elsewhere](Made& m) {
         m.values = nullptr;
         m.stored = [elsewhere](hid_t created) {
           const hsize_t extent[] = {4, 3};
           const hid_t space = H5Screate_simple(2, extent, nullptr);
           H5Pset_virtual(created, space, elsewhere.c_str(), "gdp", space);
           H5Sclose(space);
         };
       })},
      {"no filter", changed([](Made& m) { m.stored = [](hid_t) {}; })},
      {"one more filter", changed([stored = gdp().stored](Made& m) {
         m.stored = [stored](hid_t created) { stored(created), H5Pset_fletcher32(created); };
       })},
      {"the filters the other way round", changed([](Made& m) {
         m.stored = [](hid_t created) {
           const hsize_t chunk[] = {1, 3};
           H5Pset_chunk(created, 2, chunk), H5Pset_deflate(created, 4), H5Pset_shuffle(created);
         };
       })},
      {"chunks of another shape", changed([](Made& m) {
         m.stored = [](hid_t created) {
           const hsize_t chunk[] = {4, 1};
           H5Pset_chunk(created, 2, chunk), H5Pset_shuffle(created), H5Pset_deflate(created, 4);
         };
       })},
      {"numbers that are not there", changed([](Made& m) { m.values = nullptr; })},
      {"more entries than labels", changed([](Made& m) {
         m.extent = {4, 2};
         m.stored = [](hid_t created) {
           const hsize_t chunk[] = {1, 2};
           H5Pset_chunk(created, 2, chunk), H5Pset_shuffle(created), H5Pset_deflate(created, 4);
         };
       })},
      {"an axis without a dimension", changed([](Made& m) { m.dims = {"time"}; })},
      {"a dimension twice", changed([](Made& m) {
         m.dims = {"province", "province"}, m.extent = {3, 3};
       })},
      {"dimensions in another order", changed([](Made& m) {
         m.dims = {"province", "time"}, m.extent = {3, 4};
       })},
      {"numbers of 32 bits", changed([](Made& m) { m.type = H5T_IEEE_F32LE; })},
      {"another unit", changed([](Made& m) { m.unit = "USD/quarter"; })},
      {"a series that nobody knows", changed([](Made& m) { m.name = "gdp2"; })},
      {"a series less", [](hid_t file) { H5Ldelete(file, "gdp", H5P_DEFAULT); }},
      {"a name that leads elsewhere", changed([](Made& m) { m.name = "gdp\n=1"; })},
      {"a dimension without entries",
       [](hid_t file) {
         Made made{
             .name = "area_x", .dims = {}, .extent = {0}, .type = string_type(), .unit = "", .stored = [](hid_t) {}};
         make(file, made);
         const hid_t data = H5Dopen2(file, "area_x", H5P_DEFAULT);
         H5DSset_scale(data, "area_x");
         H5Dclose(data);
       }},
      {"labels of another dimension",
       [](hid_t file) {
         const std::vector<int> codes(4, 1);
         make(file, {.name = "province_adcode",
                     .dims = {"time"},
                     .extent = {4},
                     .type = H5T_STD_I32LE,
                     .unit = "",
                     .stored = [](hid_t) {},
                     .values = codes.data()});
       }},
      {"a block that grows",
       [](hid_t file) {
         make(file, gdp());
         const hid_t data = H5Dopen2(file, "gdp", H5P_DEFAULT);
         const Block bomb = compressed(std::vector<double>(std::size_t{1} << 20, 0.0));
         const hsize_t start[] = {0, 0};
         H5Dwrite_chunk(data, H5P_DEFAULT, 0, start, bomb.size(), bomb.data());
         H5Dclose(data);
       }},
      {"a block that is left as it was",
       [](hid_t file) {
         make(file, gdp());
         const hid_t data = H5Dopen2(file, "gdp", H5P_DEFAULT);
         const hsize_t start[] = {0, 0};
         H5Dwrite_chunk(data, H5P_DEFAULT, 3, start, 24, twelve.data());
         H5Dclose(data);
       }},
      {"a time that stands still",
       [](hid_t file) {
         const hid_t data = H5Dopen2(file, "time", H5P_DEFAULT);
         const double days[] = {0, 91, 91, 274};
         H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, days);
         H5Dclose(data);
       }},
      {"a time that is no number",
       [](hid_t file) {
         const hid_t data = H5Dopen2(file, "time", H5P_DEFAULT);
         const double days[] = {0, 91, 1e300, 274};
         H5Dwrite(data, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, days);
         H5Dclose(data);
       }},
      {"another first quarter", [](hid_t file) { H5LTset_attribute_string(file, "/", "first_quarter", "2001Q1"); }},
      {"a time since never",
       [](hid_t file) { H5LTset_attribute_string(file, "time", "units", "days since 2000-13-45"); }},
      {"text that is not UTF-8",
       [](hid_t file) {
         const hid_t data = H5Dopen2(file, "province_name_zh", H5P_DEFAULT), type = string_type();
         const char* names[] = {"\xb9\xfe", "b", "c"};
         H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, names);
         H5Tclose(type), H5Dclose(data);
       }},
      {"a title that is not UTF-8", [](hid_t file) { H5LTset_attribute_string(file, "/", "source", "\xb9\xfe"); }},
  };
}

TEST_F(Strangers, AResultThatNoRunWroteIsRefused) {
  run("good.h5");
  ASSERT_NO_THROW(read_all(file("good.h5")));
  write("secret", std::string(4096, 's'));
  const auto crafted = [&](const std::function<void(hid_t)>& edit) {
    fs::copy_file(file("good.h5"), file("bad.h5"), fs::copy_options::overwrite_existing);
    const hid_t opened = H5Fopen(file("bad.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    edit(opened);
    H5Fclose(opened);
    return refusal([&] { read_all(file("bad.h5")); });
  };
  EXPECT_NE(crafted([](hid_t) {}).find("seal"), std::string::npos) << "what was opened to be changed has no seal";
  const auto sealed = [&](const std::function<void(hid_t)>& edit) {
    crafted(edit);
    seal(file("bad.h5"));
    return refusal([&] { read_all(file("bad.h5")); });
  };
  EXPECT_EQ(sealed([](hid_t) {}), "") << "changed in nothing";
  EXPECT_EQ(sealed([](hid_t opened) { make(opened, gdp()); }), "") << "a series as a run writes it";
  for (const Craft& craft : crafts(file("secret"))) {
    const std::string said = sealed(craft.edit);
    EXPECT_NE(said, "") << craft.what;
    EXPECT_NE(said.find("is cut or damaged"), std::string::npos) << craft.what << ": " << said;
  }
}

TEST_F(Strangers, WhatIsNoFileIsNotWaitedFor) {
  ASSERT_EQ(mkfifo(file("pipe.h5").c_str(), 0600), 0);
  EXPECT_THROW(open_result(file("pipe.h5")), InputError);
  EXPECT_THROW(static_cast<void>(recover(file("pipe.h5") + ".partial")), InputError);
  EXPECT_THROW(RawFile(file("pipe.h5"), RawFile::Access::read), IoError);
}

// ---- checkpoints and records ----------------------------------------------------------------------------------------

// Head, columns and rest of a checkpoint, to be put together otherwise.
struct Checkpoint {
  Json head;
  std::vector<std::string> columns;
  std::string rest;

  explicit Checkpoint(const std::string& bytes) {
    std::uint64_t size = 0;
    std::memcpy(&size, bytes.data() + 8, sizeof size);
    head = Json::parse(bytes.substr(24, size));
    std::size_t at = 24 + size;
    for (const Json& column : head["columns"]) {
      const std::size_t n = column["count"].get<std::size_t>() * column["width"].get<std::size_t>();
      columns.push_back(bytes.substr(at, n));  // of one piece
      at += n + (n > 0 ? 8 : 0);
    }
    rest = bytes.substr(at);
  }
  [[nodiscard]] std::string bytes() const {
    const std::string text = head.dump();
    std::string out = "JZCHECK1" + std::string(16, '\0') + text;
    const std::uint64_t size = text.size();
    std::memcpy(out.data() + 8, &size, sizeof size);
    for (const std::string& column : columns) out += column + (column.empty() ? "" : std::string(8, '\0'));
    return fuzz::mended_checkpoint(out + rest);
  }
  std::string& column(const std::string& name) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (head["columns"][i]["name"] == name) return columns[i];
    throw std::runtime_error("no column " + name);
  }
};

TEST_F(Strangers, ACheckpointThatNoRunLeftIsRefused) {
  run("x.h5", 2);
  const Checkpoint good(bytes_of(file("x.h5.checkpoint")));
  const auto refused = [&](const Checkpoint& checkpoint) {
    write("bad.checkpoint", checkpoint.bytes());
    return refusal([&] { static_cast<void>(read_checkpoint(file("bad.checkpoint"), inputs_, Origin::same)); });
  };
  ASSERT_EQ(refused(good), "");

  const std::vector<Json> wrong{nullptr,       -1, 7, std::uint64_t{1} << 62, 1.5, "x", Json::array(), Json::array({1}),
                                Json::object()};
  for (const char* key : {"program", "pack", "pack_sha256", "scenario", "quarter", "quarters", "notes", "columns"})
    for (const Json& value : wrong) {
      if (value.type() == good.head[key].type() && !value.is_number()) continue;
      Checkpoint bad = good;
      bad.head[key] = value;
      EXPECT_NE(refused(bad), "") << key << " = " << value;
    }
  for (const char* key : {"name", "type", "width", "count", "room", "shape"})
    for (const Json& value : wrong) {
      if (value == 7 || value.is_string()) continue;
      Checkpoint bad = good;
      bad.head["columns"][1][key] = value;
      EXPECT_NE(refused(bad), "") << key << " = " << value;
    }

  // Every value of a column at its limit: ids and counts are not there, other numbers may be as they are.
  for (std::size_t i = 0; i < good.columns.size(); ++i) {
    if (good.columns[i].empty()) continue;
    Checkpoint bad = good;
    bad.columns[i].assign(bad.columns[i].size(), '\xff');
    const std::string name = good.head["columns"][i]["name"], type = good.head["columns"][i]["type"];
    const bool is_key = name == "firms.serial" || name == "firms.birth" || name == "nation.births_ever";
    EXPECT_EQ(refused(bad) == "", is_key) << name << " of type " << type;
  }
  // A value less than what it lies along.
  for (std::size_t i = 0; i < good.columns.size(); ++i) {
    Json entry = good.head["columns"][i];
    const auto count = entry["count"].get<std::size_t>();
    const std::string name = entry["name"];
    if (count < 2 || name.starts_with("paths.")) continue;
    Checkpoint bad = good;
    bad.columns[i].resize(bad.columns[i].size() - entry["width"].get<std::size_t>());
    bad.head["columns"][i]["count"] = count - 1;
    if (entry.contains("shape")) {
      std::vector<std::size_t> shape(entry["shape"].size(), 1);
      shape.front() = count - 1;
      bad.head["columns"][i]["shape"] = shape;
    }
    EXPECT_NE(refused(bad), "") << name << " with " << count - 1 << " values";
  }
  // One account with a fen more.
  Checkpoint bad = good;
  ++bad.column("ledger.bank").front();
  EXPECT_NE(refused(bad).find("does not sum to 0"), std::string::npos);
}

TEST_F(Strangers, ARecordThatNoRunWroteIsRefused) {
  run("x.h5", 2);
  const std::string bytes = bytes_of(file("x.h5.partial"));
  std::uint64_t size = 0;
  std::memcpy(&size, bytes.data() + 8, sizeof size);
  const Json good = Json::parse(bytes.substr(24, size));
  const auto refused = [&](const Json& layout) {
    const std::string text = layout.dump();
    std::string out = bytes.substr(0, 24) + text + bytes.substr(24 + size);
    const std::uint64_t now = text.size();
    std::memcpy(out.data() + 8, &now, sizeof now);
    write("y.h5.partial", fuzz::mended_record(out));
    return refusal([&] { static_cast<void>(recover(file("y.h5.partial"), file("y.h5"))); });
  };
  ASSERT_EQ(refused(good), "");
  const std::vector<std::pair<std::string, std::function<void(Json&)>>> edits{
      {"blocks of no quarter", [](Json& l) { l["variables"][0]["block"] = 0; }},
      {"blocks of more quarters", [](Json& l) { l["variables"][0]["block"] = std::uint64_t{1} << 60; }},
      {"no values", [](Json& l) { l["variables"][0]["values"] = 0; }},
      {"values beyond all", [](Json& l) { l["variables"][0]["values"] = std::uint64_t{1} << 60; }},
      {"values below 0", [](Json& l) { l["variables"][0]["values"] = -5; }},
      {"half a value", [](Json& l) { l["variables"][0]["values"] = 1.5; }},
      {"a dimension that is not there", [](Json& l) { l["variables"][0]["dimensions"] = {"nope"}; }},
      {"time twice", [](Json& l) { l["variables"][0]["dimensions"] = {"time"}; }},
      {"a name that leads elsewhere", [](Json& l) { l["variables"][0]["name"] = "../../x"; }},
      {"a name with an end in it", [](Json& l) { l["variables"][0]["name"] = std::string("a\0b", 3); }},
      {"no name", [](Json& l) { l["variables"][0]["name"] = ""; }},
      {"a name twice", [](Json& l) { l["variables"][1]["name"] = l["variables"][0]["name"]; }},
      {"a dimension without entries", [](Json& l) { l["dimensions"][0]["entries"] = Json::array(); }},
      {"labels too few", [](Json& l) { l["labels"][0]["texts"].erase(0); }},
      {"no series", [](Json& l) { l["variables"] = Json::array(); }},
      {"no quarters", [](Json& l) { l["quarters"] = 0; }},
      {"quarters beyond all", [](Json& l) { l["quarters"] = std::uint64_t{1} << 63; }},
      {"a weight that is a word", [](Json& l) { l["weight"] = "x"; }},
      {"a first quarter that is none", [](Json& l) { l["first_quarter"] = "2000Q9"; }},
      {"something missing", [](Json& l) { l.erase("time"); }}};
  for (const auto& [what, edit] : edits) {
    Json bad = good;
    edit(bad);
    EXPECT_NE(refused(bad), "") << what;
    EXPECT_FALSE(fs::exists(folder_ / "x")) << what;
  }
}

// ---- lists ----------------------------------------------------------------------------------------------------------

TEST_F(Strangers, EveryBitOfAListCounts) {
  const SweepFolder sweep(file("sweep"));
  const std::vector<ListedRun> runs{{"0123456789ab", "toy", 1, {{"migration.income", "0.5"}}},
                                    {"cdef01234567", "toy", 2, {{"migration.income", "0.6"}}}};
  sweep.keep_list("plan", "seeds: [1, 2]\n", runs);
  sweep.append(0, 1, runs[0], {runs[0].id, RunReport::Status::done, "ab", "", false, 1});
  ASSERT_EQ(sweep.list().runs.size(), 2U);
  ASSERT_EQ(sweep.reports().at(runs[0].id).sha256, "ab");
  const std::string list = bytes_of(file("sweep/runs.jsonl")), manifest = bytes_of(file("sweep/manifest/0-of-1.jsonl"));
  for (std::size_t bit = 0; bit < 8 * (list.size() - 1); ++bit) {
    std::string bad = list;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    write("sweep/runs.jsonl", bad);
    EXPECT_THROW(static_cast<void>(sweep.list()), IoError) << "bit " << bit;
  }
  for (std::size_t bit = 0; bit < 8 * (manifest.size() - 1); ++bit) {
    std::string bad = manifest;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    write("sweep/manifest/0-of-1.jsonl", bad);
    EXPECT_TRUE(sweep.reports().empty()) << "bit " << bit;
  }
  // Lines that are whole but not in their places.
  const std::size_t first = list.find('\n') + 1, second = list.find('\n', first) + 1;
  write("sweep/runs.jsonl", list.substr(0, first) + list.substr(second) + list.substr(first, second - first));
  EXPECT_THROW(static_cast<void>(sweep.list()), IoError);
  write("sweep/runs.jsonl", list.substr(0, second));
  EXPECT_THROW(static_cast<void>(sweep.list()), IoError);
}

// The list says one thing of a run and its file another: the file is right, and nothing is merged.
TEST_F(Strangers, MergeComparesARunWithItsOwnWord) {
  const auto merged = [&](const std::string& id, std::uint64_t seed) {
    const SweepFolder sweep(file(id + "-" + std::to_string(seed)));
    const ListedRun listed{id, "toy", seed, {}};
    sweep.keep_list("plan", "", {listed});
    fs::copy_file(file("x.h5"), sweep.file_of(id));
    sweep.append(0, 1, listed, {id, RunReport::Status::done, sha256_of_file(file("x.h5")), "", false, 1});
    return refusal([&] { static_cast<void>(merge_runs(file(id + "-" + std::to_string(seed)), file("m.h5"), {})); });
  };
  run("x.h5");
  const std::string id = run_id(inputs_), other = run_id(load({"--seed=2"}));
  EXPECT_EQ(merged(id, 1), "");
  EXPECT_NE(merged(id, 3).find("its seed is"), std::string::npos);
  EXPECT_NE(merged(other, 1).find("another scenario"), std::string::npos);
}

}  // namespace
}  // namespace jiuzhou
