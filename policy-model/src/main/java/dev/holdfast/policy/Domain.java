package dev.holdfast.policy;

/** A kind of failure domain: every value of one node label. */
@Doc("A kind of failure domain: every value of one node label is one domain.")
public record Domain(
        @Doc("The name that `survive`, `spread`, `rack` and `within` use.")
                @Schema.Required
                @Schema.Matches("[a-z]([-a-z0-9]{0,30}[a-z0-9])?")
                String name,
        @Doc(
                        "The node label whose values are the domains. Not read for `node`, which is the Node object itself.")
                @Schema.Required
                @Schema.Size(min = 1, max = 317)
                String key,
        @Doc(
                        "What a node without the label is: `Deny` refuses it and leaves its domain unknown; `Alone` makes it a"
                                + " domain of its own.")
                @Schema.Default("\"Deny\"")
                OnMissing onMissing) {

    /** The name of the innermost domain, the Node object. */
    public static final String NODE_NAME = "node";

    /** Zones by the well-known label. */
    public static final Domain ZONE =
            new Domain("zone", "topology.kubernetes.io/zone", OnMissing.Deny);

    /** The Node object. */
    public static final Domain NODE =
            new Domain(NODE_NAME, "kubernetes.io/hostname", OnMissing.Deny);

    /** What a node without the label is. */
    @Doc("What a node without the label is.")
    public enum OnMissing {
        Deny,
        Alone
    }
}
