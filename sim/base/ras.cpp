#include "sim/base/ras.hpp"

#include <cmath>

#include "sim/base/error.hpp"

namespace jiuzhou {
namespace {

// The factor that scales a line with this sum to its target.
Margin factor(const Margin& target, const Margin& sum) {
  return (sum > 0).select(target / (sum > 0).select(sum, 1.0), 0.0);
}

double largest_error(const Margin& target, const Margin& sum) {
  return (target > 0).select((sum / (target > 0).select(target, 1.0) - 1.0).abs(), sum.abs()).maxCoeff();
}

}  // namespace

RasResult ras(Eigen::Ref<Matrix> cells, const Margin& rows, const Margin& columns, RasLimits limits) {
  require(cells.rows() == rows.size() && cells.cols() == columns.size(), "ras: one target per line");
  RasResult result;
  Margin by_row = Margin::Ones(rows.size()), by_column;  // the cells stay as they are until their factors are found
  for (result.iterations = 1;; ++result.iterations) {
    by_column = factor(columns, (cells.matrix().transpose() * by_row.matrix()).array());
    const Margin sums = (cells.matrix() * by_column.matrix()).array();
    result.error = largest_error(rows, by_row * sums);
    if (!(result.error > limits.tolerance) || result.iterations >= limits.iterations) break;
    by_row = factor(rows, sums);
  }
  cells.colwise() *= by_row;
  cells.rowwise() *= by_column.transpose();
  return result;
}

int fill_empty_lines(Eigen::Ref<Matrix> cells, const Margin& rows, const Margin& columns, double size) {
  int filled = 0;
  const double total = rows.sum();
  for (Eigen::Index i = 0; i < cells.rows(); ++i)
    if (rows[i] > 0 && !(cells.row(i).sum() > 0)) {
      cells.row(i) = (size * rows[i] / total * columns).transpose();
      ++filled;
    }
  for (Eigen::Index j = 0; j < cells.cols(); ++j)
    if (columns[j] > 0 && !(cells.col(j).sum() > 0)) {
      cells.col(j) = size * columns[j] / total * rows;
      ++filled;
    }
  return filled;
}

}  // namespace jiuzhou
