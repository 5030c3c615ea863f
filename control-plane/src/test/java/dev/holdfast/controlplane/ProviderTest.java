package dev.holdfast.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProviderTest {
    private static final Binaries BINARIES = new Binaries(Path.of("somewhere"));

    @Test
    void programsOfThisMachineServeUnlessKindIsChosen() {
        assertThat(Provider.choose("", () -> new Binaries.Search.Found(BINARIES), _ -> false))
                .isEqualTo(new Provider.Local(BINARIES));
    }

    @Test
    void kindServesWhereItsToolsAre() {
        assertThat(Provider.choose("kind", () -> new Binaries.Search.Missing("none"), _ -> true))
                .isEqualTo(new Provider.Kind());
    }

    @Test
    void kindWithoutDockerIsUnavailable() {
        assertThat(
                        Provider.choose(
                                "kind",
                                () -> new Binaries.Search.Found(BINARIES),
                                tool -> !tool.equals("docker")))
                .isInstanceOfSatisfying(
                        Provider.Unavailable.class,
                        unavailable -> assertThat(unavailable.remedy()).contains("docker"));
    }

    @Test
    void anUnknownChoiceIsAnErrorThatNamesIt() {
        assertThatThrownBy(() ->
                        Provider.choose(
                                "minikube", () -> new Binaries.Search.Missing(""), _ -> true))
                .hasMessageContaining("'minikube'");
    }
}
