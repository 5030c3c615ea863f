package dev.holdfast.policy.check;

import static dev.holdfast.policy.check.Finding.Severity.Refused;
import static dev.holdfast.policy.check.Finding.Severity.Warned;

import dev.holdfast.policy.check.Finding.Severity;
import java.util.List;

/**
 * Every code of a finding, in one place. A code never changes its meaning and is never used anew:
 * {@code HF6xxx} refuse a policy, {@code HF7xxx} warn.
 */
public final class FindingCodes {
    private FindingCodes() {}

    /**
     * A code and its page.
     *
     * @param title what is wrong, in a few words
     * @param meaning why that is wrong
     * @param fix what to do
     */
    public record Code(String id, Severity severity, String title, String meaning, String fix) {}

    static final Code UNREADABLE =
            new Code(
                    "HF6000",
                    Refused,
                    "A document that is no policy",
                    "A field is unknown, missing, of another type or out of its bounds, so the document"
                            + " cannot be read as a policy. The API server refuses it as well.",
                    "Correct the field that the path names; the reference page of the policy lists all"
                            + " fields with their bounds.");
    static final Code UNDECLARED_DOMAIN =
            new Code(
                    "HF6001",
                    Refused,
                    "A domain that is not declared",
                    "`survive`, `spread`, `replication.rack` or `volume.within` names a domain that"
                            + " `spec.domains` does not declare, so there is nothing to count.",
                    "Declare the domain with the node label that carries it, or use one that is"
                            + " declared. `node` is always there; `zone` is when `domains` is absent.");
    static final Code TWICE =
            new Code(
                    "HF6002",
                    Refused,
                    "A name that is there twice",
                    "Two roles or two domains have the same name, so what refers to it is ambiguous.",
                    "Rename one of them.");
    static final Code LOSES_NOTHING =
            new Code(
                    "HF6003",
                    Refused,
                    "A failure of nothing",
                    "An entry of `survive` loses no domain value, or fewer than one of a domain. It"
                            + " would hold always and promise nothing.",
                    "Say how many values fail, 1 or more, or remove the entry.");
    static final Code CANNOT_HOLD =
            new Code(
                    "HF6004",
                    Refused,
                    "A goal that no placement can hold",
                    "However the members are placed over the domains that exist, some failure of the"
                            + " size that the goal names takes more units than the quorum can spare. Enforcing it"
                            + " would never place anything well; reporting it would always be red.",
                    "Add domain values (a third zone), add members, lower the quorum if the database"
                            + " truly works with less, or ask for a smaller failure.");
    static final Code MAJORITY_OF_TWO =
            new Code(
                    "HF6005",
                    Refused,
                    "A majority of two",
                    "A majority of 2 is 2: no copy may ever be lost. Two copies usually mean that one"
                            + " is enough to serve (replica shards, primary and replica).",
                    "Set `quorum: {read: One, write: One}` if one copy serves, or use three copies.");
    static final Code OVERLAP =
            new Code(
                    "HF6006",
                    Refused,
                    "A selector that overlaps another policy's",
                    "A pod matches both policies of the namespace, or every pod of the one would match the"
                            + " other, and two policies would place it.",
                    "Add a label to one selector that tells the pods apart, or make one policy with two"
                            + " roles (roles may overlap).");
    static final Code CHANGING_LABEL =
            new Code(
                    "HF6007",
                    Refused,
                    "A label that changes at run time",
                    "The database or its operator rewrites this label at every failover. Who is a member"
                            + " of which role or set must not change while pods run.",
                    "Select by a label that the pod is created with. Who leads at the moment is not part"
                            + " of a placement policy.");
    static final Code UNITS_WITH_ANY =
            new Code(
                    "HF6008",
                    Refused,
                    "Units with by: Any",
                    "With `by: Any` a set is any admissible subset of members, counted in members."
                            + " unitsPerMember, votes, witness and erasure have no meaning there.",
                    "Remove them, or say who holds the same data with `by: Labels`, `Pattern` or"
                            + " `Annotation`.");
    static final Code ORDINALS =
            new Code(
                    "HF6009",
                    Refused,
                    "Ordinals that name no members",
                    "`members.ordinals` counts the pods of one StatefulSet. Other owners have no"
                            + " ordinals, two StatefulSets have each of them twice, and a range must not end before"
                            + " it starts.",
                    "Select the role's pods by a label, or correct the range.");
    static final Code TOO_MANY_UNITS =
            new Code(
                    "HF6010",
                    Refused,
                    "A quorum larger than the set",
                    "The operation asks for more units than a set has, so it could never succeed.",
                    "Lower the number, or raise `replication.factor` if the set is really larger.");
    static final Code PATTERN =
            new Code(
                    "HF6011",
                    Refused,
                    "A pattern that names no set",
                    "The regular expression cannot be used, or captures nothing: what the groups"
                            + " capture is the name of the set. So that no pattern can hold up the"
                            + " service, look-around, back references, `\\b`, possessive quantifiers,"
                            + " flags, and character classes within classes are not supported, nor more"
                            + " than 16 groups.",
                    "Put the part of the pod's name that tells sets apart into parentheses, for example"
                            + " `shard-(\\d+)-\\d+$`.");
    static final Code INCOMPLETE =
            new Code(
                    "HF6012",
                    Refused,
                    "Replication without its key",
                    "`by: Labels`, `Pattern` and `Annotation` need `labels`, `pattern` and `annotation`.",
                    "Add the field that `by` asks for.");
    static final Code CONTRADICTION =
            new Code(
                    "HF6013",
                    Refused,
                    "Sizes that contradict each other",
                    "With erasure coding a set has data + parity units, and some units of a set must be"
                            + " in this cluster.",
                    "Make `factor` data + parity, and `external` less than `factor`.");
    static final Code SELECTOR =
            new Code(
                    "HF6014",
                    Refused,
                    "A selector that is no label selector",
                    "A key or value is not one that Kubernetes allows on a pod, or an operator has"
                            + " values where it takes none. The API server would refuse the webhook made from it.",
                    "Correct the key, the value or the operator.");
    static final Code NODE_INNERMOST =
            new Code(
                    "HF6015",
                    Refused,
                    "node is not the innermost domain",
                    "`domains` goes from outside to inside, and nothing lies within a node.",
                    "Move `node` to the end, or leave it out: it is always there.");

    static final Code STALE_READS =
            new Code(
                    "HF7001",
                    Warned,
                    "Reads may be stale",
                    "Read and write quorum together are not more than the set, so a read may meet no"
                            + " unit that has the last write.",
                    "Nothing, if the database is meant so (replica shards, asynchronous standbys). Else"
                            + " raise one of the two.");
    static final Code ANY_WITHOUT_RACK =
            new Code(
                    "HF7002",
                    Warned,
                    "by: Any without a rack",
                    "Any subset of members may then hold the same data, so the survival of a whole zone"
                            + " is judged by the worst subset: almost always lost.",
                    "Say where the database reads its rack: `replication.rack`. Without rack awareness"
                            + " in the database only the loss of nodes can be survived.");
    static final Code NO_ZONE_GOAL =
            new Code(
                    "HF7003",
                    Warned,
                    "No goal names the zone",
                    "The cluster has three or more zones, but the role does not ask to survive the loss"
                            + " of one.",
                    "Add `survive: [{lose: {zone: 1}}]`, if the data is to survive a zone.");
    static final Code NO_SLACK =
            new Code(
                    "HF7004",
                    Warned,
                    "keep: Survive allows no eviction",
                    "With one member evicted no placement holds the goal, so with `disruption.keep:"
                            + " Survive` no node can ever be drained.",
                    "Use `disruption: {keep: Quorum}`, or add members.");
    static final Code WITHIN_WIDE =
            new Code(
                    "HF7005",
                    Warned,
                    "volume.within is wider than a domain to survive",
                    "Copies of one member may then lie in several values of the domain that may be"
                            + " lost, so one loss takes copies of several members.",
                    "Make `within` that domain or a narrower one.");
    static final Code UNLABELLED_NODES =
            new Code(
                    "HF7006",
                    Warned,
                    "Nodes without a domain's label",
                    "With `onMissing: Deny` no member is placed on them, and members that run there make"
                            + " answers unknown.",
                    "Label the nodes, or set `onMissing: Alone` if each is a domain of its own.");
    static final Code SIZE_DIFFERS =
            new Code(
                    "HF7007",
                    Warned,
                    "The size differs from the owner's",
                    "`factor` is the declared size of a set; an absent member counts as failed, and a"
                            + " set larger than declared is not judged.",
                    "Make `factor` and the owner's replicas agree.");
    static final Code NO_ROOM =
            new Code(
                    "HF7008",
                    Warned,
                    "A Required spread leaves no room",
                    "There are fewer domain values than members of one set need at most `max` each, so"
                            + " under Enforce the last members stay Pending.",
                    "Raise `max`, add domain values, or use `mode: Preferred`.");

    static final Code MAY_OVERLAP =
            new Code(
                    "HF7009",
                    Warned,
                    "A selector that may overlap another policy's",
                    "The selectors of two policies of the namespace exclude no label of each other, so a pod"
                            + " with the labels of both would match both. No pod is known that does. Not said"
                            + " when both policies have pods and none is of both.",
                    "Nothing, if no pod ever has the labels of both. Else add a label to one selector"
                            + " that tells the pods apart.");

    /** All codes, by number. */
    public static final List<Code> ALL =
            List.of(
                    UNREADABLE,
                    UNDECLARED_DOMAIN,
                    TWICE,
                    LOSES_NOTHING,
                    CANNOT_HOLD,
                    MAJORITY_OF_TWO,
                    OVERLAP,
                    CHANGING_LABEL,
                    UNITS_WITH_ANY,
                    ORDINALS,
                    TOO_MANY_UNITS,
                    PATTERN,
                    INCOMPLETE,
                    CONTRADICTION,
                    SELECTOR,
                    NODE_INNERMOST,
                    STALE_READS,
                    ANY_WITHOUT_RACK,
                    NO_ZONE_GOAL,
                    NO_SLACK,
                    WITHIN_WIDE,
                    UNLABELLED_NODES,
                    SIZE_DIFFERS,
                    NO_ROOM,
                    MAY_OVERLAP);

    /** The page of a code, in Markdown. */
    public static String page(Code code) {
        String kind = code.severity() == Refused ? "refused" : "accepted with a warning";
        return """
        # %s: %s

        <!-- Generated from FindingCodes in policy-model; a test rewrites it with -Dholdfast.regenerate=true. -->

        The policy is %s.

        **What it means.** %s

        **What to do.** %s
        """
                .formatted(code.id(), code.title(), kind, code.meaning(), code.fix());
    }
}
