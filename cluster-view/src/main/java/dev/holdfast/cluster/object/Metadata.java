package dev.holdfast.cluster.object;

/** Reads of metadata that several kinds share. */
final class Metadata {
    private Metadata() {}

    static String name(Field object) {
        return object.at("metadata").at("name").requiredText();
    }

    /** The namespace; objects in files may leave out {@code default}. */
    static String namespace(Field object) {
        return object.at("metadata").at("namespace").nonEmptyText().orElse("default");
    }

    /**
     * The value of a condition's status (True, False, Unknown), absent when there is no such
     * condition.
     */
    static Field condition(Field object, String type) {
        Field conditions = object.at("status").at("conditions");
        for (Field condition : conditions.items()) {
            if (condition.at("type").text().equals(type)) {
                return condition;
            }
        }
        return new Field(null, conditions, "[type=" + type + "]");
    }

    static boolean isTrue(Field condition) {
        return condition.at("status").text().equals("True");
    }
}
