package dev.holdfast.survival;

import dev.holdfast.view.MatchedNodes;
import dev.holdfast.view.NodeAffinity;
import dev.holdfast.view.NodeState;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Volumes of unknown place, put on any one node each: whether a goal can hold at all. */
final class VolumeCompletions {
    /** Completions that are tried one by one; beyond, the answer is unknown. */
    static final int MOST = 4_096;

    private final RoleInView set;
    private final SetModelBuilder best;
    private final SetModel model;
    private final List<int[]> volumes;
    private final GoalQuestion question;

    VolumeCompletions(RoleInView set, SetModelBuilder best, GoalQuestion question) {
        this.set = set;
        this.best = best;
        this.model = best.build();
        this.volumes = best.unknowns().volumes();
        this.question = question;
    }

    /** HOLD when some placing of the volumes lets the goal hold, FAIL when none does. */
    SetVerdict.Result any() {
        int[] options = options();
        return Math.pow(options.length, volumes.size()) > MOST
                ? SetVerdict.Result.UNKNOWN
                : place(0, options);
    }

    private SetVerdict.Result place(int at, int[] options) {
        if (at == volumes.size()) {
            int margin = question.of(model).worstMargin();
            return question.exhausted()
                    ? SetVerdict.Result.UNKNOWN
                    : margin >= 0 ? SetVerdict.Result.HOLD : SetVerdict.Result.FAIL;
        }
        int[] volume = volumes.get(at);
        SetModel.Volume[] ofMember = model.volumes[volume[0]];
        SetModel.Volume before = ofMember[volume[1]];
        SetVerdict.Result result = SetVerdict.Result.FAIL;
        for (int option : options) {
            ofMember[volume[1]] = new SetModel.Volume(new int[] {option}, 1);
            result = place(at + 1, options);
            if (result != SetVerdict.Result.FAIL) {
                break;
            }
        }
        ofMember[volume[1]] = before;
        return result;
    }

    /**
     * The nodes of the model that serve, and of each cell as many more as there are volumes to
     * place apart.
     */
    private int[] options() {
        MatchedNodes everywhere = set.matching(NodeAffinity.ANYWHERE);
        for (int[] nodes : everywhere.nodes()) {
            addSome(nodes, model.labelled == 0 ? 4 : volumes.size() + 1);
        }
        return IntStream.range(0, model.places)
                .filter(place -> {
                    @Nullable NodeState state = best.places().node(place);
                    return state != null && state.ready();
                })
                .toArray();
    }

    private void addSome(int[] nodes, int some) {
        int more = some;
        for (int node : nodes) {
            @Nullable NodeState state = set.view().node(node);
            if (more > 0 && state != null && state.ready()) {
                int before = model.places;
                best.places().of(node);
                more -= model.places > before ? 1 : 0;
            }
        }
    }
}
