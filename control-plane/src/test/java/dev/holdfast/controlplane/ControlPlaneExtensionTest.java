package dev.holdfast.controlplane;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

class ControlPlaneExtensionTest {
    @BeforeEach
    void askForKind() {
        System.setProperty(Provider.CHOICE, "kind");
    }

    @AfterEach
    void askForNothing() {
        System.clearProperty(Provider.CHOICE);
    }

    @Test
    void aClassIsSkippedWithTheRemedyWhereNothingServes() {
        assumeTrue(
                Provider.ofThisMachine() instanceof Provider.Unavailable, "kind is installed here");

        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Samples.Passing.class))
                .execute()
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                container(Samples.Passing.class),
                                skippedWithReason(reason ->
                                        reason.startsWith("no control plane: ")
                                                && reason.contains("docker"))));
    }
}
