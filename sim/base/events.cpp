#include "sim/base/events.hpp"

#include <vector>

#include "sim/base/sparse_events.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#define JIUZHOU_X86 1
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"  // false alarms in the compiler's own intrinsics, GCC bug 105593
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#endif

namespace jiuzhou {

namespace {

constexpr std::uint32_t multiplier0 = 0xD2511F53U, multiplier1 = 0xCD9E8D57U, weyl0 = 0x9E3779B9U, weyl1 = 0xBB67AE85U;

void words_plain(const RandomKey& random_key, Stream stream, std::uint32_t key, std::uint32_t first, std::size_t blocks,
                 std::uint32_t* out) {
  for (std::size_t b = 0; b < blocks; ++b)
    for (std::uint32_t lane = 0; lane < 16; ++lane) {
      const std::uint64_t counter = (std::uint64_t{key} << 32U) | ((first + static_cast<std::uint32_t>(b)) * 16 + lane);
      const Draws d = random_key.draw(stream, counter);
      for (std::size_t w = 0; w < 4; ++w) out[b * event_block + w * 16 + lane] = d.word[w];
    }
}

// From member `i` on, with `count` found before.
[[gnu::always_inline]] inline std::size_t below_by_status_from(std::size_t i, std::size_t count,
                                                               const std::uint32_t* words, const StatusBounds& bounds,
                                                               const std::uint64_t* records, std::size_t n,
                                                               std::uint16_t* found) {
  for (; i < n; ++i) {  // branch-free, since the test is unpredictable
    const std::uint32_t bound = bounds[records[i] & 7U];
    found[count] = static_cast<std::uint16_t>(i);
    count += (words[i] < bound ? 1U : 0U) | (bound == whole_cohort ? 1U : 0U);
  }
  return count;
}
std::size_t below_by_status_plain(const std::uint32_t* words, const StatusBounds& bounds, const std::uint64_t* records,
                                  std::size_t n, std::uint16_t* found) {
  return below_by_status_from(0, 0, words, bounds, records, n, found);
}

[[gnu::always_inline]] inline std::size_t below_by_link_from(std::size_t i, std::size_t count,
                                                             const std::uint32_t* words, const LinkBounds& bounds,
                                                             const std::uint64_t* records, std::size_t n,
                                                             std::uint16_t* found) {
  for (; i < n; ++i) {
    const std::uint64_t record = records[i], linked = 0 - std::uint64_t{(record & 7U) == bounds.linked};
    const std::size_t code = bounds.code[(record >> bounds.link_shift) & linked];
    const bool elsewhere =
        ((static_cast<std::uint32_t>(record) >> bounds.home_shift) & bounds.home_most) != bounds.home;
    const std::uint32_t bound =
        linked != 0 ? bounds.by_code[2 * code + (elsewhere ? 1 : 0)] : bounds.by_status[record & 7U];
    found[count] = static_cast<std::uint16_t>(i);
    count += (words[i] < bound ? 1U : 0U) | (bound == whole_cohort ? 1U : 0U);
  }
  return count;
}
std::size_t below_by_link_plain(const std::uint32_t* words, const LinkBounds& bounds, const std::uint64_t* records,
                                std::size_t n, std::uint16_t* found) {
  return below_by_link_from(0, 0, words, bounds, records, n, found);
}

[[gnu::always_inline]] inline void hits_body(const std::uint32_t* block, float scale, std::uint32_t start,
                                             unsigned shift, std::uint32_t* gaps, std::uint32_t* words) {
  for (std::size_t half = 0; half < 2; ++half)
    for (std::size_t lane = 0; lane < 16; ++lane) {
      words[half * 16 + lane] = start + (block[half * 32 + lane] >> shift);
      gaps[half * 16 + lane] = sparse::gap_of(block[half * 32 + 16 + lane], scale);
    }
}
void hits_plain(const std::uint32_t* block, float scale, std::uint32_t start, unsigned shift, std::uint32_t* gaps,
                std::uint32_t* words) {
  hits_body(block, scale, start, shift, gaps, words);
}

#ifdef JIUZHOU_X86

#define JIUZHOU_AVX2 [[gnu::target("avx2")]]
#ifdef __clang__  // knows no preferred width in an attribute, and would drop all of it
#define JIUZHOU_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]]
#else
#define JIUZHOU_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")]]
#endif

// Low halves of eight records, in order.
JIUZHOU_AVX2 inline __m256i low_halves(__m256i first, __m256i second) {
  const __m256 halves =
      _mm256_shuffle_ps(_mm256_castsi256_ps(first), _mm256_castsi256_ps(second), _MM_SHUFFLE(2, 0, 2, 0));
  return _mm256_permute4x64_epi64(_mm256_castps_si256(halves), _MM_SHUFFLE(3, 1, 2, 0));
}
// Those of eight members whose word is below the bound or whose bound is whole_cohort.
JIUZHOU_AVX2 inline unsigned hits_of(__m256i word, __m256i bound) {
  const __m256i all = _mm256_set1_epi32(-1);
  const __m256i reached = _mm256_cmpeq_epi32(_mm256_max_epu32(word, bound), word);  // word >= bound
  return static_cast<unsigned>(_mm256_movemask_ps(
      _mm256_castsi256_ps(_mm256_or_si256(_mm256_andnot_si256(reached, all), _mm256_cmpeq_epi32(bound, all)))));
}
JIUZHOU_AVX2 inline __m256i loaded(const void* at) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(at));
}

// Eight members at a time: their statuses choose from the eight bounds in one register.
JIUZHOU_AVX2 std::size_t below_by_status_avx2(const std::uint32_t* words, const StatusBounds& bounds,
                                              const std::uint64_t* records, std::size_t n, std::uint16_t* found) {
  const __m256i table = loaded(bounds.data());
  std::size_t i = 0, count = 0;
  for (; i + 8 <= n; i += 8) {
    // uses three bits
    const __m256i bound = _mm256_permutevar8x32_epi32(table, low_halves(loaded(records + i), loaded(records + i + 4)));
    for (unsigned set = hits_of(loaded(words + i), bound); set != 0; set &= set - 1)
      found[count++] = static_cast<std::uint16_t>(i + static_cast<unsigned>(std::countr_zero(set)));
  }
  return below_by_status_from(i, count, words, bounds, records, n, found);
}
// The same with codes, fetched four bytes each, of which the lowest counts.
JIUZHOU_AVX2 std::size_t below_by_link_avx2(const std::uint32_t* words, const LinkBounds& bounds,
                                            const std::uint64_t* records, std::size_t n, std::uint16_t* found) {
  const __m256i by_status = loaded(bounds.by_status.data()), by_code = loaded(bounds.by_code.data()),
                by_late_code = loaded(bounds.by_code.data() + 8);
  const __m256i seven = _mm256_set1_epi32(7), linked_status = _mm256_set1_epi32(static_cast<int>(bounds.linked));
  const __m256i home_most = _mm256_set1_epi32(static_cast<int>(bounds.home_most)),
                home = _mm256_set1_epi32(static_cast<int>(bounds.home));
  const __m128i link_shift = _mm_cvtsi32_si128(static_cast<int>(bounds.link_shift)),
                home_shift = _mm_cvtsi32_si128(static_cast<int>(bounds.home_shift));
  std::size_t i = 0, count = 0;
  for (; i + 8 <= n; i += 8) {
    const __m256i first = loaded(records + i), second = loaded(records + i + 4), low = low_halves(first, second);
    const __m256i linked = _mm256_cmpeq_epi32(_mm256_and_si256(low, seven), linked_status);
    const __m256i link = low_halves(_mm256_srl_epi64(first, link_shift), _mm256_srl_epi64(second, link_shift));
    const __m256i code = _mm256_and_si256(
        _mm256_mask_i32gather_epi32(_mm256_setzero_si256(), reinterpret_cast<const int*>(bounds.code), link, linked, 1),
        seven);
    const __m256i at_home = _mm256_cmpeq_epi32(_mm256_and_si256(_mm256_srl_epi32(low, home_shift), home_most), home);
    // at_home: 0 or -1
    const __m256i row = _mm256_add_epi32(_mm256_add_epi32(code, code), _mm256_add_epi32(at_home, _mm256_set1_epi32(1)));
    const __m256 of_link = _mm256_blendv_ps(_mm256_castsi256_ps(_mm256_permutevar8x32_epi32(by_code, row)),
                                            _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(by_late_code, row)),
                                            _mm256_castsi256_ps(_mm256_slli_epi32(row, 28)));
    const __m256i bound =
        _mm256_blendv_epi8(_mm256_permutevar8x32_epi32(by_status, low), _mm256_castps_si256(of_link), linked);
    for (unsigned set = hits_of(loaded(words + i), bound); set != 0; set &= set - 1)
      found[count++] = static_cast<std::uint16_t>(i + static_cast<unsigned>(std::countr_zero(set)));
  }
  return below_by_link_from(i, count, words, bounds, records, n, found);
}
// Sixteen members at a time.
JIUZHOU_AVX512 std::size_t below_by_status_avx512(const std::uint32_t* words, const StatusBounds& bounds,
                                                  const std::uint64_t* records, std::size_t n, std::uint16_t* found) {
  const __m256i eight = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bounds.data()));
  const __m512i table = _mm512_inserti64x4(_mm512_castsi256_si512(eight), eight, 1);  // twice, as four bits choose
  const __m512i all = _mm512_set1_epi32(-1), sixteen = _mm512_set1_epi32(16);
  __m512i member = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  std::size_t i = 0, count = 0;
  for (; i + 16 <= n; i += 16) {
    const __m256i low = _mm512_cvtepi64_epi32(_mm512_loadu_si512(records + i)),
                  high = _mm512_cvtepi64_epi32(_mm512_loadu_si512(records + i + 8));
    const __m512i bound = _mm512_permutexvar_epi32(_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1), table);
    const __m512i word = _mm512_loadu_si512(words + i);
    const auto hit = static_cast<__mmask16>(_mm512_cmplt_epu32_mask(word, bound) | _mm512_cmpeq_epu32_mask(bound, all));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(found + count),
                        _mm512_cvtepi32_epi16(_mm512_maskz_compress_epi32(hit, member)));
    count += static_cast<std::size_t>(std::popcount(static_cast<unsigned>(hit)));
    member = _mm512_add_epi32(member, sixteen);
  }
  return below_by_status_from(i, count, words, bounds, records, n, found);
}

// Sixteen members at a time; codes are fetched four bytes each, of which the lowest counts.
JIUZHOU_AVX512 std::size_t below_by_link_avx512(const std::uint32_t* words, const LinkBounds& bounds,
                                                const std::uint64_t* records, std::size_t n, std::uint16_t* found) {
  const __m256i eight = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bounds.by_status.data()));
  const __m512i by_status = _mm512_inserti64x4(_mm512_castsi256_si512(eight), eight, 1),
                by_code = _mm512_loadu_si512(bounds.by_code.data());
  const __m512i seven = _mm512_set1_epi32(7), linked_status = _mm512_set1_epi32(static_cast<int>(bounds.linked)),
                one = _mm512_set1_epi32(1);
  const __m512i home_most = _mm512_set1_epi32(static_cast<int>(bounds.home_most)),
                home = _mm512_set1_epi32(static_cast<int>(bounds.home));
  const __m512i all = _mm512_set1_epi32(-1), sixteen = _mm512_set1_epi32(16);
  const __m128i link_shift = _mm_cvtsi32_si128(static_cast<int>(bounds.link_shift)),
                home_shift = _mm_cvtsi32_si128(static_cast<int>(bounds.home_shift));
  __m512i member = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  std::size_t i = 0, count = 0;
  for (; i + 16 <= n; i += 16) {
    const __m512i first = _mm512_loadu_si512(records + i), second = _mm512_loadu_si512(records + i + 8);
    const __m512i low =
        _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi64_epi32(first)), _mm512_cvtepi64_epi32(second), 1);
    const __m512i link =
        _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi64_epi32(_mm512_srl_epi64(first, link_shift))),
                           _mm512_cvtepi64_epi32(_mm512_srl_epi64(second, link_shift)), 1);
    const __mmask16 linked = _mm512_cmpeq_epi32_mask(_mm512_and_si512(low, seven), linked_status);
    const __m512i code =
        _mm512_and_si512(_mm512_mask_i32gather_epi32(_mm512_setzero_si512(), linked, link, bounds.code, 1), seven);
    const __mmask16 elsewhere =
        _mm512_cmpneq_epi32_mask(_mm512_and_si512(_mm512_srl_epi32(low, home_shift), home_most), home);
    const __m512i row =
        _mm512_mask_add_epi32(_mm512_add_epi32(code, code), elsewhere, _mm512_add_epi32(code, code), one);
    const __m512i bound = _mm512_mask_permutexvar_epi32(_mm512_permutexvar_epi32(low, by_status), linked, row, by_code);
    const auto hit = static_cast<__mmask16>(_mm512_cmplt_epu32_mask(_mm512_loadu_si512(words + i), bound) |
                                            _mm512_cmpeq_epu32_mask(bound, all));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(found + count),
                        _mm512_cvtepi32_epi16(_mm512_maskz_compress_epi32(hit, member)));
    count += static_cast<std::size_t>(std::popcount(static_cast<unsigned>(hit)));
    member = _mm512_add_epi32(member, sixteen);
  }
  return below_by_link_from(i, count, words, bounds, records, n, found);
}

JIUZHOU_AVX2 void hits_avx2(const std::uint32_t* block, float scale, std::uint32_t start, unsigned shift,
                            std::uint32_t* gaps, std::uint32_t* words) {
  hits_body(block, scale, start, shift, gaps, words);
}
JIUZHOU_AVX512 void hits_avx512(const std::uint32_t* block, float scale, std::uint32_t start, unsigned shift,
                                std::uint32_t* gaps, std::uint32_t* words) {
  hits_body(block, scale, start, shift, gaps, words);
}

struct Pair256 {
  __m256i high, low;
};
JIUZHOU_AVX2 inline Pair256 product(__m256i a, __m256i m) {
  const __m256i even = _mm256_mul_epu32(a, m), odd = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), m);
  return {_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA),
          _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA)};
}
JIUZHOU_AVX2 void words_avx2(const RandomKey& random_key, Stream stream, std::uint32_t key, std::uint32_t first,
                             std::size_t blocks, std::uint32_t* out) {
  const __m256i m0 = _mm256_set1_epi64x(multiplier0), m1 = _mm256_set1_epi64x(multiplier1);
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  for (std::size_t b = 0; b < blocks; ++b)
    for (int half = 0; half < 2; ++half) {
      const std::uint32_t from = (first + static_cast<std::uint32_t>(b)) * 16 + static_cast<std::uint32_t>(half) * 8;
      __m256i c0 = _mm256_add_epi32(_mm256_set1_epi32(static_cast<int>(from)), lanes);
      __m256i c1 = _mm256_set1_epi32(static_cast<int>(key));
      __m256i c2 = _mm256_set1_epi32(static_cast<int>(random_key.period)),
              c3 = _mm256_set1_epi32(static_cast<int>(stream));
      auto k0 = static_cast<std::uint32_t>(random_key.seed), k1 = static_cast<std::uint32_t>(random_key.seed >> 32U);
      for (int round = 0; round < 10; ++round, k0 += weyl0, k1 += weyl1) {
        const Pair256 a = product(c0, m0), d = product(c2, m1);
        c0 = _mm256_xor_si256(_mm256_xor_si256(d.high, c1), _mm256_set1_epi32(static_cast<int>(k0)));
        c1 = d.low;
        c2 = _mm256_xor_si256(_mm256_xor_si256(a.high, c3), _mm256_set1_epi32(static_cast<int>(k1)));
        c3 = a.low;
      }
      auto* to = reinterpret_cast<__m256i*>(out + b * event_block) + half;
      _mm256_storeu_si256(to, c0);
      _mm256_storeu_si256(to + 2, c1);
      _mm256_storeu_si256(to + 4, c2);
      _mm256_storeu_si256(to + 6, c3);
    }
}

struct Pair512 {
  __m512i high, low;
};
JIUZHOU_AVX512 inline Pair512 product(__m512i a, __m512i m) {
  const __m512i even = _mm512_mul_epu32(a, m), odd = _mm512_mul_epu32(_mm512_srli_epi64(a, 32), m);
  return {_mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd),
          _mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32))};
}
JIUZHOU_AVX512 void words_avx512(const RandomKey& random_key, Stream stream, std::uint32_t key, std::uint32_t first,
                                 std::size_t blocks, std::uint32_t* out) {
  const __m512i m0 = _mm512_set1_epi64(multiplier0), m1 = _mm512_set1_epi64(multiplier1);
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::uint32_t from = (first + static_cast<std::uint32_t>(b)) * 16;
    __m512i c0 = _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(from)), lanes);
    __m512i c1 = _mm512_set1_epi32(static_cast<int>(key));
    __m512i c2 = _mm512_set1_epi32(static_cast<int>(random_key.period)),
            c3 = _mm512_set1_epi32(static_cast<int>(stream));
    auto k0 = static_cast<std::uint32_t>(random_key.seed), k1 = static_cast<std::uint32_t>(random_key.seed >> 32U);
    for (int round = 0; round < 10; ++round, k0 += weyl0, k1 += weyl1) {
      const Pair512 a = product(c0, m0), d = product(c2, m1);
      c0 = _mm512_ternarylogic_epi32(d.high, c1, _mm512_set1_epi32(static_cast<int>(k0)), 0x96);
      c1 = d.low;
      c2 = _mm512_ternarylogic_epi32(a.high, c3, _mm512_set1_epi32(static_cast<int>(k1)), 0x96);
      c3 = a.low;
    }
    auto* to = out + b * event_block;
    _mm512_storeu_si512(to, c0);
    _mm512_storeu_si512(to + 16, c1);
    _mm512_storeu_si512(to + 32, c2);
    _mm512_storeu_si512(to + 48, c3);
  }
}

#endif

std::vector<EventKernel> runnable() {
  std::vector<EventKernel> kernels;
#ifdef JIUZHOU_X86
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    kernels.push_back({"avx512", words_avx512, below_by_status_avx512, below_by_link_avx512, hits_avx512});
  if (__builtin_cpu_supports("avx2"))
    kernels.push_back({"avx2", words_avx2, below_by_status_avx2, below_by_link_avx2, hits_avx2});
#endif
  kernels.push_back({"plain", words_plain, below_by_status_plain, below_by_link_plain, hits_plain});
  return kernels;
}

}  // namespace

std::span<const EventKernel> event_kernels() {
  static const std::vector<EventKernel> kernels = runnable();
  return kernels;
}

const EventKernel& event_kernel() {
  static const EventKernel best = event_kernels().front();
  return best;
}

}  // namespace jiuzhou
