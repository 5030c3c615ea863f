package dev.holdfast.cluster.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.view.Change;
import dev.holdfast.view.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChangesTest {
    private final Changes changes = new Changes();
    private final List<Told> told = new ArrayList<>();

    private record Told(Set<String> namespaces, Set<String> busy, boolean nodes) {}

    private void tell() {
        changes.tell(
                ClusterView.EMPTY,
                (_, namespaces, busy, nodes) -> told.add(new Told(namespaces, busy, nodes)));
    }

    @Test
    void eachIsToldOnce() {
        changes.add(new Change.ClaimGone("team", "data"));
        changes.add(new Change.PodGone("other", "db-0"));
        tell();
        tell();

        assertThat(told).containsExactly(new Told(Set.of("team"), Set.of("other"), false));
    }

    @Test
    void whatCameBeforeACompleteViewIsOneChangeOfEverything() {
        changes.add(new Change.ClaimGone("team", "data"));
        changes.add(new Change.PodGone("other", "db-0"));
        changes.add(new Change.VolumeGone("pv"));
        changes.becomeOne();
        tell();
        tell();

        assertThat(told).containsExactly(new Told(Set.of(), Set.of(), true));
    }
}
