#include "sim/base/ras.hpp"

#include <cmath>

#include "sim/base/error.hpp"

namespace jiuzhou {
namespace {

// What a line with this sum must be multiplied with to meet its target.
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
  for (result.iterations = 1;; ++result.iterations) {
    const Margin column_sums = cells.colwise().sum().transpose();
    cells.rowwise() *= factor(columns, column_sums).transpose();
    const Margin row_sums = cells.rowwise().sum();
    result.error = largest_error(rows, row_sums);
    if (!(result.error > limits.tolerance) || result.iterations >= limits.iterations) return result;
    cells.colwise() *= factor(rows, row_sums);
  }
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
