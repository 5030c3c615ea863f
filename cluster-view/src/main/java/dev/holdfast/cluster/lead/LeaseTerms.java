package dev.holdfast.cluster.lead;

import java.time.Duration;

/**
 * The Lease (coordination.k8s.io/v1) that makes one instance the leader. The defaults are
 * kube-controller-manager's.
 *
 * @param identity who we are, another text for each instance
 * @param duration after which others may take a lease that was not renewed
 * @param renewDeadline after which a leader that could not renew gives up; less than {@code
 *     duration}
 * @param retry between two attempts
 */
public record LeaseTerms(
        String namespace,
        String name,
        String identity,
        Duration duration,
        Duration renewDeadline,
        Duration retry) {
    public LeaseTerms {
        if (renewDeadline.compareTo(duration) >= 0 || retry.compareTo(renewDeadline) >= 0) {
            throw new IllegalArgumentException(
                    "a lease needs retry < renew deadline < duration, not %s, %s, %s"
                            .formatted(retry, renewDeadline, duration));
        }
    }

    /** 15 s, given up after 10 s, tried every 2 s. */
    public static LeaseTerms of(String namespace, String name, String identity) {
        return new LeaseTerms(
                namespace,
                name,
                identity,
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2));
    }
}
