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
 * to its name as JSON. Immutable but for {@link #followers}, whose races are harmless.
 */
final class NodeTable {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
     * Which id came after an id in the request before: kube-scheduler keeps its order, so this
     * guess spares most look-ups. Entry {@code bound} is the first of a request. Written without
     * synchronisation: a lost or old guess costs a look-up, nothing else.
     */
    private final int[] followers;

    private NodeTable(ClusterView view, byte[] names, int[] starts, int[] lengths, int[] slots) {
        this.view = view;
        this.names = names;
        this.starts = starts;
        this.lengths = lengths;
        this.slots = slots;
        this.present = presentIn(view);
        this.followers = new int[view.nodeBound() + 1];
        Arrays.setAll(followers, id -> id == view.nodeBound() ? 0 : id + 1);
    }

    private NodeTable(NodeTable base, ClusterView view) {
        this.view = view;
        this.names = base.names;
        this.starts = base.starts;
        this.lengths = base.lengths;
        this.slots = base.slots;
        this.present = base.view.sharesNodesWith(view) ? base.present : presentIn(view);
        this.followers = base.followers;
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

    /** The id that probably comes after this one; {@code bound()} asks for the first. */
    int follower(int id) {
        return followers[id];
    }

    /** Remembers what came after an id. */
    void learn(int id, int follower) {
        followers[id] = follower;
    }

    /**
     * Whether the body has this node's quoted name at an offset.
     *
     * @param offset of the opening quote
     */
    boolean isAt(byte[] body, int offset, int id) {
        if (id >= lengths.length) {
            return false;
        }
        int length = lengths[id] - 1;
        return length > 0
                && offset + length <= body.length
                && Arrays.equals(
                        body, offset, offset + length, names, starts[id], starts[id] + length)
                && has(id);
    }

    /** How many bytes the quoted name takes. */
    int quotedLength(int id) {
        return lengths[id] - 1;
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
