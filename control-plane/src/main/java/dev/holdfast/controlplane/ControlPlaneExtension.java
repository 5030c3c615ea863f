package dev.holdfast.controlplane;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What {@link ControlPlane} does; JUnit ends the control plane when it closes the class's store.
 */
final class ControlPlaneExtension
        implements ExecutionCondition,
                BeforeAllCallback,
                AfterAllCallback,
                TestWatcher,
                ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(ControlPlaneExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return switch (Provider.ofThisMachine()) {
            case Provider.Unavailable(String remedy) ->
                    ConditionEvaluationResult.disabled("no control plane: " + remedy);
            case Provider.Local(var binaries) ->
                    ConditionEvaluationResult.enabled("programs in " + binaries.directory());
            case Provider.Kind _ -> ConditionEvaluationResult.enabled("a kind cluster");
        };
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var _ = shared(context);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        running(context).ifPresent(shared -> shared.failed = true);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        running(context)
                .filter(shared -> shared.failed || context.getExecutionException().isPresent())
                .ifPresent(shared -> printLogs(context, shared));
    }

    private static void printLogs(ExtensionContext context, Shared shared) {
        shared.failed = false;
        System.err.println(context.getDisplayName() + " failed; " + shared.cluster.logTails());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Cluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context).cluster;
    }

    /** The control plane of the outermost annotated class; nested classes share it. */
    private static Shared shared(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(Shared.class, _ -> start(context), Shared.class);
    }

    /** Empty when it never came up: then the exception has said why. */
    private static Optional<Shared> running(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(Shared.class, Shared.class));
    }

    private static Shared start(ExtensionContext context) {
        Class<?> testClass = context.getRequiredTestClass();
        ControlPlane annotation =
                AnnotationSupport.findAnnotation(
                                testClass, ControlPlane.class, context.getEnclosingTestClasses())
                        .orElseThrow(() ->
                                new IllegalStateException(testClass + " lacks @ControlPlane"));
        Path logs = Path.of("target", "control-plane", testClass.getName());
        Settings settings = Settings.of(annotation, logs);
        ClusterRunner runner =
                switch (Provider.ofThisMachine()) {
                    case Provider.Local(var binaries) -> LocalRunner.start(binaries, settings);
                    case Provider.Kind _ -> KindRunner.start(settings);
                    case Provider.Unavailable(String remedy) ->
                            throw new IllegalStateException(remedy);
                };
        return new Shared(new Cluster(runner, settings.nodeMonitorGracePeriod()));
    }

    /** One control plane and whether a test of its class failed. */
    private static final class Shared implements AutoCloseable {
        final Cluster cluster;
        volatile boolean failed;

        Shared(Cluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
