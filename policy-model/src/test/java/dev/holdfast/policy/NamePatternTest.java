package dev.holdfast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePatternTest {
    private static Optional<List<String>> byJava(String regex, String name) {
        Matcher matcher = Pattern.compile(regex).matcher(name);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<String> captures = new ArrayList<>();
        for (int group = 1; group <= matcher.groupCount(); group++) {
            captures.add(Optional.ofNullable(matcher.group(group)).orElse(""));
        }
        return Optional.of(captures);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rc-(?:leader|follower)-(\\d+)$; rc-follower-12",
                "^(.+)-\\d+$; logs-es-hot-3",
                "^(.+?)-.*; logs-es-hot-3",
                "shard-?(?<shard>[0-9a-f]{1,3})-([^-]*)-; docs-shard-0af-rs0-1",
                "chi-(\\w+)-([a-z.]+)-(\\d+)-(\\d+)-0; chi-x-a.b-0-1-0",
                "(a|ab)(c|bcd)(d*); abcd",
                "(a+)(a*)$; xaaaa",
                "(x)?b; aab",
                "a{0}(b{2,})c{1}; abbbc",
            })
    void itFindsAndCapturesWhatJavaDoes(String regex, String name) {
        assertThat(NamePattern.compile(regex).find(name)).isEqualTo(byJava(regex, name));
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest(name = "patterns of seed {0}")
    @MethodSource("seeds")
    void itAgreesWithJavaOnRandomPatternsAndNames(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            String regex = (random.nextInt(5) == 0 ? "^" : "") + regex(random, 3);
            regex += random.nextInt(4) == 0 ? "$" : "";
            NamePattern pattern = NamePattern.compile(regex);
            for (int n = 0; n < 8; n++) {
                String name = name(random);
                assertThat(pattern.find(name))
                        .as("%s on %s", regex, name)
                        .isEqualTo(byJava(regex, name));
            }
        }
    }

    /** Quantifiers stand behind what takes a character: there Java and this one mean the same. */
    private static String regex(Random random, int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int kind = random.nextInt(depth > 0 ? 8 : 5);
            text.append(
                    switch (kind) {
                        case 0 -> "[ab]" + quantifier(random);
                        case 1 -> "[^a-]" + quantifier(random);
                        case 2 -> "\\d" + quantifier(random);
                        case 3 -> "." + quantifier(random);
                        case 4 -> "ab-1".charAt(random.nextInt(4)) + quantifier(random);
                        case 5 -> "(" + regex(random, depth - 1) + ")";
                        case 6 -> "(?:" + regex(random, depth - 1) + "|b)";
                        default -> "(a" + regex(random, depth - 1) + "|1|)";
                    });
        }
        return text.toString();
    }

    private static String quantifier(Random random) {
        List<String> all =
                List.of("", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{0,}");
        return all.get(random.nextInt(all.size()));
    }

    private static String name(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append("aab-12".charAt(random.nextInt(6)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+$",
                "^(a|a)*$",
                "^(a|aa)+$",
                "(.*)*x(.*)*y",
                "((a?){50}){2}a{100}$",
                "^([a-z]+)*-$",
                "(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)(?:$|$)x"
            })
    void noPatternTakesLongerThanItsSizeTimesTheName(String regex) {
        String longest = "a".repeat(252) + "!";

        assertThat(NamePattern.compile(regex).find(longest)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "a)",
                "[",
                "[a",
                "[z-a]",
                "*a",
                "a**",
                "a{",
                "a{2,1}",
                "a{1001}",
                "a++",
                "(?=a)",
                "(?!a)",
                "(?<=a)",
                "(?>a)",
                "(?i)a",
                "(a)\\1",
                "\\bA",
                "\\Q",
                "[a[b]]",
                "[a&&b]",
                "\\",
                "\\p{L}",
                "(?<1>a)",
                "((a{100}){100})"
            })
    void whatItDoesNotKnowIsRefused(String regex) {
        assertThatThrownBy(() -> NamePattern.compile(regex))
                .isInstanceOf(PatternSyntaxException.class);
    }

    @Test
    void deepAndWidePatternsAreRefusedAndDoNotOverflow() {
        assertThatThrownBy(() -> NamePattern.compile("(?:".repeat(200) + "a" + ")".repeat(200)))
                .hasMessageContaining("too deep");
        assertThatThrownBy(() -> NamePattern.compile("(a)".repeat(17)))
                .hasMessageContaining("More than 16 groups");
    }
}
