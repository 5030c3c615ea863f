package dev.holdfast.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What differs in one container. */
@Doc("What differs in one container.")
public record Container(
        @Doc("The container's name.")
                @Schema.Required
                @Schema.Matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
                String name,
        @Doc("The image to run instead.") @Schema.Size(min = 1, max = 1024) Optional<String> image,
        @Doc("Environment variables to add or replace (core/v1 EnvVar).")
                @Schema.Free
                @Schema.Each("One environment variable.")
                @Schema.Size(max = 128)
                List<Map<String, Object>> env,
        @Doc("Sources of environment variables to add (core/v1 EnvFromSource).")
                @Schema.Free
                @Schema.Each("One source of environment variables.")
                @Schema.Size(max = 32)
                List<Map<String, Object>> envFrom,
        @Doc("Arguments to run with instead.") @Schema.Each("One argument.") @Schema.Size(max = 128)
                List<String> args,
        @Doc("Resource requests and limits instead (core/v1 ResourceRequirements).") @Schema.Free
                Map<String, Object> resources) {
    public Container {
        env = List.copyOf(env);
        envFrom = List.copyOf(envFrom);
        args = List.copyOf(args);
        resources = Map.copyOf(resources);
    }
}
