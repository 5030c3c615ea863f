package dev.holdfast.policy.check;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Kubernetes allows as label keys and values (IsQualifiedName and IsValidLabelValue of
 * apimachinery), and which labels databases change while their pods run.
 */
final class Labels {
    private static final Pattern NAME =
            Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /**
     * Set by Spilo (Patroni) and CloudNativePG at failover, by the OT operator's heal step for
     * Redis, and by cass-operator.
     */
    private static final Set<String> CHANGING =
            Set.of(
                    "spilo-role",
                    "cnpg.io/instanceRole",
                    "redis-role",
                    "cassandra.datastax.com/seed-node",
                    "cassandra.datastax.com/node-state");

    private Labels() {}

    static boolean isKey(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "x" : key.substring(0, slash);
        return prefix.length() <= 253
                && PREFIX.matcher(prefix).matches()
                && NAME.matcher(key.substring(slash + 1)).matches();
    }

    static boolean isValue(String value) {
        return value.isEmpty() || NAME.matcher(value).matches();
    }

    static boolean changes(String key) {
        return CHANGING.contains(key);
    }
}
