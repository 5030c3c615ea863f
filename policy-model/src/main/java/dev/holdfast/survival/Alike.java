package dev.holdfast.survival;

/**
 * Which nodes of a model are interchangeable, so that a search need lose only one of them in turn.
 */
final class Alike {
    private Alike() {}

    /**
     * A text per place: equal for places whose loss means the same. Two nodes are alike when they
     * lie in the same values of all labelled domains and carry members of the same kinds that
     * depend on that node alone, or on it and on places that they share.
     */
    static String[] ofPlaces(SetModel model) {
        StringBuilder[] kinds = new StringBuilder[model.places];
        for (int place = 0; place < model.places; place++) {
            kinds[place] = new StringBuilder();
            for (int d = 0; d < model.labelled; d++) {
                kinds[place].append(model.placeValue[d][place]).append('/');
            }
        }
        String[][] members = new String[model.places][0];
        for (int m = 0; m < model.members; m++) {
            describe(model, m, kinds, members);
        }
        String[] alike = new String[model.places];
        for (int place = 0; place < model.places; place++) {
            java.util.Arrays.sort(members[place]);
            alike[place] = kinds[place].append(String.join(";", members[place])).toString();
        }
        return alike;
    }

    private static void describe(SetModel model, int m, StringBuilder[] kinds, String[][] members) {
        int home = model.podPlace[m];
        StringBuilder kind =
                new StringBuilder()
                        .append(model.votes[m])
                        .append(',')
                        .append(model.data[m])
                        .append(',')
                        .append(model.up[m])
                        .append(',')
                        .append(model.rack[m]);
        for (SetModel.Volume volume : model.volumes[m]) {
            kind.append(",v").append(volume.need());
            for (int place : volume.places()) {
                if (place == home) {
                    kind.append("@self");
                } else {
                    kind.append('@').append(place);
                    if (!model.bulk[place]) {
                        kinds[place].append("!").append(place);
                        if (home >= 0) {
                            kinds[home].append("!").append(home);
                        }
                    }
                }
            }
        }
        if (home >= 0) {
            String[] more = java.util.Arrays.copyOf(members[home], members[home].length + 1);
            more[more.length - 1] = kind.toString();
            members[home] = more;
        }
    }
}
