package dev.holdfast.policy;

/** A place in a document, written as people write it: {@code spec.roles[0].lose["a/b"]}. */
record JsonPath(String text) {
    static final JsonPath ROOT = new JsonPath("");

    JsonPath field(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
            return new JsonPath(text + "[\"" + name + "\"]");
        }
        return new JsonPath(text.isEmpty() ? name : text + "." + name);
    }

    JsonPath item(int index) {
        return new JsonPath(text + "[" + index + "]");
    }
}
