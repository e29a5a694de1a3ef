#include "sim/commands/commands.hpp"

#include <filesystem>
#include <iostream>
#include <new>

#include "output/recover.hpp"
#include "sim/base/error.hpp"
#include "sim/base/stop.hpp"
#include "sim/text/chinese_errors.hpp"
#include "sim/text/text.hpp"

namespace jiuzhou {

namespace fs = std::filesystem;

int export_table(const std::string& file, const ExportOptions& options) {
  listen_for_stop();
  const std::string written = export_result(file, options);
  if (written != "-") std::cout << "the tables are in " << written << "\n";
  return exit_done;
}

int recover_result(const std::string& file, const std::string& output) {
  listen_for_stop();
  const Recovered found = recover(file, output);
  std::cout << found.quarters << " of " << found.of << " quarters are in " << found.file << "\n";
  return exit_done;
}

int guarded(const std::function<int()>& command) {
  try {
    const int status = command();
    std::cout.flush();
    if (!std::cout && status == exit_done) throw IoError("cannot write to the standard output");
    return status;
  } catch (const Stopped& e) {
    std::cerr << e.what() << "; nothing was written\n";
    return exit_interrupted;
  } catch (const InputError& e) {
    std::cerr << error_text(e.what()) << "\n";
    return exit_bad_input;
  } catch (const NumericalError& e) {
    std::cerr << "numerical failure: " << e.what() << "\n";
    return exit_numerical;
  } catch (const IoError& e) {
    std::cerr << error_text(e.what()) << "\n";
    return exit_io;
  } catch (const fs::filesystem_error& e) {
    std::cerr << error_text(e.what()) << "\n";
    return exit_io;
  } catch (const std::bad_alloc&) {
    std::cerr << error_text("not enough memory; a larger --weight needs less") << "\n";
    return exit_io;
  } catch (const std::exception& e) {
    std::cerr << "this is a bug in jiuzhou, please report it: " << e.what() << "\n";
    return exit_bug;
  }
}

}  // namespace jiuzhou
