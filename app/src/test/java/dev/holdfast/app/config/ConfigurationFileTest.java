package dev.holdfast.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.extender.Stance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfigurationFileTest {
    @TempDir private Path folder;

    private Configuration read(String text) throws InvalidConfiguration {
        try {
            return ConfigurationFile.read(Files.writeString(folder.resolve("holdfast.yaml"), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEmptyFileIsTheDefaults() throws InvalidConfiguration {
        assertThat(read("")).isEqualTo(Configuration.DEFAULT);
        assertThat(read("{}")).isEqualTo(Configuration.DEFAULT);
    }

    @Test
    void theDefaultsListenOnLoopbackAndAreStrict() {
        Configuration defaults = Configuration.DEFAULT;

        assertThat(defaults.extender().listen().host()).isEqualTo("127.0.0.1");
        assertThat(defaults.extender().listen().port()).isEqualTo(9446);
        assertThat(defaults.probes().port()).isEqualTo(9440);
        assertThat(defaults.extender().stance()).isEqualTo(Stance.STRICT);
        assertThat(defaults.source().trust().staleAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.source().trust().lostAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.extender().limits().idle()).isGreaterThan(Duration.ofSeconds(90));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"1600ms, false", "1999ms, false", "2s, true", "8h, true"})
    void aDeadlineThatKubeSchedulerDoesNotWaitForIsDoubtful(String deadline, boolean doubtful)
            throws InvalidConfiguration {
        Configuration.Extender extender =
                read("extender: {limits: {deadline: " + deadline + "}}").extender();

        assertThat(extender.httpTimeout()).isGreaterThan(extender.limits().deadline());
        assertThat(extender.doubt().filter(text -> text.contains("scheduler-config --config")))
                .as("" + extender.doubt())
                .matches(doubt -> doubt.isPresent() == doubtful);
    }

    @Test
    void everyKeyReachesItsPlace() throws InvalidConfiguration {
        Configuration read =
                read(
                        """
                        extender:
                          listen:
                            host: 0.0.0.0
                            port: 1
                            tls: {certificate: c.pem, key: k.pem, clientCa: ca.pem}
                          stance: lenient
                          limits:
                            bodyBytes: 2
                            inFlight: 3
                            connections: 4
                            bodyTime: 5s
                            firstRequest: 6ms
                            idle: 7m
                            deadline: 8h
                        probes: {host: "::1", port: 9}
                        source:
                          state: [a, b]
                          kubeconfig: k
                          profiles: acme.yaml
                          podSelector: example.org/database=true
                          staleAfter: 19s
                          lostAfter: 20s
                          storage:
                          - profile: linstor
                            url: https://linstor:3371
                            token: t
                            tls: {ca: ca.pem, certificate: c.pem, key: k.pem}
                            poll: 14s
                            timeout: 15s
                            staleAfter: 16s
                            lostAfter: 17s
                            bodyBytes: 18
                          - {profile: mayastor, url: "http://rest:8081"}
                        drain: {grace: 10s, limit: 11s}
                        warmUp: {requests: 12, limit: 13s}
                        leader: {elect: false, lease: l, namespace: n, nominate: true, nominationLimit: 14s}
                        """);

        assertThat(read.toString())
                .contains("host=0.0.0.0, port=1", "certificate=c.pem", "clientCa=Optional[ca.pem]")
                .contains("stance=LENIENT", "bodyBytes=2, inFlight=3, connections=4")
                .contains("bodyTime=PT5S, firstRequest=PT0.006S, idle=PT7M, deadline=PT8H")
                .contains("host=::1, port=9", "state=[a, b], kubeconfig=Optional[k]")
                .contains("profiles=[acme.yaml]", "profile=linstor, url=https://linstor:3371")
                .contains("token=Optional[t]", "authority=Optional[ca.pem]", "maxBytes=18")
                .contains("poll=PT14S, timeout=PT15S, staleAfter=PT16S, lostAfter=PT17S")
                .contains("trust=Trust[staleAfter=PT19S, lostAfter=PT20S]")
                .contains("profile=mayastor, url=http://rest:8081, token=Optional.empty")
                .contains("podSelector=Optional[example.org/database=true]")
                .contains("grace=PT10S, limit=PT11S", "requests=12, limit=PT13S")
                .contains("elect=false, lease=l, namespace=Optional[n]")
                .contains("nominate=true, nominationLimit=PT14S");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsNamedWithItsPath(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("holdfast.yaml")
                .hasMessageContaining(message);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("extendr: {}", "extendr: unknown key; did you mean extender?"),
                Arguments.of(
                        "extender: {listen: {prt: 1}}",
                        "extender.listen.prt: unknown key; did you mean port?"),
                Arguments.of(
                        "zzzzzzzz: 1", "known are drain, extender, leader, probes, source, warmUp"),
                Arguments.of("extender: 5", "extender: a mapping expected, found 5"),
                Arguments.of("probes: {port: 70000}", "a whole number from 0 to 65535 expected"),
                Arguments.of("probes: {port: many}", "probes.port: a whole number"),
                Arguments.of(
                        "extender: {stance: brave}",
                        "one of strict, lenient expected, found brave"),
                Arguments.of("leader: {elect: 1}", "leader.elect: true or false expected, found 1"),
                Arguments.of("drain: {limit: 5}", "a duration such as 250ms, 5s or 2m expected"),
                Arguments.of(
                        "extender: {limits: {idle: 0s}}",
                        "extender.limits.idle: a duration above 0 expected"),
                Arguments.of(
                        "probes: {tls: {key: k}}",
                        "probes.tls: certificate and key are both needed"),
                Arguments.of(
                        "source: {storage: {}}", "source.storage: a list of mappings expected"),
                Arguments.of(
                        "source: {storage: [{profile: linstor, urls: x}]}",
                        "source.storage[0].urls: unknown key; did you mean url?"),
                Arguments.of(
                        "source: {storage: [{profile: linstor}]}",
                        "source.storage[0]: profile and url are both needed"),
                Arguments.of(
                        "source: {storage: [{profile: p, url: 'http://a'}, {profile: p, url: 'http://b'}]}",
                        "source.storage[1]: profile: p is asked at another address already"),
                Arguments.of(
                        "source: {storage: [{profile: p, url: 'http://a', poll: 2m}]}",
                        "source.storage[0]: staleAfter must be above poll"),
                Arguments.of(
                        "source: {staleAfter: 2s}",
                        "source: staleAfter (PT2S) must be at least PT5S"),
                Arguments.of("source: {staleAfter: 6m}", "lostAfter (PT5M) not below staleAfter"),
                Arguments.of(
                        "source: {storage: [{profile: p, url: 'https://a', tls: {key: k}}]}",
                        "source.storage[0].tls: certificate and key are both needed"),
                Arguments.of("probes: {port: 1, port: 2}", "is no YAML"),
                Arguments.of("- a", "a mapping expected"),
                Arguments.of("a: [", "is no YAML"));
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> read("probes: {port: x, prt: 1}\nq: 1\n"))
                .hasMessageContaining("probes.port")
                .hasMessageContaining("probes.prt")
                .hasMessageContaining("q: unknown key");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ConfigurationFile.read(folder.resolve("absent.yaml")))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("absent.yaml");
    }
}
