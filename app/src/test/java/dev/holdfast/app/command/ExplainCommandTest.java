package dev.holdfast.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.app.ExitCode;
import dev.holdfast.app.Run;
import dev.holdfast.policy.check.FindingCodes;
import dev.holdfast.rules.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExplainCommandTest {
    @ParameterizedTest
    @EnumSource(ReasonCode.class)
    void everyReasonIsExplained(ReasonCode reason) {
        Run run = Run.of("explain", reason.code());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).startsWith("# " + reason.code() + ": ").contains("**What to do.**");
    }

    @Test
    void everyFindingIsExplainedInLowerCaseToo() {
        for (FindingCodes.Code code : FindingCodes.ALL) {
            Run run = Run.of("explain", code.id().toLowerCase(java.util.Locale.ROOT));

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
            assertThat(run.out())
                    .startsWith("# " + code.id() + ": " + code.title())
                    .doesNotContain("<!--");
        }
    }

    @Test
    void aCodeThatDoesNotExistIs64AndTheNearestIsNamed() {
        Run run = Run.of("explain", "HF6O04");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("there is no code HF6O04; did you mean HF6004?");
        assertThat(run.out()).isEmpty();
        assertThat(Run.of("explain", "../../x").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
