package dev.holdfast.benchmarks.scheduler;

/**
 * Numbers of a Prometheus page.
 *
 * @param text the page
 */
record PrometheusPage(String text) {
    /** The sum over all label values of a metric of exactly this name; 0 if there is none. */
    double sum(String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
