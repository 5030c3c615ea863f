package dev.holdfast.policy.check;

import dev.holdfast.policy.Domain;
import dev.holdfast.policy.Goal;
import dev.holdfast.policy.PolicySpec;
import dev.holdfast.policy.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Names of domains: declared once, in order, and everything else refers to them. */
final class DomainChecks {
    private DomainChecks() {}

    static void check(PolicySpec spec, Consumer<Finding> found) {
        declarations(spec.domains(), found);
        for (int i = 0; i < spec.roles().size(); i++) {
            role(spec, spec.roles().get(i), "spec.roles[" + i + "]", found);
        }
    }

    private static void declarations(List<Domain> domains, Consumer<Finding> found) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < domains.size(); i++) {
            String name = domains.get(i).name();
            if (!seen.add(name)) {
                found.accept(
                        Finding.of(
                                FindingCodes.TWICE,
                                "spec.domains[" + i + "].name",
                                "domain " + name + " is declared twice; rename one"));
            }
            if (name.equals(Domain.NODE_NAME) && i < domains.size() - 1) {
                found.accept(
                        Finding.of(
                                FindingCodes.NODE_INNERMOST,
                                "spec.domains[" + i + "]",
                                "node must be the last domain, since nothing lies within a node; move"
                                        + " it to the end or leave it out"));
            }
        }
    }

    private static void role(PolicySpec spec, Role role, String path, Consumer<Finding> found) {
        for (int g = 0; g < role.survive().size(); g++) {
            losses(spec, role.survive().get(g), path + ".survive[" + g + "].lose", found);
        }
        for (int s = 0; s < role.spread().size(); s++) {
            String domain = role.spread().get(s).domain();
            // An Auto spread may be one that the defaults made from survive.
            if (role.survive().stream().noneMatch(goal -> goal.lose().containsKey(domain))) {
                declared(spec, domain, path + ".spread[" + s + "].domain", found);
            }
        }
        role.replication()
                .rack()
                .ifPresent(rack ->
                        declared(spec, rack.domain(), path + ".replication.rack.domain", found));
        role.volume()
                .within()
                .ifPresent(domain -> declared(spec, domain, path + ".volume.within", found));
    }

    private static void losses(PolicySpec spec, Goal goal, String path, Consumer<Finding> found) {
        if (goal.lose().isEmpty()) {
            found.accept(
                    Finding.of(
                            FindingCodes.LOSES_NOTHING,
                            path,
                            "loses nothing, so it promises nothing; name a domain, for example zone:"
                                    + " 1"));
        }
        for (Map.Entry<String, Integer> loss : goal.lose().entrySet()) {
            declared(spec, loss.getKey(), path + "." + loss.getKey(), found);
            if (loss.getValue() < 1) {
                found.accept(
                        Finding.of(
                                FindingCodes.LOSES_NOTHING,
                                path + "." + loss.getKey(),
                                loss.getValue() + " is no failure; say 1 or more"));
            }
        }
    }

    private static void declared(
            PolicySpec spec, String domain, String path, Consumer<Finding> found) {
        if (spec.domainIndex(domain).isEmpty()) {
            List<String> names = spec.domains().stream().map(Domain::name).toList();
            found.accept(
                    Finding.of(
                            FindingCodes.UNDECLARED_DOMAIN,
                            path,
                            "domain "
                                    + domain
                                    + " is not declared; declared are "
                                    + String.join(", ", names)
                                    + ". Add it to spec.domains with its node label"));
        }
    }
}
