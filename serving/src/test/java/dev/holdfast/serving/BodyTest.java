package dev.holdfast.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyTest {
    private static final int LIMIT = 4 << 20;

    private final Pieces pieces = new Pieces();

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest(name = "{0} bytes, announced {1}, in chunks up to {2}")
    @CsvSource({
        "0, 0, 1",
        "1, -1, 1",
        "270000, 270000, 65536",
        "270000, -1, 65536",
        "262144, 262144, 65536",
        "262144, -1, 300000",
        "4194304, -1, 65536",
        "4194304, 4194304, 9000",
        "4194304, 4194304, 3000000",
        "20000, 20000, 7"
    })
    void isWhatCameAndTakesLittleMoreThanThat(int length, long announced, int chunks) {
        Random random = new Random(length + chunks);
        byte[] expected = bytes(random, length);
        Body body = new Body(pieces, LIMIT, announced);
        for (int at = 0; at < length; ) {
            int end = Math.min(length, at + 1 + random.nextInt(chunks));
            assertThat(body.append(Buffer.buffer(Arrays.copyOfRange(expected, at, end)))).isTrue();
            at = end;
            assertThat(body.held())
                    .isBetween(at, Math.max(8192, Math.min(17 * at, at + (1 << 20))));
        }

        assertThat(body.toArray()).isEqualTo(expected);
    }

    @Test
    void aBodyThatComesAtOnceIsNotCopied() {
        byte[] expected = bytes(new Random(1), 60_000);
        Buffer chunk = BufferInternal.buffer(Unpooled.wrappedBuffer(expected));
        Body body = new Body(pieces, LIMIT, expected.length);
        assertThat(body.append(chunk)).isTrue();

        assertThat(body.held()).isEqualTo(expected.length);
        assertThat(body.toArray()).isSameAs(expected);
    }

    @Test
    void longBodiesTakeAtMostOnePieceMoreThanCame() {
        Body body = new Body(pieces, LIMIT, LIMIT);
        for (int sent = 64 << 10; sent <= LIMIT; sent += 64 << 10) {
            assertThat(body.append(Buffer.buffer(new byte[64 << 10]))).isTrue();
            assertThat(body.held()).isLessThanOrEqualTo(Math.max(1 << 20, sent + (256 << 10)));
        }
    }

    @Test
    void keepsNothingOfABodyThatIsTooLong() {
        Body body = new Body(pieces, LIMIT, -1);
        assertThat(body.append(Buffer.buffer(new byte[LIMIT]))).isTrue();

        assertThat(body.append(Buffer.buffer(new byte[1]))).isFalse();
        assertThat(body.held()).isZero();
        assertThat(body.toArray()).isEmpty();
    }

    @ParameterizedTest(name = "{0} bytes, announced {1}")
    @CsvSource({"262144, -1", "262144, 262144", "3000000, 3000000"})
    void anArrayThatWasHandedOutIsNotUsedAgain(int length, long announced) {
        Random random = new Random(length);
        byte[] expected = bytes(random, length);
        Body body = new Body(pieces, LIMIT, announced);
        assertThat(body.append(Buffer.buffer(expected))).isTrue();
        byte[] whole = body.toArray();
        body.drop();

        Body next = new Body(pieces, LIMIT, LIMIT);
        assertThat(next.append(Buffer.buffer(bytes(random, LIMIT)))).isTrue();
        assertThat(whole).isEqualTo(expected);
    }

    @Test
    void whatLongBodiesGiveBackIsUsedAgain() {
        byte[] piece = pieces.take();
        pieces.giveBack(piece);

        assertThat(pieces.take()).isSameAs(piece);
        assertThat(pieces.take()).isNotSameAs(piece);
    }
}
