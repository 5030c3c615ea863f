package dev.holdfast.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.reliability.Rates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RatesFileTest {
    @TempDir private Path folder;

    private Rates read(String text) throws InvalidConfiguration {
        try {
            return RatesFile.read(Files.writeString(folder.resolve("rates.yaml"), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEmptyFileIsThePublishedRateWithZonesAndBurstsOff() throws InvalidConfiguration {
        assertThat(read("")).isEqualTo(RatesFile.DEFAULT);
        assertThat(RatesFile.DEFAULT)
                .isEqualTo(
                        new Rates(Duration.ofDays(131), Duration.ofHours(1), 0, Optional.empty()));
    }

    @Test
    void everyKeyReachesItsPlace() throws InvalidConfiguration {
        assertThat(
                        read(
                                """
                                node: {mtbf: 100d, mttr: 10m}
                                zone: {downPerYear: 6h}
                                burst: {perYear: 4, lasts: 20m, hit: 0.05}
                                """))
                .isEqualTo(
                        new Rates(
                                        Duration.ofDays(100),
                                        Duration.ofMinutes(10),
                                        0,
                                        Optional.of(
                                                new Rates.Burst(4, Duration.ofMinutes(20), 0.05)))
                                .withZoneDownPerYear(Duration.ofHours(6)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    [1]                                         | a mapping expected
                    node: {mtfb: 1d}                            | node.mtfb: unknown key; did you mean mtbf?
                    nodes: {}                                   | nodes: unknown key
                    node: {mtbf: 0d}                            | node.mtbf: a duration above 0 expected
                    node: {mttr: often}                         | node.mttr: a duration
                    zone: {downPerYear: 400d}                   | zone.downPerYear: zone unavailability is
                    burst: {perYear: 4, lasts: 20m}             | burst.hit: is needed
                    burst: {perYear: 4, lasts: 20m, hit: 1.5}   | burst.hit: a number from 0.0 to 1.0 expected
                    burst: {perYear: 400, lasts: 20d, hit: 0.5} | burst: share of the year in a burst
                    """)
    void whatMakesNoSenseIsRefusedWithItsKey(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("rates.yaml")
                .hasMessageContaining(message);
    }
}
