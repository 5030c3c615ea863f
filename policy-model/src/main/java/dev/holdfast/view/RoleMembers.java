package dev.holdfast.view;

import dev.holdfast.policy.LabelSelector;
import dev.holdfast.policy.NamePattern;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The members of one role, by set. A member is a pod that matches policy and role, is not owned by
 * a Job and has not finished. A member whose set cannot be told (a label that is missing, a pattern
 * that does not match) is in {@link #unplaced}.
 */
public final class RoleMembers {
    /** The name of the only set where all members are one ({@code All}, {@code Any}). */
    public static final String ONE_SET = "";

    private final Role role;
    private final @Nullable NamePattern pattern;
    private final PersistentMap<String, PersistentMap<String, PodState>> sets;
    private final PersistentMap<String, PodState> unplaced;
    private final PersistentMap<String, PodState> all;

    private RoleMembers(
            Role role,
            @Nullable NamePattern pattern,
            PersistentMap<String, PersistentMap<String, PodState>> sets,
            PersistentMap<String, PodState> unplaced,
            PersistentMap<String, PodState> all) {
        this.role = role;
        this.pattern = pattern;
        this.sets = sets;
        this.unplaced = unplaced;
        this.all = all;
    }

    static RoleMembers of(Role role) {
        return new RoleMembers(
                role,
                patternOf(role),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty());
    }

    /** Null without a pattern, or with one that is none: no member's set can be told then. */
    private static @Nullable NamePattern patternOf(Role role) {
        try {
            return role.replication().pattern().map(NamePattern::compile).orElse(null);
        } catch (PatternSyntaxException _) {
            return null;
        }
    }

    /** The role. */
    public Role role() {
        return role;
    }

    /** Members by set name, then by pod name. */
    public PersistentMap<String, PersistentMap<String, PodState>> sets() {
        return sets;
    }

    /** The members of one set; the list is the caller's own. */
    public List<PodState> membersOf(String set) {
        List<PodState> members = new ArrayList<>();
        @Nullable PersistentMap<String, PodState> found = sets.get(set);
        if (found != null) {
            found.forEach((_, pod) -> members.add(pod));
        }
        return members;
    }

    /** Members whose set cannot be told, by pod name. */
    public PersistentMap<String, PodState> unplaced() {
        return unplaced;
    }

    /** All members, by pod name. */
    public PersistentMap<String, PodState> all() {
        return all;
    }

    /** Whether a pod that matches the policy has this role. */
    public boolean matches(Map<String, String> labels, @Nullable PodState pod) {
        if (!role.selector().orElse(LabelSelector.EVERYTHING).matches(labels)) {
            return false;
        }
        if (role.members().isEmpty()) {
            return true;
        }
        return pod != null
                && pod.ordinal().isPresent()
                && role.members().get().contains(pod.ordinal().get());
    }

    /** The sets that a member with these properties is in; empty when that cannot be told. */
    public List<String> setsOf(
            String name, Map<String, String> labels, Map<String, String> annotations) {
        Replication replication = role.replication();
        return switch (replication.by()) {
            case All, Any -> List.of(ONE_SET);
            case Labels -> {
                List<String> values = new ArrayList<>();
                for (String key : replication.labels()) {
                    @Nullable String value = labels.get(key);
                    if (value == null) {
                        yield List.of();
                    }
                    values.add(value);
                }
                yield List.of(String.join("/", values));
            }
            case Pattern -> captures(name);
            case Annotation -> {
                @Nullable String listed = annotations.get(replication.annotation().orElse(""));
                yield listed == null ? List.of() : splitNames(listed);
            }
        };
    }

    private static List<String> splitNames(String listed) {
        List<String> names = new ArrayList<>();
        for (String part : listed.split(",", -1)) {
            if (!part.isBlank() && !names.contains(part.strip())) {
                names.add(part.strip());
            }
        }
        return names;
    }

    private List<String> captures(String name) {
        return pattern == null
                ? List.of()
                : pattern.find(name)
                        .map(captures -> List.of(String.join("/", captures)))
                        .orElse(List.of());
    }

    RoleMembers with(PodState pod) {
        RoleMembers base = without(pod.name());
        List<String> names = setsOf(pod.name(), pod.labels(), pod.annotations());
        PersistentMap<String, PersistentMap<String, PodState>> changed = base.sets;
        for (String set : names) {
            @Nullable PersistentMap<String, PodState> members = changed.get(set);
            PersistentMap<String, PodState> some =
                    members == null ? PersistentMap.empty() : members;
            changed = changed.with(set, some.with(pod.name(), pod));
        }
        return new RoleMembers(
                role,
                pattern,
                changed,
                names.isEmpty() ? base.unplaced.with(pod.name(), pod) : base.unplaced,
                base.all.with(pod.name(), pod));
    }

    RoleMembers without(String name) {
        @Nullable PodState before = all.get(name);
        if (before == null) {
            return this;
        }
        PersistentMap<String, PersistentMap<String, PodState>> changed = sets;
        for (String set : setsOf(name, before.labels(), before.annotations())) {
            @Nullable PersistentMap<String, PodState> members = changed.get(set);
            if (members != null) {
                PersistentMap<String, PodState> rest = members.without(name);
                changed = rest.isEmpty() ? changed.without(set) : changed.with(set, rest);
            }
        }
        return new RoleMembers(role, pattern, changed, unplaced.without(name), all.without(name));
    }
}
