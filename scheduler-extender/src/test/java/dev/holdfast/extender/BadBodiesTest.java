package dev.holdfast.extender;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.extender.Fixture.Decision;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class BadBodiesTest {
    private static final String POD = "\"Pod\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\"}}";

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void isAnsweredWith400AndTheReason(String name, String body, String kind, String text) {
        Extender extender = Fixture.extender(Fixture.view("n0"), new Decision(), Stance.STRICT);

        for (Answer answer :
                new Answer[] {
                    extender.filter(Fixture.bytes(body)), extender.prioritize(Fixture.bytes(body))
                }) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.outcome()).isEqualTo(Outcome.BAD_REQUEST);
            assertThat(answer.problem()).isEqualTo(kind);
            assertThat(Fixture.text(answer)).contains(text).hasSizeLessThan(400);
        }
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                bad("empty body", "", "not_json", "the body ends"),
                bad("not JSON", "hello", "not_json", "'h' found"),
                bad("an array", "[]", "wrong_type", "an object expected"),
                bad("cut within the pod", "{\"Pod\":{\"metadata\":{", "not_json", "Pod"),
                bad(
                        "cut within a name",
                        "{" + POD + ",\"NodeNames\":[\"n",
                        "not_json",
                        "NodeNames"),
                bad("no pod", "{\"NodeNames\":[]}", "missing_field", "Pod"),
                bad("pod null", "{\"Pod\":null,\"NodeNames\":[]}", "missing_field", "Pod"),
                bad("no node names", "{" + POD + "}", "missing_field", "nodeCacheCapable: true"),
                bad(
                        "node names null",
                        "{" + POD + ",\"NodeNames\":null}",
                        "missing_field",
                        "NodeNames"),
                bad(
                        "no pod name",
                        "{\"Pod\":{\"metadata\":{\"namespace\":\"b\"}},\"NodeNames\":[]}",
                        "missing_field",
                        "Pod.metadata.name"),
                bad(
                        "empty pod name",
                        "{\"Pod\":{\"metadata\":{\"name\":\"\",\"namespace\":\"b\"}},\"NodeNames\":[]}",
                        "missing_field",
                        "Pod.metadata.name"),
                bad(
                        "no namespace",
                        "{\"Pod\":{\"metadata\":{\"name\":\"a\"}},\"NodeNames\":[]}",
                        "missing_field",
                        "Pod.metadata.namespace"),
                bad("pod is text", "{\"Pod\":\"x\",\"NodeNames\":[]}", "wrong_type", "Pod"),
                bad(
                        "labels are numbers",
                        "{\"Pod\":{\"metadata\":{\"labels\":{\"a\":1}}},\"NodeNames\":[]}",
                        "wrong_type",
                        "Pod.metadata.labels[a]"),
                bad(
                        "volumes are an object",
                        "{\"Pod\":{\"spec\":{\"volumes\":{}}},\"NodeNames\":[]}",
                        "wrong_type",
                        "Pod.spec.volumes"),
                bad(
                        "names are an object",
                        "{" + POD + ",\"NodeNames\":{}}",
                        "wrong_type",
                        "NodeNames"),
                bad(
                        "a name is a number",
                        "{" + POD + ",\"NodeNames\":[1]}",
                        "wrong_type",
                        "NodeNames"),
                bad(
                        "a name is null",
                        "{" + POD + ",\"NodeNames\":[null]}",
                        "wrong_type",
                        "NodeNames"),
                bad(
                        "comma after the last name",
                        "{" + POD + ",\"NodeNames\":[\"a\",]}",
                        "wrong_type",
                        "NodeNames"),
                bad(
                        "no comma between names",
                        "{" + POD + ",\"NodeNames\":[\"a\" \"b\"]}",
                        "not_json",
                        "']' expected"),
                bad(
                        "a control character in a name",
                        "{" + POD + ",\"NodeNames\":[\"a\u0001\"]}",
                        "not_json",
                        "NodeNames"),
                bad(
                        "a broken escape in a name",
                        "{" + POD + ",\"NodeNames\":[\"a\\x\"]}",
                        "not_json",
                        "NodeNames"),
                bad(
                        "two pods",
                        "{" + POD + "," + POD + ",\"NodeNames\":[]}",
                        "duplicate_key",
                        "Pod"),
                bad(
                        "two names of nodes",
                        "{" + POD + ",\"NodeNames\":[],\"NodeNames\":[]}",
                        "duplicate_key",
                        "NodeNames"),
                bad(
                        "a key twice within the pod",
                        "{\"Pod\":{\"metadata\":{\"name\":\"a\",\"name\":\"b\"}},\"NodeNames\":[]}",
                        "duplicate_key",
                        "name"),
                bad(
                        "something behind",
                        "{" + POD + ",\"NodeNames\":[]} x",
                        "trailing_data",
                        "the body"),
                bad(
                        "a second value behind",
                        "{" + POD + ",\"NodeNames\":[]}{}",
                        "trailing_data",
                        "the body"),
                bad(
                        "depth within the pod",
                        "{\"Pod\":{\"spec\":" + "[".repeat(100_000) + "},\"NodeNames\":[]}",
                        "wrong_type",
                        "Pod.spec"),
                bad(
                        "depth within what is skipped",
                        "{\"Pod\":{\"x\":" + "[".repeat(100_000) + "},\"NodeNames\":[]}",
                        "too_deep",
                        "depth"),
                bad("depth beside the pod", "{\"x\":" + "[".repeat(100_000), "too_deep", "depth"),
                bad(
                        "a broken literal",
                        "{" + POD + ",\"x\":nul,\"NodeNames\":[]}",
                        "not_json",
                        "x"),
                bad("a broken number", "{" + POD + ",\"x\":01,\"NodeNames\":[]}", "not_json", "x"),
                bad(
                        "too many labels",
                        "{\"Pod\":{\"metadata\":{\"labels\":{"
                                + manyKeys()
                                + "}}},\"NodeNames\":[]}",
                        "too_many",
                        "Pod.metadata.labels"));
    }

    private static String manyKeys() {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i <= 10_000; i++) {
            keys.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":\"v\"");
        }
        return keys.toString();
    }

    private static Arguments bad(String name, String body, String kind, String text) {
        return Arguments.of(name, body, kind, text);
    }

    @ParameterizedTest(name = "preempt: {0}")
    @MethodSource("preemptions")
    void isAnsweredWith400ByPreemptToo(String name, String body, String kind) {
        Answer answer =
                Fixture.extender(Fixture.view("n0"), new Decision(), Stance.STRICT)
                        .preempt(Fixture.bytes(body));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo(kind);
    }

    static Stream<Arguments> preemptions() {
        return Stream.of(
                Arguments.of("not JSON", "x", "not_json"),
                Arguments.of("no pod", "{}", "missing_field"),
                Arguments.of("an array", "[]", "wrong_type"),
                Arguments.of(
                        "a victim without UID",
                        "{" + POD + ",\"NodeNameToMetaVictims\":{\"n\":{\"Pods\":[{}]}}}",
                        "missing_field"),
                Arguments.of(
                        "a node twice",
                        "{" + POD + ",\"NodeNameToMetaVictims\":{\"n\":{},\"n\":{}}}",
                        "duplicate_key"),
                Arguments.of("something behind", "{" + POD + "} {}", "trailing_data"));
    }
}
