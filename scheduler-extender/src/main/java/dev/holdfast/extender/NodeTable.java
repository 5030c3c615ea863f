package dev.holdfast.extender;

import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The names of one view's nodes as bytes: from a name in a request to its dense id, and from an id
 * to its name as JSON. Immutable but for {@link #order}, whose races are harmless.
 */
final class NodeTable {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** So many look-ups are not worth learning. */
    private static final int FEW = 16;

    /** Requests in another order than the known one until that one is learnt. */
    private static final int PATIENCE = 16;

    /** What stands before a name in a HostPriorityList. */
    static final byte[] HOST = "{\"Host\":".getBytes(StandardCharsets.US_ASCII);

    private final ClusterView view;

    /** Every name after {@link #HOST}, in quotes, with a comma. */
    private final byte[] names;

    /** Where the quotes of each name begin. */
    private final int[] starts;

    private final int[] lengths;
    private final int[] slots;

    /** Which nodes the view has, by id. */
    private final long[] present;

    /**
     * How a long request had the names. Read and written without synchronisation: an old one costs
     * look-ups, nothing else.
     */
    private @Nullable NameOrder order;

    /** Requests since then that needed too many look-ups. */
    private int unlike;

    private NodeTable(ClusterView view, byte[] names, int[] starts, int[] lengths, int[] slots) {
        this.view = view;
        this.names = names;
        this.starts = starts;
        this.lengths = lengths;
        this.slots = slots;
        this.present = presentIn(view);
    }

    private NodeTable(NodeTable base, ClusterView view) {
        this.view = view;
        this.names = base.names;
        this.starts = base.starts;
        this.lengths = base.lengths;
        this.slots = base.slots;
        this.present = base.view.sharesNodesWith(view) ? base.present : presentIn(view);
        this.order = Arrays.equals(present, base.present) ? base.order : null;
        this.unlike = base.unlike;
    }

    /** The table of a view. */
    static NodeTable of(ClusterView view) {
        int bound = view.nodeBound();
        int[] starts = new int[bound];
        int[] lengths = new int[bound];
        Bytes names = new Bytes(40 * bound + 16);
        for (int id = 0; id < bound; id++) {
            @Nullable NodeState node = view.node(id);
            if (node != null) {
                names.append(HOST);
                starts[id] = names.length();
                names.append('"').append(encode(node.name())).append('"').append(',');
                lengths[id] = names.length() - starts[id];
            }
        }
        int[] slots = new int[Math.max(16, Integer.highestOneBit(Math.max(1, bound)) * 4)];
        byte[] bytes = names.toArray();
        for (int id = 0; id < bound; id++) {
            if (lengths[id] > 0) {
                int slot = hash(bytes, starts[id] + 1, lengths[id] - 3) & slots.length - 1;
                while (slots[slot] != 0) {
                    slot = slot + 1 & slots.length - 1;
                }
                slots[slot] = id + 1;
            }
        }
        return new NodeTable(view, bytes, starts, lengths, slots);
    }

    /** The table of another view of the same cluster; shares what it can with this one. */
    NodeTable moveTo(ClusterView next) {
        if (next == view) {
            return this;
        }
        if (view.sharesNodesWith(next)) {
            return new NodeTable(this, next);
        }
        return namesAllOf(next) ? new NodeTable(this, next) : of(next);
    }

    private boolean namesAllOf(ClusterView next) {
        if (next.nodeBound() != lengths.length) {
            return false;
        }
        for (int id = 0; id < lengths.length; id++) {
            if (lengths[id] == 0 && next.node(id) != null) {
                return false;
            }
        }
        return true;
    }

    private static long[] presentIn(ClusterView view) {
        long[] present = new long[(view.nodeBound() + 63) / 64];
        for (int id = 0; id < view.nodeBound(); id++) {
            if (view.node(id) != null) {
                present[id >> 6] |= 1L << id;
            }
        }
        return present;
    }

    /** The view that this is the table of. */
    ClusterView view() {
        return view;
    }

    /** Ids are below this. */
    int bound() {
        return lengths.length;
    }

    /** How the names probably come; null when nobody knows. */
    @Nullable NameOrder order() {
        return order;
    }

    /**
     * Learns from a request how the names come: at once when it is the first, else when it had to
     * look up many, is not about a few nodes only, and was not the only one of late.
     */
    void learn(Offered offered, int lookUps) {
        @Nullable NameOrder known = order;
        boolean many = lookUps > Math.max(FEW, offered.count() / 4);
        boolean small = known != null && offered.count() < known.size() / 2;
        if (many && !small && (known == null || ++unlike >= PATIENCE)) {
            unlike = 0;
            order = offered.order(this).orElse(known);
        }
    }

    /**
     * The id of the node with this name, or -1 when the view has none; the bytes without quotes.
     */
    int id(byte[] body, int offset, int length) {
        int slot = hash(body, offset, length) & slots.length - 1;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (lengths[id] - 3 == length
                    && Arrays.equals(
                            body,
                            offset,
                            offset + length,
                            names,
                            starts[id] + 1,
                            starts[id] + 1 + length)) {
                return has(id) ? id : -1;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return -1;
    }

    /** The id of the node with this name, or -1 when the view has none. */
    int id(String name) {
        byte[] bytes = encode(name);
        return id(bytes, 0, bytes.length);
    }

    /** Names stand in the table as JSON writes them; a name of letters and digits is just that. */
    private static byte[] encode(String name) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(name);
    }

    private boolean has(int id) {
        return (present[id >> 6] & 1L << id) != 0;
    }

    /** How many bytes {@link #appendElement} appends. */
    int elementLength(int id) {
        return lengths[id];
    }

    /** Appends {@code "name",}. */
    void appendElement(Bytes out, int id) {
        out.append(names, starts[id], lengths[id]);
    }

    /** Appends {@code "name"}. */
    void appendQuoted(Bytes out, int id) {
        out.append(names, starts[id], lengths[id] - 1);
    }

    /** How many bytes {@link #appendHost} appends. */
    int hostLength(int id) {
        return HOST.length + lengths[id] - 1;
    }

    /** Appends the start of a node's entry in a HostPriorityList, up to its score. */
    void appendHost(Bytes out, int id) {
        out.append(names, starts[id] - HOST.length, hostLength(id));
    }

    private static int hash(byte[] bytes, int offset, int length) {
        long hash = length;
        int at = offset;
        for (int end = offset + length - 8; at <= end; at += 8) {
            hash = (hash ^ (long) LONGS.get(bytes, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        for (; at < offset + length; at++) {
            hash = (hash ^ bytes[at]) * 0x9E3779B97F4A7C15L;
        }
        return (int) (hash ^ hash >>> 32);
    }
}
