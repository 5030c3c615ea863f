package dev.holdfast.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.policy.Committed;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FindingCodesTest {
    private static List<FindingCodes.Code> codes() {
        return FindingCodes.ALL;
    }

    @Test
    void everyCodeIsRegisteredOnceUnderTheNumbersOfItsSeverity() throws IllegalAccessException {
        Set<Object> declared = new java.util.HashSet<>();
        for (var field : FindingCodes.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType() == FindingCodes.Code.class) {
                declared.add(field.get(null));
            }
        }
        assertThat(FindingCodes.ALL)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.asList(declared.toArray(FindingCodes.Code[]::new)));
        assertThat(FindingCodes.ALL).extracting(FindingCodes.Code::id).doesNotHaveDuplicates();
        assertThat(FindingCodes.ALL)
                .allSatisfy(code ->
                        assertThat(code.id())
                                .startsWith(
                                        code.severity() == Finding.Severity.Refused
                                                ? "HF6"
                                                : "HF7"));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void thePageOfACodeIsTheGeneratedOne(FindingCodes.Code code) throws IOException {
        Committed.mustBe("docs/codes/" + code.id() + ".md", FindingCodes.page(code));
    }
}
