package dev.holdfast.serving;

import io.netty.channel.ChannelConfig;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * How much is read of a connection. Vert.x has no say in it, so this speaks to Netty's channel
 * below.
 */
final class Intake {
    /**
     * Reads of one connection, of at most 64 KiB each, before the event loop turns to the others.
     * Netty's default is 16: who sends fast makes all others wait for a megabyte each time.
     */
    private static final int READS = 2;

    private Intake() {}

    /** Lets a new connection take turns with the others. */
    static void inTurns(HttpConnection connection) {
        if (config(connection).getRecvByteBufAllocator()
                instanceof MaxMessagesRecvByteBufAllocator allocator) {
            allocator.maxMessagesPerRead(READS);
        }
    }

    /** Reads nothing more; what is still to come stays with the caller. */
    static void stop(HttpConnection connection) {
        config(connection).setAutoRead(false);
    }

    /** Reads on. */
    static void goOn(HttpConnection connection) {
        config(connection).setAutoRead(true);
    }

    private static ChannelConfig config(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel().config();
    }
}
