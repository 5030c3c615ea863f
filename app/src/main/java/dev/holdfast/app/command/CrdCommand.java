package dev.holdfast.app.command;

import dev.holdfast.policy.schema.CrdDocument;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** {@code holdfast crd}. */
@Command(
        name = "crd",
        description = "Prints the CustomResourceDefinition of DataPlacementPolicy, for kubectl.",
        mixinStandardHelpOptions = true)
public final class CrdCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        YAMLMapper yaml =
                YAMLMapper.builder()
                        .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                        .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                        .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                        .disable(YAMLWriteFeature.SPLIT_LINES)
                        .build();
        spec.commandLine().getOut().print(yaml.writeValueAsString(CrdDocument.tree()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
