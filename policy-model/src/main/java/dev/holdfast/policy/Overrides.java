package dev.holdfast.policy;

import java.util.List;
import java.util.Map;

/** What differs for this role in the pods of one StatefulSet. */
@Doc("What differs for this role in the pods of one StatefulSet.")
public record Overrides(
        @Doc("Labels to add to the role's pods.")
                @Schema.Each("The label's value.")
                @Schema.Size(max = 32)
                Map<String, String> labels,
        @Doc("Annotations to add to the role's pods.")
                @Schema.Each("The annotation's value.")
                @Schema.Size(max = 32)
                Map<String, String> annotations,
        @Doc("What differs in the containers, by container name.")
                @Schema.Size(max = 16)
                @Schema.MapKey("name")
                List<Container> containers) {
    /** Nothing differs. */
    public static final Overrides NONE = new Overrides(Map.of(), Map.of(), List.of());

    public Overrides {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        containers = List.copyOf(containers);
    }
}
