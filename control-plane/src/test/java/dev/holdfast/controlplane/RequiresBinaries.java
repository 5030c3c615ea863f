package dev.holdfast.controlplane;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests of the local control plane where its programs cannot be had. */
final class RequiresBinaries implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return switch (Binaries.search()) {
            case Binaries.Search.Found _ -> ConditionEvaluationResult.enabled("programs found");
            case Binaries.Search.Missing(String remedy) ->
                    ConditionEvaluationResult.disabled(remedy);
        };
    }
}
