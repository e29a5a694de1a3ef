// Columns of state: contiguous values that only their own id can index.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/base/ids.hpp"

namespace jiuzhou {

// One value per id.
template <AnId Id, class T>
class Column {
 public:
  using value_type = T;
  Column() = default;
  explicit Column(std::size_t n, T value = {}) : values_(n, value) {}

  T& operator[](Id id) { return values_[index(id)]; }
  const T& operator[](Id id) const { return values_[index(id)]; }

  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] Ids<Id> ids() const { return Ids<Id>(values_.size()); }
  void assign(std::size_t n, T value = {}) { values_.assign(n, value); }
  void resize(std::size_t n, T value = {}) { values_.resize(n, value); }
  void push_back(T value) { values_.push_back(value); }

  std::vector<T>& values() { return values_; }
  [[nodiscard]] const std::vector<T>& values() const { return values_; }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::vector<T> values_;
};

// Two ids, row-major: (region, industry) and the like.
template <AnId Row, AnId Col, class T>
class Table {
 public:
  using value_type = T;
  Table() = default;
  Table(std::size_t rows, std::size_t cols, T value = {}) { assign(rows, cols, value); }

  void assign(std::size_t rows, std::size_t cols, T value = {}) {
    rows_ = rows;
    cols_ = cols;
    values_.assign(rows * cols, value);
  }
  T& operator()(Row r, Col c) { return values_[index(r) * cols_ + index(c)]; }
  const T& operator()(Row r, Col c) const { return values_[index(r) * cols_ + index(c)]; }
  std::span<T> row(Row r) { return {values_.data() + index(r) * cols_, cols_}; }
  std::span<const T> row(Row r) const { return {values_.data() + index(r) * cols_, cols_}; }

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t cols() const { return cols_; }
  [[nodiscard]] std::vector<std::size_t> shape() const { return {rows_, cols_}; }
  void reshape(const std::vector<std::size_t>& shape) { assign(shape.at(0), shape.at(1)); }
  std::vector<T>& values() { return values_; }
  [[nodiscard]] const std::vector<T>& values() const { return values_; }

 private:
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::vector<T> values_;
};

// Three ids, the last one fastest.
template <AnId A, AnId B, AnId C, class T>
class Cube {
 public:
  using value_type = T;
  void assign(std::size_t a, std::size_t b, std::size_t c, T value = {}) {
    a_ = a;
    b_ = b;
    c_ = c;
    values_.assign(a * b * c, value);
  }
  T& operator()(A a, B b, C c) { return values_[(index(a) * b_ + index(b)) * c_ + index(c)]; }
  const T& operator()(A a, B b, C c) const { return values_[(index(a) * b_ + index(b)) * c_ + index(c)]; }
  std::span<T> row(A a, B b) { return {values_.data() + (index(a) * b_ + index(b)) * c_, c_}; }
  std::span<const T> row(A a, B b) const { return {values_.data() + (index(a) * b_ + index(b)) * c_, c_}; }
  [[nodiscard]] std::size_t size_a() const { return a_; }
  [[nodiscard]] std::size_t size_b() const { return b_; }
  [[nodiscard]] std::size_t size_c() const { return c_; }
  [[nodiscard]] std::vector<std::size_t> shape() const { return {a_, b_, c_}; }
  void reshape(const std::vector<std::size_t>& shape) { assign(shape.at(0), shape.at(1), shape.at(2)); }
  std::vector<T>& values() { return values_; }
  [[nodiscard]] const std::vector<T>& values() const { return values_; }

 private:
  std::size_t a_ = 0;
  std::size_t b_ = 0;
  std::size_t c_ = 0;
  std::vector<T> values_;
};

// One value per (region, industry).
using CellTable = Table<RegionId, IndustryId, double>;

}  // namespace jiuzhou
