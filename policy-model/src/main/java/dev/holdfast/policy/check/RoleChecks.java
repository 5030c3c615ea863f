package dev.holdfast.policy.check;

import dev.holdfast.policy.Amount;
import dev.holdfast.policy.NamePattern;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Replication;
import dev.holdfast.policy.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;

/** What a role says about its members, sets and quorum must fit together. */
final class RoleChecks {
    private RoleChecks() {}

    static void check(PolicySpec spec, ClusterFacts facts, Consumer<Finding> found) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.roles().size(); i++) {
            Role role = spec.roles().get(i);
            String path = "spec.roles[" + i + "]";
            if (!names.add(role.name())) {
                found.accept(
                        Finding.of(
                                FindingCodes.TWICE,
                                path + ".name",
                                "role " + role.name() + " is there twice; rename one"));
            }
            role.members()
                    .ifPresent(members ->
                            ordinals(
                                    members.ordinals(),
                                    facts.owners().getOrDefault(role.name(), List.of()),
                                    path + ".members.ordinals",
                                    found));
            key(role.replication(), path + ".replication", found);
            sizes(role.replication(), path + ".replication", found);
            quorum(role, path + ".quorum", found);
        }
    }

    private static void ordinals(
            String ordinals,
            List<ClusterFacts.Owner> owners,
            String path,
            Consumer<Finding> found) {
        for (String part : ordinals.split(",", -1)) {
            String[] ends = part.split("-", 2);
            if (ends.length == 2 && Integer.parseInt(ends[1]) < Integer.parseInt(ends[0])) {
                found.accept(
                        Finding.of(
                                FindingCodes.ORDINALS,
                                path,
                                "range " + part + " ends before it starts; turn it round"));
            }
        }
        for (ClusterFacts.Owner owner : owners) {
            if (!owner.kind().equals("StatefulSet")) {
                found.accept(
                        Finding.of(
                                FindingCodes.ORDINALS,
                                path,
                                "pods of "
                                        + owner.kind()
                                        + " "
                                        + owner.name()
                                        + " have no ordinals that stay; select them by a label"));
            }
        }
        if (owners.stream().filter(owner -> owner.kind().equals("StatefulSet")).count() > 1) {
            found.accept(
                    Finding.of(
                            FindingCodes.ORDINALS,
                            path,
                            "the role's pods belong to several StatefulSets, each with these"
                                    + " ordinals; select them by a label"));
        }
    }

    private static void key(Replication replication, String path, Consumer<Finding> found) {
        Optional<String> missing =
                switch (replication.by()) {
                    case Labels ->
                            replication.labels().isEmpty()
                                    ? Optional.of("labels")
                                    : Optional.empty();
                    case Pattern ->
                            replication.pattern().isEmpty()
                                    ? Optional.of("pattern")
                                    : Optional.empty();
                    case Annotation ->
                            replication.annotation().isEmpty()
                                    ? Optional.of("annotation")
                                    : Optional.empty();
                    case All, Any -> Optional.empty();
                };
        missing.ifPresent(field ->
                found.accept(
                        Finding.of(
                                FindingCodes.INCOMPLETE,
                                path + "." + field,
                                "by: " + replication.by() + " needs " + field)));
        replication.pattern().ifPresent(text -> pattern(text, path + ".pattern", found));
    }

    private static void pattern(String text, String path, Consumer<Finding> found) {
        try {
            if (NamePattern.compile(text).groups() == 0) {
                found.accept(
                        Finding.of(
                                FindingCodes.PATTERN,
                                path,
                                "captures nothing, so all members would be one set; put what names"
                                        + " the set into parentheses"));
            }
        } catch (PatternSyntaxException e) {
            found.accept(
                    Finding.of(
                            FindingCodes.PATTERN,
                            path,
                            "is no regular expression that can be used: "
                                    + e.getDescription()
                                    + " near position "
                                    + e.getIndex()));
        }
    }

    private static void sizes(Replication replication, String path, Consumer<Finding> found) {
        if (replication.by() == Replication.By.Any) {
            List<String> units = new ArrayList<>();
            if (replication.unitsPerMember() != 1) {
                units.add("unitsPerMember");
            }
            replication.votes().ifPresent(votes -> units.add("votes"));
            replication.witness().ifPresent(witness -> units.add("witness"));
            replication.erasure().ifPresent(erasure -> units.add("erasure"));
            units.forEach(field ->
                    found.accept(
                            Finding.of(
                                    FindingCodes.UNITS_WITH_ANY,
                                    path + "." + field,
                                    field
                                            + " does not go with by: Any, whose sets are counted"
                                            + " in members; remove it or say by what the"
                                            + " members of a set are known")));
        }
        replication
                .erasure()
                .filter(erasure -> erasure.data() + erasure.parity() != replication.factor())
                .ifPresent(erasure ->
                        found.accept(
                                Finding.of(
                                        FindingCodes.CONTRADICTION,
                                        path + ".factor",
                                        "is "
                                                + replication.factor()
                                                + ", but erasure data + parity is "
                                                + (erasure.data() + erasure.parity())
                                                + "; make them equal")));
        if (replication.external() >= replication.factor()) {
            found.accept(
                    Finding.of(
                            FindingCodes.CONTRADICTION,
                            path + ".external",
                            "all "
                                    + replication.factor()
                                    + " units would be outside this cluster; external must be less"
                                    + " than factor"));
        }
    }

    private static void quorum(Role role, String path, Consumer<Finding> found) {
        int factor = role.replication().factor();
        role.quorum().read().ifPresent(read -> amount(read, factor, path + ".read", found));
        role.quorum().write().ifPresent(write -> amount(write, factor, path + ".write", found));
        amount(new Amount.Units(role.quorum().acks()), factor, path + ".acks", found);
    }

    private static void amount(Amount amount, int factor, String path, Consumer<Finding> found) {
        if (amount instanceof Amount.Units(int count) && (count > factor || count < 1)) {
            found.accept(
                    Finding.of(
                            FindingCodes.TOO_MANY_UNITS,
                            path,
                            "asks for "
                                    + count
                                    + " units of a set of "
                                    + factor
                                    + "; say 1 to "
                                    + factor));
        }
    }
}
