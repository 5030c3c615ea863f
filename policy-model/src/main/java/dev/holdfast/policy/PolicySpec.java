package dev.holdfast.policy;

import java.util.List;
import java.util.Optional;

/** What a DataPlacementPolicy asks for. All defaults are filled in by the constructor. */
@Doc("Which pods hold data, how that data is replicated, and which failures it must survive.")
@Schema.Rule(
        value =
                "self.roles.all(r, !has(r.survive) || r.survive.all(g, g.lose.all(d, d == 'node' ||"
                        + " (has(self.domains) && size(self.domains) > 0 ? self.domains.exists(x, x.name == d) : d == 'zone'))))",
        message = "survive names a domain that domains does not declare")
@Schema.Rule(
        value =
                "self.roles.all(r, !has(r.spread) || r.spread.all(s, s.domain == 'node' ||"
                        + " (has(self.domains) && size(self.domains) > 0 ? self.domains.exists(x, x.name == s.domain) : s.domain =="
                        + " 'zone')))",
        message = "spread names a domain that domains does not declare")
@Schema.Rule(
        value =
                "self.roles.all(r, !has(r.replication.rack) || r.replication.rack.domain == 'node' ||"
                        + " (has(self.domains) && size(self.domains) > 0 ? self.domains.exists(x, x.name =="
                        + " r.replication.rack.domain) : r.replication.rack.domain == 'zone'))",
        message = "replication.rack names a domain that domains does not declare")
@Schema.Rule(
        value =
                "self.roles.all(r, !has(r.volume) || !has(r.volume.within) || r.volume.within == 'node' ||"
                        + " (has(self.domains) && size(self.domains) > 0 ? self.domains.exists(x, x.name == r.volume.within) :"
                        + " r.volume.within == 'zone'))",
        message = "volume.within names a domain that domains does not declare")
public record PolicySpec(
        @Doc(
                        "`Warn` scores nodes, warns and records, and refuses nothing. `Enforce` also refuses placements,"
                                + " bindings, preemptions and evictions that would break a goal.")
                @Schema.Default("\"Warn\"")
                Enforcement enforcement,
        @Doc("The pods of this namespace that this policy speaks for.") @Schema.Required
                LabelSelector selector,
        @Doc(
                        "Failure domains, outermost first; a value is qualified by the outer ones. `node` is the Node object"
                                + " and is always there, innermost. Without this field: zone"
                                + " (`topology.kubernetes.io/zone`) and node.")
                @Schema.Size(max = 8)
                @Schema.MapKey("name")
                List<Domain> domains,
        @Doc("Members with the same job. Roles may overlap: all rules hold.")
                @Schema.Required
                @Schema.Size(min = 1, max = 16)
                @Schema.MapKey("name")
                List<Role> roles,
        @Doc(
                        "Give containers their zone, node and rack as environment variables, set when the pod is bound and"
                                + " read through the downward API.")
                @Schema.Default("false")
                boolean expose) {

    public PolicySpec {
        domains = withNode(domains.isEmpty() ? List.of(Domain.ZONE) : domains);
        roles = List.copyOf(roles);
    }

    private static List<Domain> withNode(List<Domain> declared) {
        if (declared.stream().anyMatch(domain -> domain.name().equals(Domain.NODE_NAME))) {
            return List.copyOf(declared);
        }
        return java.util.stream.Stream.concat(
                        declared.stream(), java.util.stream.Stream.of(Domain.NODE))
                .toList();
    }

    /** The position of a domain in {@link #domains}, outermost 0; empty when it is not declared. */
    public Optional<Integer> domainIndex(String name) {
        for (int i = 0; i < domains.size(); i++) {
            if (domains.get(i).name().equals(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    /** What a policy does about a violation. */
    @Doc("What the policy does about a violation.")
    public enum Enforcement {
        Warn,
        Enforce
    }
}
