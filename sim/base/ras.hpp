// Biproportional balancing: a matrix is scaled by row and by column until both margins are met.
//
//   x_ij = a_i b_j x⁰_ij,   Σ_j x_ij = rows_i,   Σ_i x_ij = columns_j
//
// RAS, Stone (1961); the result is the matrix of least relative entropy to x⁰ that meets the margins.
#pragma once

#include <Eigen/Core>

namespace jiuzhou {

using Matrix = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Margin = Eigen::ArrayXd;

struct RasLimits {
  double tolerance = 1e-13;  // of each row, relative to its target
  int iterations = 20000;
};

struct RasResult {
  int iterations = 0;
  double error = 0;  // largest relative error of a row; the columns are met to rounding
};

// Scales `cells` (none negative) in place. A line with target 0 becomes 0. Margins must have the same total.
RasResult ras(Eigen::Ref<Matrix> cells, const Margin& rows, const Margin& columns, RasLimits limits = {});

// Gives a line without cells but with a positive target the pattern of the other margin, times `size`, so that
// structural zeros cannot make the balancing infeasible. Returns the number of lines that needed it.
int fill_empty_lines(Eigen::Ref<Matrix> cells, const Margin& rows, const Margin& columns, double size = 1e-9);

}  // namespace jiuzhou
