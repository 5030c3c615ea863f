package dev.holdfast.cluster;

/**
 * Something in a dump that is not as it should be.
 *
 * @param file where it stands
 * @param line where the object begins, 0 when it is not one place
 * @param object the object, empty when it is not one object
 * @param message what is wrong, with the path
 */
public record Finding(String file, int line, String object, String message) {
    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line : file;
        return place + ": " + (object.isEmpty() ? "" : object + ": ") + message;
    }
}
