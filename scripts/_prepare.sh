# shellcheck shell=bash
# What scripts/run and scripts/test share: installs what is missing on Debian 12 and builds build/release.
# Sourced by bash; sets $root, the folder of the project.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# To build and to draw.
packages=(
  g++ cmake ninja-build ccache git
  libeigen3-dev libboost-dev libtbb-dev libhdf5-dev libyaml-cpp-dev librandom123-dev libcli11-dev libfmt-dev
  nlohmann-json3-dev libxxhash-dev libdeflate-dev
  python3-numpy python3-matplotlib python3-xarray python3-h5netcdf python3-h5py python3-yaml python3-scipy python3-xlsxwriter fonts-wqy-microhei
)
# To test as well: other programs that open results, and those that start many runs.
test_packages=(
  libgtest-dev libbenchmark-dev clang-format-14 clang clang-tidy
  python3-pandas python3-netcdf4 netcdf-bin hdf5-tools r-cran-ncdf4 r-bioc-rhdf5
  slurmctld slurmd slurm-client munge parallel snakemake
  chromium chromium-driver python3-selenium dpkg-dev
)

missing_packages() {
  local package
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
  done
}

install_missing() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system; going on with what is here. Needed, by their Debian names:"
    printf '  %s\n' "${packages[*]}"
    return
  fi
  local missing as_root=()
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086  # one word per package
  set -- $missing
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      as_root=(sudo)
    else
      echo "Missing, and only an administrator can install it:"
      echo "  apt-get install $*"
      echo "Going on with what is here."
      return
    fi
  fi
  echo "Installing $*"
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

# prepare program: what is needed to run scenarios and draw; prepare tests: all
prepare() {
  local target=jiuzhou testing=OFF
  if [ "$1" = tests ]; then
    packages+=("${test_packages[@]}")
    target=all testing=ON
  fi
  install_missing
  (
    cd "$root" || exit
    # A folder configured for tests stays so.
    if ! [ -f build/release/build.ninja ] ||
      ! grep -q -e "^BUILD_TESTING:BOOL=ON" -e "^BUILD_TESTING:BOOL=$testing" build/release/CMakeCache.txt; then
      cmake --preset release -D BUILD_TESTING="$testing"
    fi
    cmake --build --preset release --target "$target"
  )
}
