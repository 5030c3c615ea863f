package dev.holdfast.extender;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A byte array that grows. */
final class Bytes {
    private byte[] array;
    private int length;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    Bytes append(byte[] source) {
        return append(source, 0, source.length);
    }

    Bytes append(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, array, length, count);
        length += count;
        return this;
    }

    Bytes append(Bytes other) {
        return append(other.array, 0, other.length);
    }

    Bytes append(char ascii) {
        reserve(1);
        array[length++] = (byte) ascii;
        return this;
    }

    /** Text that needs no escapes in JSON, or is JSON already. */
    Bytes append(String text) {
        return append(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Overwrites a trailing comma, if there is one, by this character; else appends it. */
    Bytes close(char ascii) {
        if (length > 0 && array[length - 1] == ',') {
            length--;
        }
        return append(ascii);
    }

    int length() {
        return length;
    }

    byte[] toArray() {
        return length == array.length ? array : Arrays.copyOf(array, length);
    }

    private void reserve(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }
}
