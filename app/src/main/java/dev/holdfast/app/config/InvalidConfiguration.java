package dev.holdfast.app.config;

import java.util.List;

/** A configuration that cannot be used, with all that is wrong with it. */
public final class InvalidConfiguration extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidConfiguration(String file, List<String> problems) {
        super(file + ":\n  " + String.join("\n  ", problems));
    }
}
