package dev.holdfast.controlplane;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What {@link ControlPlane} says, and where logs go.
 *
 * @param scheduler whether a scheduler runs from the start
 * @param nodeMonitorGracePeriod silence of a node until it counts as unreachable
 * @param apiServerFlags further flags of kube-apiserver
 * @param controllerManagerFlags further flags of kube-controller-manager
 * @param logs directory of the logs
 */
record Settings(
        Scheduler scheduler,
        Duration nodeMonitorGracePeriod,
        List<String> apiServerFlags,
        List<String> controllerManagerFlags,
        Path logs) {

    static Settings of(ControlPlane annotation, Path logs) {
        return new Settings(
                annotation.scheduler(),
                Duration.ofSeconds(annotation.nodeMonitorGracePeriodSeconds()),
                List.of(annotation.apiServerFlags()),
                List.of(annotation.controllerManagerFlags()),
                logs);
    }
}
