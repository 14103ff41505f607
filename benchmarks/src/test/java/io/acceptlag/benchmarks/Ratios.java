package io.acceptlag.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures that were taken in turn, and their ratios pair by pair. */
final class Ratios {
  private final List<Double> ratios = new ArrayList<>();

  void add(double with, double without) {
    ratios.add(with / without);
  }

  double median() {
    return median(ratios);
  }

  double lowest() {
    return ratios.stream().mapToDouble(each -> each).min().orElseThrow();
  }

  /** {@code 0.995 (0.961 to 1.020)}. */
  String text() {
    double highest = ratios.stream().mapToDouble(each -> each).max().orElseThrow();
    return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", median(), lowest(), highest);
  }

  static double median(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
