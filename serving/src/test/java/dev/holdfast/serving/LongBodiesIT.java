package dev.holdfast.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bodies that are large for their listener: which have room, and how fast they are read. */
final class LongBodiesIT {
    private static final ListenAt ANYWHERE = new ListenAt("127.0.0.1", 0, Optional.empty());
    private static final Endpoint ECHO =
            new Endpoint("extender", "echo", "/echo", body -> Reply.json(body, "ok"));

    /** Nothing but the length of bodies and their sum is reached. */
    private static Limits limits(int bodyBytes) {
        Duration patience = Duration.ofSeconds(20);
        return new Limits(bodyBytes, 100, 50, patience, patience, patience, patience);
    }

    @Test
    void longBodiesThatFollowOneAnotherAreReadAtARateAndAllAnswered() throws Exception {
        Limits twoMegabytes = limits(2_000_000);
        try (Shell other = new Shell()) {
            int there = other.openCalls(ANYWHERE, twoMegabytes, "extender", List.of(ECHO));
            try (Wire wire = new Wire(there)) {
                long begun = System.nanoTime();
                for (int i = 0; i < 6; i++) {
                    String body = Integer.toString(i).repeat(1_800_000);
                    assertThat(wire.say(Wire.post("/echo", body)).answer()).endsWith("\n" + body);
                }
                // 10.8 megabytes, of which four may come at once, at four in a second.
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isGreaterThan(Duration.ofSeconds(1));
                assertThat(wire.say(Wire.post("/echo", "short")).answer()).endsWith("\nshort");
            }
        }
    }

    @Test
    void theLongestOfTheBodiesThatAreOnTheirWayMakesRoom() throws Exception {
        Limits roomy = limits(1000);
        String most = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";
        try (Shell other = new Shell()) {
            int there = other.openCalls(ANYWHERE, roomy, "extender", List.of(ECHO));
            try (Wire one = new Wire(there).say(most + "x".repeat(900));
                    Wire two = new Wire(there).say(most + "x".repeat(900));
                    Wire three = new Wire(there).say(most + "x".repeat(900));
                    Wire four = new Wire(there).say(most + "x".repeat(900));
                    Wire five = new Wire(there).say(most + "x".repeat(900));
                    Wire small = new Wire(there)) {
                awaitShed(other, 3);
                assertThat(small.say(Wire.post("/echo", "x")).answer()).startsWith("HTTP/1.1 200");
                List<String> answers = new ArrayList<>();
                for (Wire wire : List.of(one, two, three, four, five)) {
                    answers.add(wire.say("x".repeat(100)).answer());
                }
                assertThat(answers)
                        .anyMatch(answer -> answer.startsWith("HTTP/1.1 503"))
                        .anyMatch(answer -> answer.startsWith("HTTP/1.1 200"))
                        .allMatch(answer ->
                                answer.startsWith("HTTP/1.1 200")
                                        || answer.contains("and this is the longest"));
            }
        }
    }

    @Test
    void aLongBodyForWhichThereIsNoRoomIsRefusedBeforeItComesUnlessItIsShorterThanAnother()
            throws Exception {
        Limits roomy = limits(2_000_000);
        try (Shell other = new Shell()) {
            int there = other.openCalls(ANYWHERE, roomy, "extender", List.of(ECHO));
            try (Wire _ = new Wire(there).say(announcing(2_000_000) + "x");
                    Wire _ = new Wire(there).say(announcing(2_000_000) + "x");
                    Wire _ = new Wire(there).say(announcing(2_000_000));
                    Wire shorter = new Wire(there)) {
                awaitShed(other, 1);
                String answer = shorter.say(announcing(1_500_000) + "x".repeat(1_500_000)).answer();
                assertThat(answer).startsWith("HTTP/1.1 200");
                awaitShed(other, 2);
            }
        }
    }

    private static String announcing(int bytes) {
        return "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + bytes + "\r\n\r\n";
    }

    private static void awaitShed(Shell shell, int requests) {
        String shed =
                "holdfast_extender_requests_total{outcome=\"shed\",verb=\"echo\"} %d.0"
                        .formatted(requests);
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!shell.registry().scrape().contains(shed)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
