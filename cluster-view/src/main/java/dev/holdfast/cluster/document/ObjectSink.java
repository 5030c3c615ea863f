package dev.holdfast.cluster.document;

import java.util.Map;

/** Takes objects as they are read. */
@FunctionalInterface
public interface ObjectSink {
    /**
     * One object as a plain tree.
     *
     * @param file where it was read
     * @param line where it begins, from 1
     */
    void accept(Map<String, Object> object, String file, int line);
}
