package dev.holdfast.cluster;

/**
 * Something in a dump that is not as it should be.
 *
 * @param file where it stands
 * @param line where the object begins, 0 when it is not one place
 * @param object the object as {@code Kind.group namespace/name}, empty when it is not one object
 * @param path the field, for example {@code spec.roles[0].survive}; empty for the object itself
 * @param message what is wrong
 */
public record Finding(String file, int line, String object, String path, String message) {
    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line : file;
        return place
                + ": "
                + (object.isEmpty() ? "" : object + ": ")
                + (path.isEmpty() ? "" : path + ": ")
                + message;
    }
}
