package dev.holdfast.cluster.storage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.Assembly;
import dev.holdfast.cluster.document.Documents;
import dev.holdfast.cluster.object.Fact;
import dev.holdfast.cluster.object.ObjectId;
import dev.holdfast.cluster.object.PersistentVolume;
import dev.holdfast.policy.Amount;
import dev.holdfast.view.ClusterView;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import dev.holdfast.view.VolumeState.Copies;
import dev.holdfast.view.VolumeState.Copy;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The profiles of REST servers on answers made of the documented fields. */
final class RestProfilesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pvc-two | n1 Current, n2 Current",
                "pvc-two/0 | n1 Current, n2 Current",
                "pvc-two/1 | n1 Rebuilding, n2 Current",
                "pvc-states | n1 Stale, n2 Stale, n3 Unknown, n4 Unknown",
                "pvc-flags | n1 Leaving, n2 Stale, n3 Leaving, n5 Leaving",
                "pvc-offline | n1 Current, n4 Unknown, n9 Unknown",
                "pvc-plain | n1 Current, n4 Unknown",
                "pvc-evicted | n5 Leaving",
                "pvc-unsure | n1 Unknown"
            })
    void linstorVolume(String handle, String copies) throws IOException {
        assertThat(copies("linstor", "linstor.csi.linbit.com", handle))
                .isEqualTo(listed("linstor", copies, copies.split(",").length));
    }

    @ParameterizedTest
    @CsvSource({"pvc-two/2", "pvc-diskless", "pvc-absent", "a/b/c"})
    void linstorVolumeWithoutAnyCopyIsUnknown(String handle) throws IOException {
        assertThat(copies("linstor", "linstor.csi.linbit.com", handle))
                .isInstanceOf(Copies.Unknown.class);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "v-serving | 3 | n1 Current, n2 Rebuilding, n3 Unknown",
                "v-idle | 2 | n1 Current, n2 Current",
                "v-broken | 3 | n1 Stale, n2 Unknown, n3 Stale"
            })
    void mayastorVolume(String handle, int wanted, String copies) throws IOException {
        assertThat(copies("mayastor", "io.openebs.csi-mayastor", handle))
                .isEqualTo(listed("mayastor", copies, wanted));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "101 | n1 Current, n2 Current",
                "102 | n1 Current, n2 Stale",
                "103 | n1 Current, n2 Unknown, n3 Unknown",
                "104 | n1 Unknown, n2 Unknown",
                "105 | n1 Current, n4 Unknown",
                "106 | n1 Current, px-9 Unknown",
                "107 | n1 Unknown"
            })
    void portworxVolume(String handle, String copies) throws IOException {
        assertThat(copies("portworx", "pxd.portworx.com", handle))
                .isEqualTo(listed("portworx", copies, 2));
    }

    @Test
    void nodesThatTheStorageDoesNotServeAreNamed() throws IOException {
        assertThat(down("linstor")).containsExactly("n4", "n5");
        assertThat(down("mayastor")).containsExactly("n2", "n3");
        assertThat(down("portworx")).containsExactly("n4");
    }

    private static List<String> down(String profile) throws IOException {
        ClusterView view = view(profile, "x", "x");
        return java.util.stream.IntStream.range(0, view.nodeBound())
                .mapToObj(view::node)
                .filter(node -> requireNonNull(node).storageDown().contains(profile))
                .map(node -> requireNonNull(node).name())
                .toList();
    }

    private static Copies.Listed listed(String source, String copies, int wanted) {
        List<Copy> expected =
                java.util.Arrays.stream(copies.split(", *"))
                        .map(text -> text.strip().split(" "))
                        .map(words -> new Copy(words[0], Copy.State.valueOf(words[1])))
                        .toList();
        return new Copies.Listed(expected, wanted, Amount.Word.One, source);
    }

    private static Copies copies(String profile, String driver, String handle) throws IOException {
        return requireNonNull(view(profile, driver, handle).volume("pv")).copies();
    }

    private static ClusterView view(String name, String driver, String handle) throws IOException {
        StorageProfile profile = named(name);
        Assembly assembly = new Assembly(List.of(profile), _ -> {});
        for (int i = 1; i <= 5; i++) {
            NodeState node =
                    new NodeState("n" + i, Map.of(), true, true, List.of(), Map.of(), List.of());
            assembly.put(new ObjectId("", "Node", "", "n" + i), new Fact.OfNode(node));
        }
        assembly.put(
                new ObjectId("", "PersistentVolume", "", "pv"),
                new Fact.OfVolume(
                        new PersistentVolume(
                                "pv", driver, handle, "", new NodeAffinity(List.of()))));
        RestReader.read(profile, answers(profile))
                .forEach((id, facts) -> assembly.put(id, new Fact.OfStorage(facts)));
        return assembly.view();
    }

    private static StorageProfile named(String name) {
        return Profiles.builtInRest().stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Map<String, Map<?, ?>>> answers(StorageProfile profile)
            throws IOException {
        Map<String, Map<String, Map<?, ?>>> answers = new HashMap<>();
        for (Rest.Request request : profile.rest().orElseThrow().requests()) {
            String file = "/rest/" + profile.name() + "/" + request.name() + ".json";
            try (InputStream in =
                    requireNonNull(RestProfilesTest.class.getResourceAsStream(file))) {
                Object answer = requireNonNull(Documents.value(in, file));
                Object items =
                        request.items().isPresent() ? request.items().get().read(answer) : answer;
                Map<String, Map<?, ?>> objects = new LinkedHashMap<>();
                for (Object item : (List<?>) requireNonNull(items)) {
                    objects.put(request.id().text(item), (Map<?, ?>) item);
                }
                answers.put(request.name(), objects);
            }
        }
        return answers;
    }
}
