package dev.holdfast.policy;

import java.util.List;

/** What came of reading a document as a policy. */
public sealed interface Decoded {
    /** It is a policy, with all defaults filled in. */
    record Ok(DataPlacementPolicy policy) implements Decoded {}

    /** It is not; these are all the reasons, in the order of the document's schema. */
    record Refused(List<Problem> problems) implements Decoded {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
