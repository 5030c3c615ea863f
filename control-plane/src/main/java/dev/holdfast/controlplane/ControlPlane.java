package dev.holdfast.controlplane;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class one real control plane, shared by its tests, each of which takes a fresh
 * {@link Cluster#namespace()}. Constructors, lifecycle methods and tests get it as a {@link
 * Cluster} parameter.
 *
 * <p>By default it is etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok on
 * this machine; with the environment variable or system property {@code
 * HOLDFAST_CONTROL_PLANE=kind} it is a kind cluster. Where neither can be had, the class is skipped
 * with a line that says how to get it.
 *
 * <p>Logs stay in target/control-plane/CLASS; their ends are printed when a test fails. A test that
 * takes longer than five minutes is interrupted, unless a {@link Timeout} of its own says
 * otherwise.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(ControlPlaneExtension.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public @interface ControlPlane {

    /** Whether a scheduler runs before the first test. */
    Scheduler scheduler() default Scheduler.DEFAULT;

    /** Seconds of silence until a node counts as unreachable; Kubernetes' own default is 50. */
    int nodeMonitorGracePeriodSeconds() default 8;

    /** Further flags of kube-apiserver. */
    String[] apiServerFlags() default {};

    /** Further flags of kube-controller-manager. */
    String[] controllerManagerFlags() default {};
}
