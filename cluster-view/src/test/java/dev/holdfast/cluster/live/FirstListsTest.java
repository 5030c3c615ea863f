package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FirstListsTest {
    private static final int MANY = 3 * FirstLists.AT_A_TIME;

    private final FirstLists lists = new FirstLists();
    private final List<Listed> resources =
            IntStream.range(0, MANY).mapToObj(_ -> new Listed()).toList();

    /** A resource whose list ends when the test says so. */
    private static final class Listed implements FirstLists.Resource {
        private boolean started;
        private boolean ended;
        private boolean stopped;

        @Override
        public void start() {
            started = true;
        }

        @Override
        public boolean isListing() {
            return !ended;
        }

        @Override
        public boolean isStopped() {
            return stopped;
        }
    }

    private List<Listed> started() {
        lists.proceed();
        return resources.stream().filter(resource -> resource.started).toList();
    }

    @Test
    void beginsAFewInTheirOrderAndTheNextWhereOneEnds() {
        resources.forEach(lists::add);
        assertThat(started()).isEqualTo(resources.subList(0, FirstLists.AT_A_TIME));
        assertThat(started()).hasSize(FirstLists.AT_A_TIME);

        resources.get(2).ended = true;
        assertThat(started()).isEqualTo(resources.subList(0, FirstLists.AT_A_TIME + 1));
    }

    @Test
    void comesToAllOfThem() {
        resources.forEach(lists::add);
        for (int round = 0; round < 3; round++) {
            started().forEach(resource -> resource.ended = true);
        }

        assertThat(started()).isEqualTo(resources);
    }

    @Test
    void neverBeginsWhatNobodyWantsAnyMore() {
        resources.forEach(lists::add);
        resources.getFirst().stopped = true;

        assertThat(started()).isEqualTo(resources.subList(1, FirstLists.AT_A_TIME + 1));
    }
}
